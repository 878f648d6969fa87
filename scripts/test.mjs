// `npm test`: every check and every test, each step although one before it failed. The last line on the
// standard output is `N passed, N failed, N skipped`. `npm test -- lint types` runs these steps alone.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";
import { closingLine, noTests, sumOf } from "./testing/counts.mjs";
import { steps } from "./testing/steps.mjs";
import { table } from "./testing/table.mjs";

/** @typedef {import("./testing/counts.mjs").Counts} Counts */

const chosen = chooseSteps(process.argv.slice(2));
const rows = [];
/** @type {Map<string, Counts>} */
const byPackage = new Map();

for (const step of chosen) {
  console.log(`\n── ${step.name}: ${step.what}`);
  const started = performance.now();
  const counts = await step.run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const sum = sumOf(counts.values());
  rows.push([step.name, sum.failed > 0 ? "FAILED" : "ok", seconds]);
  for (const [folder, some] of counts) byPackage.set(folder, sumOf([byPackage.get(folder) ?? noTests, some]));
}

// A package whose tests nobody found must not look green.
if (chosen.some(({ name }) => name === "tests")) {
  for (const folder of readdirSync(join(root, "packages"))) {
    const name = `packages/${folder}`;
    if (!byPackage.has(name)) byPackage.set(name, { passed: 0, failed: 1, skipped: 0 });
  }
}

const total = sumOf(byPackage.values());
console.log(`\n${table(["step", "result", "seconds"], rows)}`);
console.log(
  `\n${table(
    ["tests of", "passed", "failed", "skipped"],
    [...byPackage]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([folder, { passed, failed, skipped }]) => [folder, `${passed}`, `${failed}`, `${skipped}`]),
  )}`,
);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/**
 * @param {readonly string[]} names
 * @returns {readonly import("./testing/steps.mjs").Step[]}
 */
function chooseSteps(names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`no such step: ${unknown.join(", ")}; there are ${steps.map(({ name }) => name).join(", ")}`);
    process.exit(2);
  }
  return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name));
}
