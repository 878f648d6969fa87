import { expect, test } from "vitest";
import { mergeOptions, type Suite } from "./merge-options.ts";

interface Options {
  readonly size?: number;
  readonly name?: string;
  readonly steps?: readonly string[];
  readonly suites?: readonly Suite<Partial<Options>>[];
}

const suite = (name: string, options: Options): Suite<Options> => ({ name, options });

test("later suites win over earlier ones, and what is given wins over all", () => {
  const given: Options = { size: 3, suites: [suite("a", { size: 1, name: "a" }), suite("b", { size: 2, name: "b" })] };
  expect(mergeOptions(given)).toMatchObject({ size: 3, name: "b" });
});

test("lists add up: the suites' in their order, then what is given", () => {
  const given: Options = {
    steps: ["own"],
    suites: [suite("a", { steps: ["a1", "a2"] }), suite("b", { steps: ["b"] })],
  };
  expect(mergeOptions(given).steps).toEqual(["a1", "a2", "b", "own"]);
});

test("a suite's own suites come before its options", () => {
  const inner = suite("inner", { size: 1, name: "inner", steps: ["inner"] });
  const outer = suite("outer", { size: 2, steps: ["outer"], suites: [inner] });
  expect(mergeOptions<Options>({ suites: [outer] })).toMatchObject({
    size: 2,
    name: "inner",
    steps: ["inner", "outer"],
  });
});

test("a group of options is laid over another of its name by the same rules, and only a group is", () => {
  interface Grouped {
    readonly stream?: { readonly size?: number; readonly name?: string; readonly steps?: readonly string[] };
    readonly tls?: { readonly cert?: string; readonly key?: string };
    readonly suites?: readonly Suite<Partial<Grouped>>[];
  }
  const given: Grouped = {
    stream: { name: "own", steps: ["own"] },
    tls: { key: "own" },
    suites: [{ name: "a", options: { stream: { size: 1, name: "a", steps: ["a"] }, tls: { cert: "a" } } }],
  };
  expect(mergeOptions(given, ["stream"])).toMatchObject({ stream: { size: 1, name: "own", steps: ["a", "own"] } });
  expect(mergeOptions(given, ["stream"]).tls).toEqual({ key: "own" });
});

test("undefined counts as absent, and nothing given is changed", () => {
  const steps = ["a"];
  const given: { size?: number | undefined; steps: string[]; suites: Suite<{ size: number; steps: string[] }>[] } = {
    suites: [{ name: "a", options: { size: 1, steps } }],
    size: undefined,
    steps: ["b"],
  };
  expect(mergeOptions(given)).toMatchObject({ size: 1, steps: ["a", "b"] });
  expect(steps).toEqual(["a"]);
});
