import { expect, test } from "vitest";
import { Histogram } from "../../bench/load/histogram.ts";
import { spreadOf } from "../../bench/report/statistics.ts";

test("percentiles are off by less than two in a hundred, from a microsecond to minutes", () => {
  for (const scale of [0.001, 1, 1000, 100_000]) {
    const histogram = new Histogram();
    for (let at = 1; at <= 1000; at++) histogram.record((at / 1000) * scale);
    for (const share of [0.5, 0.99, 0.999, 1]) {
      const exact = share * scale * 1000;
      // A tenth of a microsecond is the finest step.
      expect(Math.abs(histogram.percentileMicros(share) - exact)).toBeLessThanOrEqual(Math.max(exact * 0.02, 0.2));
    }
  }
});

test("one slow call in a hundred shows beyond the 99th percentile, and not before", () => {
  const histogram = new Histogram();
  for (let call = 0; call < 990; call++) histogram.record(1);
  for (let call = 0; call < 10; call++) histogram.record(500);
  expect(histogram.percentileMicros(0.99)).toBeLessThan(1100);
  expect(histogram.percentileMicros(0.991)).toBeGreaterThan(490_000);
});

test("a latency beyond all measure counts as a long one", () => {
  const histogram = new Histogram();
  histogram.record(Number.MAX_SAFE_INTEGER);
  expect(histogram.count).toBe(1);
  expect(histogram.percentileMicros(0.5)).toBeGreaterThan(200_000_000);
});

test("without calls there is no latency", () => {
  expect(new Histogram().percentileMicros(0.5)).toBe(0);
});

test("the median of an even number of rounds lies between the middle two; what was not measured does not count", () => {
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1, high: 4 });
  expect(spreadOf([7, Number.NaN])).toEqual({ median: 7, low: 7, high: 7 });
  expect(spreadOf([Number.NaN])).toBeUndefined();
});
