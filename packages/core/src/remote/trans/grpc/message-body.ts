import { ByteReader } from "@kitex-ts/netpoll/buffer";
import { BadMessageError } from "./bad-message.ts";
import { type InflateLimits, inflate } from "./gzip.ts";
import { isCompressed, PREFIX_BYTES } from "./message-splitter.ts";

/** What reading a message needs to know. */
export interface BodyReading extends InflateLimits {
  /** Elements of all its lists, sets and maps together. */
  readonly maxElements: number;
}

/**
 * The body of a message that a `MessageSplitter` gave: at once, or inflated where it is compressed. `encoding` is what
 * the headers of its stream name. Rejects with a `BadMessageError`.
 */
export function bodyOf(
  message: Buffer,
  encoding: string | undefined,
  reading: BodyReading,
): ByteReader | Promise<ByteReader> {
  if (!isCompressed(message)) return new ByteReader(message, PREFIX_BYTES, message.length, reading.maxElements);
  return inflatedBody(message.subarray(PREFIX_BYTES), encoding, reading);
}

async function inflatedBody(bytes: Buffer, encoding: string | undefined, reading: BodyReading): Promise<ByteReader> {
  if (encoding !== "gzip") {
    const named = encoding === undefined ? "no grpc-encoding is named" : `grpc-encoding is "${encoding}"`;
    throw new BadMessageError("malformed", `a compressed message came, and ${named}`);
  }
  const body = await inflate(bytes, reading);
  return new ByteReader(body, 0, body.length, reading.maxElements);
}
