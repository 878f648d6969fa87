import fc from "fast-check";
import { expect, test } from "vitest";
import { WaiterTable } from "./waiter-table.ts";

// Few distinct low bits, so that keys collide; the ends of the range, where they wrap.
const key = fc.oneof(
  fc.nat(40),
  fc.nat(5).map((n) => n * 1024),
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31), -1, -17),
);

test("it gives what a Map would give, in the order of a Map", () => {
  const step = fc.record({ key, add: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const table = new WaiterTable<string>();
      const model = new Map<number, string>();
      for (const [index, { key, add }] of steps.entries()) {
        if (add && !model.has(key)) {
          table.add(key, `item ${index}`);
          model.set(key, `item ${index}`);
        } else {
          expect(table.take(key)).toBe(model.get(key));
          model.delete(key);
        }
        expect(table.size).toBe(model.size);
        expect(table.has(key)).toBe(model.has(key));
        expect(table.oldestKey()).toBe(model.keys().next().value);
      }
      expect(table.takeAll()).toEqual([...model.values()]);
      expect(table.size).toBe(0);
      expect(table.oldestKey()).toBeUndefined();
    }),
  );
});

test("many at a time grow it, and it is small again when they are gone", () => {
  const table = new WaiterTable<number>();
  for (let round = 0; round < 3; round++) {
    for (let key = 1; key <= 10_000; key++) table.add(key, key);
    for (let key = 10_000; key >= 1; key--) expect(table.take(key)).toBe(key);
  }
  expect(table.size).toBe(0);
});
