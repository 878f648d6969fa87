import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTimeout, encodeTimeout } from "./timeout-header.ts";

describe("written", () => {
  test.each([
    [5_000, "5000m"],
    [4_999.2, "5000m"],
    [0.000_1, "1m"],
    [0, "1m"],
    [-5, "1m"],
    [99_999_999, "99999999m"],
    [99_999_999.1, "100000S"],
    [100_000_001_000, "1666667M"],
    [Number.MAX_SAFE_INTEGER, "2501999793H"],
  ])("%d ms: %s", (ms, value) => {
    // The last one does not fit eight digits: it becomes the longest there is.
    expect(encodeTimeout(ms)).toBe(value.length > 9 ? "99999999H" : value);
  });

  test("never less than what was meant, and never more than a unit above it", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e13, noNaN: true }), (ms) => {
        const read = decodeTimeout(encodeTimeout(ms)) ?? -1;
        expect(read).toBeGreaterThanOrEqual(ms);
        expect(read - ms).toBeLessThanOrEqual(ms < 99_999_999 ? 1 : ms * 0.01 + 60_000);
      }),
    );
  });
});

describe("read", () => {
  test.each([
    ["1H", 3_600_000],
    ["2M", 120_000],
    ["3S", 3_000],
    ["4m", 4],
    ["496926u", 496.926],
    ["99617297n", 99.617_297],
    ["0n", 0],
    ["99999999H", 99_999_999 * 3_600_000],
  ])("%s: %d ms", (value, ms) => {
    expect(decodeTimeout(value)).toBeCloseTo(ms, 6);
  });

  test.each(["", "1", "m", "1s", "1h", "-1m", "+1m", "1.5S", "100000000m", " 1m", "1m ", "1mm", "٣m", "1\nm"])(
    "%j: refused",
    (value) => {
      expect(decodeTimeout(value)).toBeUndefined();
    },
  );
});
