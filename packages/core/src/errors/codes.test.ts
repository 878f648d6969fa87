import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ErrorCode } from "./codes.ts";

const page = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8");

test("every code has one heading in docs/errors.md, in the order of the table, and nothing else has one", () => {
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(Object.values(ErrorCode));
});

test("every heading says what it means, what usually causes it and what to do", () => {
  for (const section of page.split(/^## /m).slice(1)) {
    const [heading = ""] = section.split("\n", 1);
    expect(section, heading).toMatch(/\n\n\*\*Usual cause\.\*\* \S/);
    expect(section, heading).toMatch(/\n\n\*\*What to do\.\*\* \S/);
  }
});

test("a code is the prefix and the name in capitals", () => {
  for (const [name, code] of Object.entries(ErrorCode)) {
    expect(code).toBe(`KITEX_ERR_${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()}`);
  }
});
