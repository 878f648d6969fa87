import fc from "fast-check";
import { expect, test } from "vitest";
import { LONGEST_BY_HAND, shortAscii } from "./short-ascii.ts";

test("ASCII of every length up to the longest", () => {
  const bytes = Buffer.from("0123456789abcdefghijklmnop");
  for (let length = 0; length <= LONGEST_BY_HAND; length++) {
    for (let at = 0; at + length <= bytes.length; at++) {
      expect(shortAscii(bytes, at, length)).toBe(bytes.toString("latin1", at, at + length));
    }
  }
  expect(shortAscii(bytes, 0, LONGEST_BY_HAND + 1)).toBeUndefined();
});

test("a single byte that is no ASCII is left to others", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: LONGEST_BY_HAND }), (bytes) => {
      const ascii = bytes.every((byte) => byte < 0x80);
      expect(shortAscii(bytes, 0, bytes.length)).toBe(ascii ? Buffer.from(bytes).toString("latin1") : undefined);
    }),
  );
});
