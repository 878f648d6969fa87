import fc from "fast-check";
import { expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import { testContext } from "../testing/test-context.ts";
import { weightedRoundRobin } from "./weighted-round-robin.ts";

const ctx = testContext();
const instances = (weights: Readonly<Record<string, number>>): Instance[] =>
  Object.entries(weights).map(([address, weight]) => ({ address, weight, tags: new Map() }));
const calls = (weights: Readonly<Record<string, number>>, count: number, random = 0): (string | undefined)[] => {
  const picker = weightedRoundRobin(() => random).picker(instances(weights));
  return Array.from({ length: count }, () => picker.next(ctx)?.address);
};

test("equal weights take turns, from a place that chance decides", () => {
  expect(calls({ a: 10, b: 10, c: 10 }, 7)).toEqual(["a", "b", "c", "a", "b", "c", "a"]);
  expect(calls({ a: 10, b: 10, c: 10 }, 4, 0.5)).toEqual(["b", "c", "a", "b"]);
  expect(calls({ a: 10, b: 10, c: 10 }, 4, 0.999)).toEqual(["c", "a", "b", "c"]);
});

test("one instance always, none never", () => {
  expect(calls({ a: 3 }, 2, 0.7)).toEqual(["a", "a"]);
  expect(calls({}, 2)).toEqual([undefined, undefined]);
});

test("instances without weight get no calls, whatever is left", () => {
  expect(new Set(calls({ a: 0, b: 10, c: -5, d: Number.NaN, e: Number.POSITIVE_INFINITY }, 10))).toEqual(
    new Set(["b"]),
  );
  expect(calls({ a: 0, b: -1 }, 1)).toEqual([undefined]);
});

test("over a whole round each gets as many calls as its weight says", () => {
  const weight = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(
      fc.array(weight, { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (weights, at) => {
        const named = Object.fromEntries(weights.map((one, index) => [`i${index}`, one]));
        const sum = weights.reduce((a, b) => a + b);
        const counts = new Map<string, number>();
        for (const address of calls(named, sum * 10, at))
          counts.set(address ?? "", (counts.get(address ?? "") ?? 0) + 1);
        for (const [address, own] of Object.entries(named)) {
          expect(Math.abs((counts.get(address) ?? 0) - own * 10)).toBeLessThanOrEqual(2);
        }
      },
    ),
  );
});

test("a heavy instance is not called in one go", () => {
  const sequence = calls({ a: 5, b: 1, c: 1 }, 14).join("");
  expect(sequence).not.toContain("aaaaaaa");
  expect(sequence.slice(0, 7).split("").sort().join("")).toBe("aaaaabc");
});

test("ten thousand instances of any weight are ready at once, and each call is cheap", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ({
    address: `i${at}`,
    weight: 1 + (at % 997),
    tags: new Map(),
  }));
  const before = process.threadCpuUsage();
  const picker = weightedRoundRobin().picker(many);
  for (let call = 0; call < 10_000; call++) picker.next(ctx);
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(200);
});
