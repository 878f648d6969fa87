import fc from "fast-check";
import { expect, test } from "vitest";
import { integerOf, isNumberText } from "./number-literal.ts";

test.each([
  ["0", 0n],
  ["-0", 0n],
  ["0e99999999999", 0n],
  ["12.00", 12n],
  ["1e5", 100_000n],
  ["1.5E+1", 15n],
  ["150e-1", 15n],
  ["-9223372036854775808", -(2n ** 63n)],
  ["9.223372036854775807e18", 2n ** 63n - 1n],
])("%s means %s", (text, integer) => expect(integerOf(text)).toBe(integer));

test.each([
  "0.5",
  "15e-2",
  "1.0000000000000000000001",
  "1e536870000",
  "1e-536870000",
  "",
  "1 ",
  "0x10",
  "01",
  "+1",
  "1.",
])("%j means no integer", (text) => expect(integerOf(text)).toBeUndefined());

test("an integer is what it was, wherever its point stands", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), fc.nat({ max: 30 }), (integer, places) => {
      const digits = String(integer < 0n ? -integer : integer).padStart(places + 1, "0");
      const at = digits.length - places;
      const sign = integer < 0n ? "-" : "";
      const fraction = places === 0 ? "" : `.${digits.slice(at)}`;
      expect(integerOf(`${sign}${digits.slice(0, at)}${fraction}e${places}`)).toBe(integer);
    }),
  );
});

test("a number's text is what JSON calls one", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(isNumberText(JSON.stringify(number))).toBe(true);
    }),
  );
});
