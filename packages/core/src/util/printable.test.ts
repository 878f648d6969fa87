import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText } from "../testdata/arbitrary-text.ts";
import { messageOf, printable } from "./printable.ts";

const refuse = (): never => {
  throw new Error("no");
};

test("line breaks, escapes and other control characters are shown, not sent", () => {
  expect(printable("a\nb\r\u001b[31m\u0000\u2028\u2029\u0085é")).toBe(
    "a\\u000ab\\u000d\\u001b[31m\\u0000\\u2028\\u2029\\u0085é",
  );
});

test("a long text is cut, and says how long it was", () => {
  expect(printable("x".repeat(1024))).toBe("x".repeat(1024));
  expect(printable("x".repeat(1_000_000))).toBe(`${"x".repeat(1024)}… (1000000 characters)`);
});

test("whatever text comes in, one short line without control characters goes out", () => {
  fc.assert(
    fc.property(anyText(3_000), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(shown.length).toBeLessThan(6 * 1024 + 40);
    }),
  );
});

test("values of any kind have a text, and none throws", () => {
  const hostile = { toString: refuse };
  const withoutPrototype: unknown = Object.create(null);
  expect([undefined, null, 5, 1n, Symbol("s"), ["a", 1]].map(printable)).toEqual([
    "undefined",
    "null",
    "5",
    "1",
    "Symbol(s)",
    "a,1",
  ]);
  for (const value of [hostile, withoutPrototype]) expect(printable(value)).toBe("a value that cannot be shown");
});

test("the message of what was thrown: an error's own, or the value, always a string", () => {
  expect(messageOf(new Error("boom"))).toBe("boom");
  expect(messageOf("boom")).toBe("boom");
  expect(messageOf(Object.assign(new Error(), { message: 42 }))).toBe("42");
  const trap = Object.defineProperty(new Error(), "message", { get: refuse });
  expect(messageOf(trap)).toBe("a value that cannot be shown");
});
