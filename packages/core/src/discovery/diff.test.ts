import fc from "fast-check";
import { expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import { byAddress, diffInstances, type InstanceDiff, isEmptyDiff } from "./diff.ts";

const instance = (address: string, weight = 10, tags: Record<string, string> = {}): Instance => ({
  address,
  weight,
  tags: new Map(Object.entries(tags)),
});

const diffOf = (before: readonly Instance[], after: readonly Instance[]): InstanceDiff =>
  diffInstances(byAddress(before), byAddress(after));

const list: fc.Arbitrary<Instance[]> = fc.uniqueArray(
  fc.record({
    address: fc.nat(8).map((n) => `10.0.0.${n}:80`),
    weight: fc.constantFrom(1, 10),
    tags: fc.constantFrom(new Map<string, string>(), new Map([["zone", "a"]]), new Map([["zone", "b"]])),
  }),
  { selector: ({ address }) => address },
);

test("what was before, with the difference applied, is what is after", () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const { added, removed, changed } = diffOf(before, after);
      const applied = new Map(before.map((one) => [one.address, one]));
      for (const { address } of removed) expect(applied.delete(address)).toBe(true);
      for (const one of changed) expect(applied.has(one.address)).toBe(true);
      for (const one of added) expect(applied.has(one.address)).toBe(false);
      for (const one of [...added, ...changed]) applied.set(one.address, one);
      expect(applied).toEqual(new Map(after.map((one) => [one.address, one])));
    }),
  );
});

test("equal lists differ in nothing, in whatever order", () => {
  fc.assert(
    fc.property(list, (instances) => {
      const copy = instances.map(({ address, weight, tags }) => ({ address, weight, tags: new Map(tags) }));
      expect(isEmptyDiff(diffOf(instances, copy.toReversed()))).toBe(true);
    }),
  );
});

test("another weight, another tag, one tag more or less is a change", () => {
  const before = [instance("a:1"), instance("b:1", 10, { zone: "x" }), instance("c:1", 10, { zone: "x" })];
  const after = [
    instance("a:1", 20),
    instance("b:1", 10, { zone: "y" }),
    instance("c:1", 10, { zone: "x", rack: "1" }),
  ];
  expect(diffOf(before, after)).toEqual({ added: [], removed: [], changed: after });
});
