import fc from "fast-check";
import { expect, test } from "vitest";
import { IdTable } from "./id-table.ts";

/** Adds the next id, or removes one of those that are there. */
const steps = fc.array(fc.oneof(fc.constant("add" as const), fc.nat(1_000)), { maxLength: 300 });

test("holds what a map would, whatever comes and goes", () => {
  fc.assert(
    fc.property(steps, fc.nat(1_000), (taken, skipped) => {
      const table = new IdTable<{ id: number }>();
      const model = new Map<number, { id: number }>();
      let last = -1;
      for (const step of taken) {
        if (step === "add") {
          last += last % 3 === 0 ? 2 + 2 * skipped : 2;
          const item = { id: last };
          table.add(item);
          model.set(item.id, item);
        } else {
          const id = [...model.keys()][step % Math.max(model.size, 1)] ?? 1;
          table.remove(id);
          model.delete(id);
        }
        expect(table.size).toBe(model.size);
      }
      for (let id = 1; id <= last; id += 2) expect(table.find(id)).toBe(model.get(id));
      expect(table.snapshot()).toEqual([...model.values()]);
    }),
  );
});

test("finds one that stays while very many come and go", () => {
  const table = new IdTable<{ id: number }>();
  const first = { id: 1 };
  table.add(first);
  for (let id = 3; id < 10_001; id += 2) {
    table.add({ id });
    expect(table.find(1)).toBe(first);
    if (id > 41) table.remove(id - 40);
  }
  expect(table.snapshot().map(({ id }) => id)).toEqual([1, ...Array.from({ length: 20 }, (_, i) => 9_961 + 2 * i)]);
});

test("removing what is not there changes nothing", () => {
  const table = new IdTable<{ id: number }>();
  table.remove(1);
  table.add({ id: 33 });
  table.remove(1); // the same place in a small table
  expect([table.size, table.find(33)]).toEqual([1, { id: 33 }]);
});
