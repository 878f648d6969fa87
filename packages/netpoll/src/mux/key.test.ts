import fc from "fast-check";
import { expect, test } from "vitest";
import { keyAfter } from "./key.ts";

test("keys count from 1, wrap into the negative numbers, and leave out 0", () => {
  expect(keyAfter(0)).toBe(1);
  expect(keyAfter(1)).toBe(2);
  expect(keyAfter(2_147_483_647)).toBe(-2_147_483_648);
  expect(keyAfter(-2)).toBe(-1);
  expect(keyAfter(-1)).toBe(1);
});

test("every key is a signed 32-bit integer other than 0, and different from the one before", () => {
  fc.assert(
    fc.property(fc.integer(), (key) => {
      const next = keyAfter(key);
      expect(next | 0).toBe(next);
      expect(next).not.toBe(0);
      expect(next).not.toBe(key);
    }),
  );
});
