/** Up to this length a text is put together here: calling into the runtime costs more than its bytes. */
export const LONGEST_BY_HAND = 20;

/** `String.fromCharCode` for elements of an array: the compiler does not know that an index is inside. */
const { fromCharCode: text }: { fromCharCode(...bytes: readonly (number | undefined)[]): string } = String;

/**
 * The `length` bytes at `at` as text, when all of them are ASCII and there are at most `LONGEST_BY_HAND`; `undefined`
 * otherwise. The bytes must be there.
 *
 * One call with all the characters makes a flat string at once; a string that grows would be copied or linked. With 8
 * characters it takes 24 ns where `toString` takes 60, with 20 it takes 45. The loads stand here one by one, because a
 * function for them is not inlined that often.
 */
export function shortAscii(b: Uint8Array, at: number, length: number): string | undefined {
  let bits = 0;
  for (let i = at; i < at + length; i++) bits |= b[i] as number;
  if (bits > 0x7f) return undefined;
  // biome-ignore format: a line for each length shows that none is missing
  switch (length) {
    case 0: return "";
    case 1: return text(b[at]);
    case 2: return text(b[at], b[at + 1]);
    case 3: return text(b[at], b[at + 1], b[at + 2]);
    case 4: return text(b[at], b[at + 1], b[at + 2], b[at + 3]);
    case 5: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4]);
    case 6: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5]);
    case 7: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6]);
    case 8: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7]);
    case 9: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8]);
    case 10: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9]);
    case 11: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10]);
    case 12: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11]);
    case 13: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12]);
    case 14: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12], b[at + 13]);
    case 15: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14]);
    case 16: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14], b[at + 15]);
    case 17: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14], b[at + 15], b[at + 16]);
    case 18: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14], b[at + 15], b[at + 16], b[at + 17]);
    case 19: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14], b[at + 15], b[at + 16], b[at + 17], b[at + 18]);
    case 20: return text(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9], b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14], b[at + 15], b[at + 16], b[at + 17], b[at + 18], b[at + 19]);
    default: return undefined;
  }
}
