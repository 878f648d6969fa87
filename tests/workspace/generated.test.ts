import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedIn, staleness } from "../../scripts/check-generated.mjs";
import { scratchFolder } from "../support/scratch.ts";

test("folders with generated code are found at any depth, those of dependencies left out", () => {
  using folder = scratchFolder();
  folder.write({
    "hello/kitex-gen/echo/types.ts": "",
    "more/deep/kitex-gen/echo/types.ts": "",
    "hello/node_modules/x/kitex-gen/types.ts": "",
    "more/node_modules/x/kitex-gen/types.ts": "",
  });
  expect(generatedIn(folder.path)).toEqual([join(folder.path, "hello"), join(folder.path, "more/deep")]);
  expect(generatedIn(join(folder.path, "nowhere"))).toEqual([]);
});

test("generated code is checked by the command that wrote it", () => {
  using folder = scratchFolder();
  const generator = 'if (process.argv[2] !== "--check") process.exit(9);\nconsole.log("stale: kitex-gen/a.ts");\n';
  folder.write({
    "fresh/package.json": '{ "scripts": { "generate": "node generator.mjs" } }',
    "fresh/generator.mjs": generator,
    "stale/package.json": '{ "scripts": { "generate": "node generator.mjs" } }',
    "stale/generator.mjs": `${generator}process.exit(1);\n`,
  });
  expect(staleness(join(folder.path, "fresh"))).toBeUndefined();
  expect(staleness(join(folder.path, "stale"))).toBe(
    "`node generator.mjs --check` ended with 1:\nstale: kitex-gen/a.ts\n",
  );
});

test("generated code that nobody can make again is an error", () => {
  using folder = scratchFolder();
  folder.write({ "bare/package.json": '{ "scripts": {} }' });
  expect(staleness(join(folder.path, "bare"))).toContain("no script `generate`");
  expect(staleness(join(folder.path, "without-package"))).toContain("no script `generate`");
});
