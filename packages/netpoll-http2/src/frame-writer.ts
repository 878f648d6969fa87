import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { Http2ErrorCode } from "./error-code.ts";
import { FrameFlag, FrameType, frameHeaderBytes } from "./frame-header.ts";

/** The first bytes that a client sends (RFC 9113 section 3.4); its SETTINGS follow. */
export const connectionPreface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Leaves room for a frame's header, which `fillFrameHeader` fills in once the payload stands behind it. */
export function reserveFrameHeader(out: ByteWriter): number {
  return out.reserve(frameHeaderBytes);
}

/** Fills in the header at `at`, which `reserveFrameHeader` gave. */
export function fillFrameHeader(
  out: ByteWriter,
  at: number,
  length: number,
  type: number,
  flags: number,
  streamId: number,
): void {
  out.fillI32(at, (length << 8) | type);
  out.fillI32(at + 4, (flags << 24) | (streamId >>> 8));
  // Its first byte was just written and stays the same: there is no fill of one byte.
  out.fillI16(at + 7, streamId);
}

/** Appends a header; `length` bytes of payload are to follow. */
export function writeFrameHeader(out: ByteWriter, length: number, type: number, flags: number, streamId: number): void {
  out.writeI32((length << 8) | type);
  out.writeByte(flags);
  out.writeI32(streamId);
}

/** Ends a stream at once, with the reason. */
export function writeRstStream(out: ByteWriter, streamId: number, code: Http2ErrorCode): void {
  writeFrameHeader(out, 4, FrameType.RstStream, 0, streamId);
  out.writeI32(code);
}

/** Gives the peer `increment` bytes (1 to 2^31 − 1) of window, on a stream or, with id 0, on the connection. */
export function writeWindowUpdate(out: ByteWriter, streamId: number, increment: number): void {
  writeFrameHeader(out, 4, FrameType.WindowUpdate, 0, streamId);
  out.writeI32(increment);
}

/** Asks for an answer that carries the same eight bytes, `payload` (0 to 2^64 − 1). */
export function writePing(out: ByteWriter, payload: bigint): void {
  writeFrameHeader(out, 8, FrameType.Ping, 0, 0);
  out.writeI64(payload);
}

/** Answers a PING. */
export function writePingAck(out: ByteWriter, payload: bigint): void {
  writeFrameHeader(out, 8, FrameType.Ping, FrameFlag.Ack, 0);
  out.writeI64(payload);
}

/** Tells the peer that its settings hold from here on. */
export function writeSettingsAck(out: ByteWriter): void {
  writeFrameHeader(out, 0, FrameType.Settings, FrameFlag.Ack, 0);
}

/** Announces the end of the connection: streams above `lastStreamId` were not looked at. `debug` is for a person. */
export function writeGoAway(out: ByteWriter, lastStreamId: number, code: Http2ErrorCode, debug: string): void {
  const text = Buffer.from(debug);
  writeFrameHeader(out, 8 + text.length, FrameType.GoAway, 0, 0);
  out.writeI32(lastStreamId);
  out.writeI32(code);
  out.writeBytes(text);
}
