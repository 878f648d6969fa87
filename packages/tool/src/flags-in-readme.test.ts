import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { flags, foreignFlags } from "./flags.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

test("each flag, and each flag of Kitex for Go that is refused, is in the README", () => {
  for (const { names } of Object.values(flags))
    for (const name of names) expect(readme).toMatch(new RegExp(`\`--?${name}\\b`));
  for (const name of foreignFlags.keys()) expect(readme).toContain(`\`-${name}\``);
});
