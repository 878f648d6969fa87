import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, test } from "vitest";
import { formatDiagnostic, loadThrift } from "./index.ts";
import { loadProto } from "./proto.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  Array.from(readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "gs")), ([, block = ""]) => block);
const examples = blocks("ts").map((code, index) => [code, blocks("text")[index] ?? ""] as const);

test.each(examples)("an example of the README prints what the README says", (code, printed) => {
  const plain = stripTypeScriptTypes(code.replace(/^import .*$/gm, ""));
  const lines: string[] = [];
  const run = new Function("loadThrift", "loadProto", "formatDiagnostic", "console", plain);
  run(loadThrift, loadProto, formatDiagnostic, { log: (line: string) => lines.push(line) });
  expect(lines.join("\n")).toBe(printed);
});
