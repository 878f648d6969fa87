import fc from "fast-check";
import { expect, test } from "vitest";
import { type LiveEntry, LiveSet } from "./live-set.ts";

test("it holds what was added and not removed, whatever the order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (steps) => {
      const set = new LiveSet<number>();
      const entries = new Map<number, LiveEntry<number>>();
      for (const step of steps) {
        const entry = entries.get(step);
        if (entry === undefined) entries.set(step, set.add(step));
        else {
          set.remove(entry);
          set.remove(entry); // a second time changes nothing
          entries.delete(step);
        }
        expect(set.size).toBe(entries.size);
        expect([...set.snapshot()].sort()).toEqual([...entries.keys()].sort());
      }
    }),
  );
});
