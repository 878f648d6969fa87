import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { textBetween } from "../../support/replace-between.ts";
import { readKnownGaps } from "../known-gaps.ts";
import { cases } from "../matrix.ts";
import { type ApacheTest, apacheTable, perfectApacheTable } from "./apache-table.ts";
import { cellOf } from "./case-table.ts";
import { features, nameIn } from "./features.ts";
import { caseTables, ledgerPage, peerVersions } from "./write.ts";

const page = readFileSync(ledgerPage, "utf8");

test("every case is counted under one feature, and every name of a feature is one of a case", () => {
  const named = features.flatMap(({ of }) => of);
  expect(new Set(named).size).toBe(named.length);
  expect(new Set(cases.map(nameIn))).toEqual(new Set(named));
});

test("every feature has its rows in the file that it names", () => {
  for (const { file, of } of features) {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
    for (const name of of) expect(source, file).toContain(name.replace(/^100 /, ""));
  }
});

test("the committed tables are those of the rows that exist, all of which hold but for the known gaps (`npm run interop` writes them)", () => {
  const gaps = readKnownGaps();
  for (const [name, tableOf] of Object.entries(caseTables)) {
    expect(textBetween(page, name), name).toBe(tableOf(({ id }) => !gaps.has(id)));
  }
  expect(textBetween(page, "apache")).toBe(perfectApacheTable());
});

test("the committed table was made with the versions that the sources state", () => {
  expect(textBetween(page, "origin")).toContain(peerVersions());
});

test("a cell says what does not hold, and nothing where there is no case", () => {
  expect([cellOf(2, 2, "f"), cellOf(1, 2, "f"), cellOf(0, 0, "f")]).toEqual(["[all 2](f)", "[1 of 2](f)", "–"]);
});

test("tests of Apache's peers that did not run are not counted as held", () => {
  const none: readonly ApacheTest[] = [];
  expect(() => apacheTable(none)).toThrow("0 of 4 tests ran of npm.test.ts");
});
