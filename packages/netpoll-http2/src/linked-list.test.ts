import fc from "fast-check";
import { expect, test } from "vitest";
import { Link, LinkedList } from "./linked-list.ts";

test("it gives back what an array would, wherever links are taken out", () => {
  const steps = fc.array(fc.record({ take: fc.boolean(), at: fc.nat(20) }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (script) => {
      const list = new LinkedList<number>();
      const model: Link<number>[] = [];
      for (const [i, { take, at }] of script.entries()) {
        if (take && model.length > 0) {
          const [link] = model.splice(at % model.length, 1);
          if (link !== undefined) list.remove(link);
          expect(link?.list).toBeUndefined();
        } else {
          const link = new Link(i);
          list.push(link);
          model.push(link);
        }
        expect(list.first).toBe(model[0]?.value);
      }
      for (const link of model) {
        expect(list.first).toBe(link.value);
        list.remove(link);
      }
      expect(list.first).toBeUndefined();
    }),
  );
});

test("a link that was taken out can be put into another list", () => {
  const link = new Link("x");
  const first = new LinkedList<string>();
  const second = new LinkedList<string>();
  first.push(link);
  first.remove(link);
  second.push(link);
  expect(first.first).toBeUndefined();
  expect(second.first).toBe("x");
  expect(link.list).toBe(second);
});
