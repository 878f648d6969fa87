import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocksOf } from "../markdown-blocks.ts";

const guides = join(import.meta.dirname, "../../../docs/guides");

test.each(readdirSync(guides))("the code of %s is the code that is tested here", (guide) => {
  const blocks = blocksOf(join(guides, guide)).filter(({ file }) => file !== undefined);
  expect(blocks.length).toBeGreaterThan(0);
  for (const { file = "", text } of blocks) {
    const tested = readFileSync(join(import.meta.dirname, file), "utf8");
    expect(text, file).toBe(`// ${file}\n${tested}`);
  }
});
