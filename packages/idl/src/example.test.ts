import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the example of the README prints what the README says", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "s").exec(readme)?.[1] ?? "";
  const code = stripTypeScriptTypes(block("ts").replace(/^import .*$/m, ""));
  const printed: string[] = [];
  const run = new Function("loadThrift", "formatDiagnostic", "console", code);
  run(door.loadThrift, door.formatDiagnostic, { log: (line: string) => printed.push(line) });
  expect(printed.join("\n")).toBe(block("text"));
});
