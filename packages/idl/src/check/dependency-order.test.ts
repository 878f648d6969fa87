import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cycleText, dependencyOrder } from "./dependency-order.ts";

const sort = (edges: Readonly<Record<string, string>>) =>
  dependencyOrder(Object.keys(edges), (node) => (edges[node] ?? "").split(""));

describe("dependencyOrder", () => {
  test("puts what is needed first", () => {
    expect(sort({ a: "bc", b: "c", c: "" })).toEqual({ order: ["c", "b", "a"], cycles: [] });
  });

  test("reports a node that needs itself", () => {
    expect(sort({ a: "a" }).cycles).toEqual([["a"]]);
  });

  test("reports each of two cycles through one node", () => {
    expect(sort({ a: "bc", b: "a", c: "a" }).cycles).toEqual([
      ["a", "b"],
      ["a", "c"],
    ]);
  });

  test("does not report two ways to one node", () => {
    expect(sort({ a: "bc", b: "d", c: "d", d: "" }).cycles).toEqual([]);
  });

  test("takes a chain of 200,000 nodes", () => {
    const { order } = dependencyOrder([0], (node) => (node < 200_000 ? [node + 1] : []));
    expect(order.length).toBe(200_001);
  });

  test("keeps the list of cycles short in a tangle", () => {
    const { cycles } = dependencyOrder([0], (node) => (node < 2_000 ? [0, node + 1] : [0]));
    expect(cycles.reduce((sum, cycle) => sum + cycle.length, 0)).toBeLessThan(110_000);
  });

  test("orders every graph without cycles", () => {
    const graph = fc.array(fc.array(fc.nat(30), { maxLength: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(graph, (raw) => {
        const edges = raw.map((targets, index) => targets.filter((target) => target < index));
        const { order, cycles } = dependencyOrder(edges.keys(), (node) => edges[node] ?? []);
        expect(cycles).toEqual([]);
        expect([...order].sort((a, b) => a - b)).toEqual([...edges.keys()]);
        const place = new Map(order.map((node, index) => [node, index]));
        for (const [node, targets] of edges.entries()) {
          for (const target of targets) expect(place.get(target)).toBeLessThan(place.get(node) ?? -1);
        }
      }),
    );
  });
});

test("a cycle is shown with its first name again at the end, and shortened", () => {
  expect(cycleText(["a", "b"])).toBe("a → b → a");
  expect(cycleText("abcdefghijkl".split(""))).toBe("a → b → c → d → e → f → g → h → … → a");
});
