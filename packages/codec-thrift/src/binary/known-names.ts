import { type ByteReader, hasBytesAt } from "@kitex-ts/netpoll/buffer";

const SLOTS = 64;
const LONGEST = 64;

interface Known {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const known: (Known | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

/**
 * Reads a name of `length` bytes that probably came before, such as a method's.
 *
 * Bytes that are those of a text that was made before need no call into the runtime. What is kept is bounded:
 * a name takes the place of another that has its slot.
 */
export function readName(input: ByteReader, length: number): string {
  if (length <= 0 || length > LONGEST) return input.readUtf8(length);
  const start = input.position;
  input.skip(length);
  const { bytes } = input;
  const slot = ((length * 7) ^ (bytes[start] as number) ^ ((bytes[start + length - 1] as number) << 2)) & (SLOTS - 1);
  const found = known[slot];
  if (found !== undefined && found.bytes.length === length && hasBytesAt(bytes, start, found.bytes)) return found.text;
  const text = bytes.toString("utf8", start, start + length);
  known[slot] = { bytes: Uint8Array.from(bytes.subarray(start, start + length)), text };
  return text;
}
