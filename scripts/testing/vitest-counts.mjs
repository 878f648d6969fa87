// Reads vitest's JSON report: the tests of each package, counted.

import { relative, sep } from "node:path";
import { noTests, sumOf } from "./counts.mjs";

/**
 * The part of vitest's JSON report that is read here.
 *
 * @typedef {{ readonly testResults: readonly TestFile[] }} Report
 * @typedef {{ readonly name: string, readonly status: string, readonly assertionResults: readonly { readonly status: string }[] }} TestFile
 * @typedef {import("./counts.mjs").Counts} Counts
 */

/**
 * The tests of each package, by its folder: `packages/core`, `tests/packaging`.
 * A file that could not be loaded is one failed test: it has no test that could say so.
 *
 * @param {Report} report
 * @param {string} root the folder of the clone
 * @returns {Map<string, Counts>}
 */
export function countsByPackage(report, root) {
  /** @type {Map<string, Counts>} */
  const byPackage = new Map();
  for (const file of report.testResults) {
    const folder = relative(root, file.name).split(sep).slice(0, 2).join("/");
    byPackage.set(folder, sumOf([byPackage.get(folder) ?? noTests, countsOf(file)]));
  }
  return byPackage;
}

/**
 * @param {TestFile} file
 * @returns {Counts}
 */
function countsOf(file) {
  const of = (/** @type {string} */ status) => file.assertionResults.filter((test) => test.status === status).length;
  const passed = of("passed");
  const failed = of("failed");
  const skipped = file.assertionResults.length - passed - failed;
  return { passed, failed: failed === 0 && file.status === "failed" ? 1 : failed, skipped };
}
