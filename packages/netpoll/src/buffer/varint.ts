/** The most bytes that a varint of 32 and of 64 bits takes: seven bits a byte, the lowest first. */
export const VARINT32_BYTES = 5;
export const VARINT64_BYTES = 10;

/**
 * Writes the low thirty-two bits of `value` as a varint at `at`, and says where it ends. Five bytes must be there.
 */
export function putVarint32(bytes: Uint8Array, at: number, value: number): number {
  let rest = value >>> 0;
  let end = at;
  while (rest > 0x7f) {
    // An element of the array has the low eight bits only.
    bytes[end++] = rest | 0x80;
    rest >>>= 7;
  }
  bytes[end++] = rest;
  return end;
}

/**
 * Writes sixty-four bits, given as two halves, as a varint at `at`, and says where it ends. Ten bytes must be there.
 */
export function putVarint64(bytes: Uint8Array, at: number, high: number, low: number): number {
  let rest = low >>> 0;
  let above = high >>> 0;
  let end = at;
  while (above !== 0) {
    bytes[end++] = rest | 0x80;
    rest = ((rest >>> 7) | (above << 25)) >>> 0;
    above >>>= 7;
  }
  return putVarint32(bytes, end, rest);
}

/** How many bytes the low thirty-two bits of `value` take as a varint. */
export function varint32Bytes(value: number): number {
  const bits = value >>> 0;
  if (bits < 0x80) return 1;
  if (bits < 0x4000) return 2;
  if (bits < 0x20_0000) return 3;
  return bits < 0x1000_0000 ? 4 : 5;
}
