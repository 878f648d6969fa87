import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { root } from "../support/workspace.ts";

function runSteps(...steps: readonly string[]) {
  return spawnSync(process.execPath, ["scripts/test.mjs", ...steps], { cwd: root, encoding: "utf8" });
}

test("the last line on the standard output is the one that CI reads", () => {
  const { stdout, status } = runSteps("licenses");
  expect(stdout).toMatch(/^licenses +ok +\d+\.\d$/m);
  expect(stdout).toMatch(/\n1 passed, 0 failed, 0 skipped\n$/);
  expect(status).toBe(0);
});

test("a step that there is not is refused, with the list of those there are", () => {
  const { stderr, status } = runSteps("licences");
  expect(stderr).toMatch(/^no such step: licences; there are lint, types, layers, /);
  expect(status).toBe(2);
});
