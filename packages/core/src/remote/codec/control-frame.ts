import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { isTTHeader, TTHEADER_FIXED_BYTES, writeTTHeader } from "./ttheader.ts";

/** The sequence id of frames that answer no call. */
const CONTROL_SEQ_ID = 0;
/** What Kitex's control frames carry: an unframed Thrift reply of method `none`, sequence id 0, an empty struct. */
const CONTROL_PAYLOAD = Buffer.from("80010002000000046e6f6e650000000000", "hex");

/** Writes a frame that says one thing about the connection and answers no call. */
export function writeControlFrame(out: ByteWriter, key: string, value: string): void {
  const content = { flags: 0, seqId: CONTROL_SEQ_ID, strings: [[key, value] as const], ints: [] };
  writeTTHeader(out, content, () => out.writeBytes(CONTROL_PAYLOAD));
}

/** Whether a whole frame answers no call. A reply whose header merely lacks the sequence id is none. */
export function isControlFrame(frame: Buffer): boolean {
  if (!isTTHeader(frame.readUInt32BE(4)) || frame.readInt32BE(8) !== CONTROL_SEQ_ID) return false;
  return frame.subarray(TTHEADER_FIXED_BYTES + frame.readUInt16BE(12) * 4).equals(CONTROL_PAYLOAD);
}
