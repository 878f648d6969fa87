import { expect, test } from "vitest";
import { closest } from "./suggestion.ts";

test.each([
  ["Reqest", ["Response", "Request"], "Request"],
  ["request", ["Requests", "Request"], "Request"],
  ["BLEU", ["BLUE"], "BLUE"],
  ["strng", ["string"], "string"],
  ["Foo", ["Bar"], undefined],
  ["a", ["b"], undefined],
  ["", ["a"], undefined],
  ["Same", ["Same"], undefined],
])("%s among %j is %s", (name, candidates, expected) => {
  expect(closest(name, candidates)).toBe(expected);
});

test("a name of a megabyte is compared with nothing", () => {
  expect(closest("a".repeat(1_000_000), ["a"])).toBeUndefined();
});

test("a name is compared with the first thousand candidates", () => {
  const candidates = Array.from({ length: 5_000 }, (_, index) => `unlike${index}`);
  expect(closest("Request", [...candidates, "Requests"])).toBeUndefined();
});
