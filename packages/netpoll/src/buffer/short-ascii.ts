/** Up to this length a text is put together here: calling into the runtime costs more than its bytes. */
export const LONGEST_BY_HAND = 20;

const { fromCharCode: text } = String;

/**
 * The `length` bytes at `at` as text, when all of them are ASCII and there are at most `LONGEST_BY_HAND`; `undefined`
 * otherwise. The bytes must be there.
 *
 * One call with all the characters makes a flat string at once; a string that grows would be copied or linked. Every byte
 * is loaded once, to be checked and to be passed on, which is why the loads stand here one by one: a loop that checks first
 * takes a quarter more, and `toString` two to three times as long.
 */
export function shortAscii(b: Uint8Array, at: number, length: number): string | undefined {
  if (length === 0) return "";
  if (length > LONGEST_BY_HAND) return undefined;
  const c0 = b[at] as number;
  let bits = c0;
  if (length === 1) return bits > 0x7f ? undefined : text(c0);
  const c1 = b[at + 1] as number;
  bits |= c1;
  if (length === 2) return bits > 0x7f ? undefined : text(c0, c1);
  const c2 = b[at + 2] as number;
  bits |= c2;
  if (length === 3) return bits > 0x7f ? undefined : text(c0, c1, c2);
  const c3 = b[at + 3] as number;
  bits |= c3;
  if (length === 4) return bits > 0x7f ? undefined : text(c0, c1, c2, c3);
  const c4 = b[at + 4] as number;
  bits |= c4;
  if (length === 5) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4);
  const c5 = b[at + 5] as number;
  bits |= c5;
  if (length === 6) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5);
  const c6 = b[at + 6] as number;
  bits |= c6;
  if (length === 7) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6);
  const c7 = b[at + 7] as number;
  bits |= c7;
  if (length === 8) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7);
  const c8 = b[at + 8] as number;
  bits |= c8;
  if (length === 9) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8);
  const c9 = b[at + 9] as number;
  bits |= c9;
  if (length === 10) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9);
  const c10 = b[at + 10] as number;
  bits |= c10;
  if (length === 11) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10);
  const c11 = b[at + 11] as number;
  bits |= c11;
  if (length === 12) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11);
  const c12 = b[at + 12] as number;
  bits |= c12;
  if (length === 13) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12);
  const c13 = b[at + 13] as number;
  bits |= c13;
  if (length === 14) return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13);
  const c14 = b[at + 14] as number;
  bits |= c14;
  if (length === 15)
    return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14);
  const c15 = b[at + 15] as number;
  bits |= c15;
  if (length === 16)
    return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15);
  const c16 = b[at + 16] as number;
  bits |= c16;
  if (length === 17)
    return bits > 0x7f ? undefined : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16);
  const c17 = b[at + 17] as number;
  bits |= c17;
  if (length === 18)
    return bits > 0x7f
      ? undefined
      : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17);
  const c18 = b[at + 18] as number;
  bits |= c18;
  if (length === 19)
    return bits > 0x7f
      ? undefined
      : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18);
  const c19 = b[at + 19] as number;
  bits |= c19;
  return bits > 0x7f
    ? undefined
    : text(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19);
}
