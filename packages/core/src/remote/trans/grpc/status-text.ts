import { fromHeaderValue } from "../../transmeta/header-text.ts";

/**
 * What `grpc-message` may hold as it is; everything else is percent-encoded, byte by byte (gRPC over HTTP/2, Responses).
 * So is a blank at either end, where HTTP/2 allows none: the whole answer would be malformed (RFC 9113 section 8.2.1).
 */
const PLAIN = /^(?:[\x21-\x24\x26-\x7e](?:[\x20-\x24\x26-\x7e]*[\x21-\x24\x26-\x7e])?)?$/;

/** The longest message that is written, in bytes before encoding: header lists are limited, and a long text must not cost the status. */
const MAX_BYTES = 4_096;

/** A status message as `grpc-message` carries it. Lone surrogates become U+FFFD; what is longer than 4,096 bytes is cut. */
export function encodeStatusText(text: string): string {
  if (text.length <= MAX_BYTES && PLAIN.test(text)) return text;
  let encoded = "";
  const bytes = cut(Buffer.from(text, "utf8"));
  for (const [at, byte] of bytes.entries()) {
    const inner = at > 0 && at < bytes.length - 1;
    const plain = byte >= (inner ? 0x20 : 0x21) && byte <= 0x7e && byte !== 0x25;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** The message in a `grpc-message` value. A `%` without two hexadecimal digits behind it stands for itself. */
export function decodeStatusText(value: string): string {
  if (!value.includes("%")) return fromHeaderValue(value);
  const bytes = value.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return fromHeaderValue(bytes);
}

/** At most so many bytes, without the first part of a character whose rest is cut off. */
function cut(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_BYTES) return bytes;
  let end = MAX_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
