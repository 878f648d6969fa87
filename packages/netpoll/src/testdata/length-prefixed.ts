import type { FrameLength } from "../buffer/pending-bytes.ts";
import type { Connection } from "../connection.ts";

/** Frames of the tests: four bytes of length, big-endian, then so many bytes. */
export const lengthPrefixed: FrameLength = (pending) => (pending.length < 4 ? undefined : 4 + pending.u32(0));

/** One frame with `body`. */
export function frameOf(body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body);
  const frame = Buffer.alloc(4 + bytes.length);
  frame.writeUInt32BE(bytes.length);
  frame.set(bytes, 4);
  return frame;
}

/** The text in a frame. */
export function bodyOf(frame: Buffer): string {
  return frame.toString("utf8", 4);
}

/** Writes and flushes one frame. */
export function send(connection: Connection, body: string | Uint8Array): void {
  connection.writer.writeBytes(frameOf(body));
  connection.flush();
}
