import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText } from "../../../testdata/arbitrary-text.ts";
import { decodeStatusText, encodeStatusText } from "./status-text.ts";

test.each([
  ["not found", "not found"],
  ["gone % é", "gone %25 %C3%A9"],
  ["né<&> \u2028x", "n%C3%A9<&> %E2%80%A8x"],
  ["a\r\nb\u007f", "a%0D%0Ab%7F"],
  [" a b ", "%20a b%20"],
  [" ", "%20"],
  ["", ""],
])("%j is %s, as Kitex recorded it", (text, value) => {
  expect(encodeStatusText(text)).toBe(value);
  expect(decodeStatusText(value)).toBe(text);
});

test.each([
  ["unknown method ", "unknown method%20"],
  [" a  b ", "%20a  b%20"],
  [" ", "%20"],
  [" é", "%20%C3%A9"],
])("a blank at an end of %j is encoded: HTTP/2 allows none there", (text, value) => {
  expect(encodeStatusText(text)).toBe(value);
});

test("any text comes back, as a value that HTTP/2 allows on its way", () => {
  fc.assert(
    fc.property(anyText(200), (text) => {
      const value = encodeStatusText(text);
      expect(value).toMatch(/^[\x20-\x7e]*$/);
      expect(value.trim()).toBe(value);
      expect(decodeStatusText(value)).toBe(text.toWellFormed());
    }),
  );
});

test("a % that encodes nothing stands for itself, and raw bytes are read as UTF-8", () => {
  expect(decodeStatusText(Buffer.from("a b%zzé%2").toString("latin1"))).toBe("a b%zzé%2");
  expect(decodeStatusText("%ff%C3")).toBe("\ufffd\ufffd");
});

test("a long text is cut between two characters", () => {
  expect(decodeStatusText(encodeStatusText("x".repeat(5_000)))).toBe("x".repeat(4_096));
  expect(decodeStatusText(encodeStatusText(`x${"é".repeat(5_000)}`))).toBe(`x${"é".repeat(2_047)}`);
});
