import { expect, test } from "vitest";
import { readKnownGaps } from "./known-gaps.ts";
import { allCases } from "./matrices.ts";

const ids = new Set(allCases.map(({ id }) => id));

test("every case has a name of its own, which begins with that of its group", () => {
  expect(ids.size).toBe(allCases.length);
  expect(allCases.filter(({ id, group }) => !id.startsWith(`${group} / `))).toEqual([]);
});

test("every known gap is a case", () => {
  expect([...readKnownGaps().keys()].filter((id) => !ids.has(id))).toEqual([]);
});
