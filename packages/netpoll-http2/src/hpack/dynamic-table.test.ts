import fc from "fast-check";
import { expect, test } from "vitest";
import { DynamicTable, type TableEntry } from "./dynamic-table.ts";

interface Named extends TableEntry {
  readonly name: number;
}

test("behaves as a list from which the last ones fall", () => {
  const action = fc.oneof(
    { weight: 10, arbitrary: fc.record({ insert: fc.integer({ min: 32, max: 300 }) }) },
    { weight: 1, arbitrary: fc.record({ resize: fc.nat({ max: 4000 }) }) },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const evicted: Named[] = [];
      const expectedEvicted: Named[] = [];
      const table = new DynamicTable<Named>(2000, (entry) => evicted.push(entry));
      let model: Named[] = [];
      let capacity = 2000;
      const size = (): number => model.reduce((sum, { tableBytes }) => sum + tableBytes, 0);
      const shrinkTo = (bytes: number): void => {
        while (model.length > 0 && size() > bytes) expectedEvicted.push(...model.splice(-1));
      };
      for (const [name, step] of actions.entries()) {
        if ("resize" in step) {
          capacity = step.resize;
          table.resize(capacity);
          shrinkTo(capacity);
        } else {
          const entry = { name, tableBytes: step.insert };
          table.insert(entry);
          shrinkTo(capacity - step.insert);
          if (step.insert <= capacity) model = [entry, ...model];
        }
        expect(Array.from({ length: table.length }, (_, i) => table.at(i))).toEqual(model);
        expect(table.size).toBe(size());
        expect(table.capacity).toBe(capacity);
        expect(table.at(model.length)).toBeUndefined();
      }
      expect(evicted).toEqual(expectedEvicted);
    }),
  );
});

test("an entry larger than the table empties it and is not there (RFC 7541 section 4.4)", () => {
  const table = new DynamicTable<TableEntry>(100);
  table.insert({ tableBytes: 40 });
  table.insert({ tableBytes: 101 });
  expect(table.length).toBe(0);
  expect(table.size).toBe(0);
});

test("an entry as large as the table is there alone", () => {
  const table = new DynamicTable<TableEntry>(100);
  table.insert({ tableBytes: 40 });
  table.insert({ tableBytes: 100 });
  expect(table.length).toBe(1);
  expect(table.at(0)).toEqual({ tableBytes: 100 });
});
