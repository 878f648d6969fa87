import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { Http2Stream } from "@kitex-ts/netpoll-http2";
import { compress } from "./gzip.ts";
import { PREFIX_BYTES } from "./message-splitter.ts";

/** Appends the body of one message. */
export type WriteBody = (out: ByteWriter) => void;

/** A message is longer than it may be sent. */
export class SendLimitError extends Error {
  override readonly name = "SendLimitError" as const;

  constructor(length: number, limit: number) {
    super(`a message of ${length} bytes was to be sent, the limit is ${limit}`);
  }
}

/**
 * Sends a message as it is. Throws what `writeBody` throws, or a `SendLimitError` beyond `maxBytes`; nothing of it is
 * sent then. Gives its length on the wire.
 */
export function sendPlain(stream: Http2Stream, writeBody: WriteBody, endStream: boolean, maxBytes: number): number {
  let size = 0;
  stream.sendData((out) => {
    const start = out.length;
    out.writeByte(0);
    const lengthAt = out.reserve(4);
    writeBody(out);
    size = out.length - start;
    if (size - PREFIX_BYTES > maxBytes) throw new SendLimitError(size - PREFIX_BYTES, maxBytes);
    out.fillI32(lengthAt, size - PREFIX_BYTES);
  }, endStream);
  return size;
}

/**
 * The same message in gzip, ready to be sent; as it is where gzip makes it no shorter. Rejects with what `writeBody`
 * throws, or a `SendLimitError` when it is longer than `maxBytes` before it is compressed.
 */
export async function compressedMessage(writeBody: WriteBody, maxBytes: number): Promise<Buffer> {
  const out = new ByteWriter();
  writeBody(out);
  if (out.length > maxBytes) throw new SendLimitError(out.length, maxBytes);
  const plain = Buffer.concat(out.take());
  const compressed = await compress(plain);
  const shorter = compressed.length < plain.length;
  const body = shorter ? compressed : plain;
  const prefix = Buffer.alloc(PREFIX_BYTES, shorter ? 1 : 0);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}
