import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberRanges } from "./number-ranges.ts";

const range = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.nat(10))
  .map(([first, more]) => ({ first, last: first + more }));

test("a number is held exactly when one of the ranges holds it", () => {
  fc.assert(
    fc.property(fc.array(range), fc.integer({ min: -1, max: 70 }), (ranges, number) => {
      const holds = ({ first, last }: { first: number; last: number }) => first <= number && number <= last;
      const found = new NumberRanges(ranges).holding(number);
      expect(found !== undefined && holds(found)).toBe(ranges.some(holds));
    }),
  );
});

test("ranges overlap exactly when two of them share a number", () => {
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      const overlaps = new NumberRanges(ranges).overlaps();
      for (const [one, other] of overlaps) expect(one.first <= other.last && other.first <= one.last).toBe(true);
      const disjoint = ranges.every((one, index) =>
        ranges.every((other, at) => at === index || one.last < other.first || other.last < one.first),
      );
      expect(overlaps.length === 0).toBe(disjoint);
    }),
  );
});
