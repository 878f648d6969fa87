import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader } from "./byte-reader.ts";
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

test("behind its length it is read where all of it is in the frame, and nothing is read otherwise", () => {
  const bytes = fc.uint8Array({ maxLength: LONGEST_BY_HAND + 4 });
  fc.assert(
    fc.property(fc.nat(LONGEST_BY_HAND + 8), bytes, fc.nat(LONGEST_BY_HAND + 5), (length, content, end) => {
      const whole = Buffer.from([length, ...content.map((byte) => byte & 0x7f), ...content.slice(0, 2)]);
      const frame = new ByteReader(whole, 0, Math.min(end, whole.length));
      const text = whole.subarray(1, 1 + length);
      const isThere = 1 + length <= frame.end && length <= LONGEST_BY_HAND && text.every((byte) => byte < 0x80);
      expect(frame.readShortAscii()).toBe(isThere ? text.toString("latin1") : undefined);
      expect(frame.position).toBe(isThere ? 1 + length : 0);
    }),
  );
});
