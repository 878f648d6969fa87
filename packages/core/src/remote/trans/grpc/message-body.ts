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
 * The body of a message that a `MessageSplitter` gave: at once, or later where it is compressed and not small.
 * `encoding` is what the headers of its stream name. Never throws: it rejects with a `BadMessageError`.
 */
export function bodyOf(
  message: Buffer,
  encoding: string | undefined,
  reading: BodyReading,
): ByteReader | Promise<ByteReader> {
  if (!isCompressed(message)) return new ByteReader(message, PREFIX_BYTES, message.length, reading.maxElements);
  if (encoding !== "gzip") return Promise.reject(unreadable(encoding));
  const inflated = inflate(message.subarray(PREFIX_BYTES), reading);
  const readerOf = (body: Buffer): ByteReader => new ByteReader(body, 0, body.length, reading.maxElements);
  return inflated instanceof Promise ? inflated.then(readerOf) : readerOf(inflated);
}

function unreadable(encoding: string | undefined): BadMessageError {
  const named = encoding === undefined ? "no grpc-encoding is named" : `grpc-encoding is "${encoding}"`;
  return new BadMessageError("malformed", `a compressed message came, and ${named}`);
}
