import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { FrameFlag, FrameType, frameHeaderBytes } from "./frame-header.ts";
import { fillFrameHeader, reserveFrameHeader, writeFrameHeader } from "./frame-writer.ts";
import type { HeaderList } from "./header-list.ts";
import type { HeaderEncoder } from "./hpack/header-encoder.ts";

/**
 * Appends `headers` as one HEADERS frame and, where the peer's `maxFrameBytes` asks for it, CONTINUATION frames.
 *
 * A list that cannot be encoded (a character above U+00FF) throws a `RangeError` and leaves nothing behind.
 */
export function writeHeaders(
  out: ByteWriter,
  encoder: HeaderEncoder,
  headers: HeaderList,
  streamId: number,
  endStream: boolean,
  maxFrameBytes: number,
): void {
  const at = reserveFrameHeader(out);
  const start = at + frameHeaderBytes;
  try {
    encoder.encode(headers, out);
  } catch (error) {
    out.truncate(at);
    throw error;
  }
  const length = out.length - start;
  const flags = endStream ? FrameFlag.EndStream : 0;
  if (length <= maxFrameBytes) {
    fillFrameHeader(out, at, length, FrameType.Headers, flags | FrameFlag.EndHeaders, streamId);
    return;
  }
  const rest = Buffer.concat(out.cut(start + maxFrameBytes));
  fillFrameHeader(out, at, maxFrameBytes, FrameType.Headers, flags, streamId);
  writeContinuations(out, rest, streamId, maxFrameBytes);
}

function writeContinuations(out: ByteWriter, block: Buffer, streamId: number, maxFrameBytes: number): void {
  for (let at = 0; at < block.length; at += maxFrameBytes) {
    const part = block.subarray(at, at + maxFrameBytes);
    const flags = at + part.length === block.length ? FrameFlag.EndHeaders : 0;
    writeFrameHeader(out, part.length, FrameType.Continuation, flags, streamId);
    out.writeBytes(part);
  }
}
