import { expect, test } from "vitest";
import { parseKnownGaps } from "./known-gaps.ts";

test("a known gap is a case and its reason; comments and empty lines are passed over", () => {
  const text = "# why\n\nours → go / framed / long / #1 of all  # because  # of that\n";
  expect([...parseKnownGaps(text)]).toEqual([["ours → go / framed / long / #1 of all", "because  # of that"]]);
});

test("a known gap without a reason is refused", () => {
  expect(() => parseKnownGaps("ours → go / framed / long / everything\n")).toThrow('no reason in "ours → go');
});
