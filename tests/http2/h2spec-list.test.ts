import { expect, test } from "vitest";
import { serverCases } from "./cases/server-cases.ts";
import { h2specIds } from "./h2spec-list.ts";

test("every case of h2spec is played, each once", () => {
  const played = serverCases.flatMap(({ h2spec = [] }) => h2spec);
  expect(h2specIds).toHaveLength(147);
  expect([...played].sort()).toEqual([...h2specIds].sort());
});

test("no two rules have one title", () => {
  const titles = serverCases.map(({ section, title }) => `${section} ${title}`);
  expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
});
