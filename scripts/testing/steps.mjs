// The steps of `npm test`, in their order.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup.mjs";
import { succeeds } from "./command.mjs";
import { countsByPackage } from "./vitest-counts.mjs";

/**
 * One step: a check, which counts as one test, or a run of vitest, which counts its own.
 *
 * @typedef {import("./counts.mjs").Counts} Counts
 * @typedef {{ readonly name: string, readonly what: string, run(): Promise<ReadonlyMap<string, Counts>> }} Step
 */

const turboRun = ["run", "--ui=stream", "--output-logs=errors-only", "--log-order=grouped"];

/** @type {readonly Step[]} */
export const steps = [
  check("lint", "style and common mistakes, by biome", "biome", ["check", "--error-on-warnings", "."]),
  check("types", "every package type-checks", "turbo", [...turboRun, "typecheck"]),
  check("layers", "only the arrows between packages and layers that are allowed", "node", ["scripts/check-layers.mjs"]),
  check("build", "every package builds", "turbo", [...turboRun, "build"]),
  check("unused", "no file, export or dependency that nobody uses, by knip", "knip", []),
  check("licenses", "every package carries the license", "node", ["scripts/check-licenses.mjs"]),
  check("generated", "committed generated code is what the tool writes", "node", ["scripts/check-generated.mjs"]),
  vitest("tests", "the tests of every package", ["--project=!packaging"]),
  vitest("packaging", "the packed packages, installed and called", ["--project=packaging"]),
];

/**
 * @param {string} name
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Step}
 */
function check(name, what, command, args) {
  return {
    name,
    what,
    async run() {
      const passed = await succeeds(command, args);
      return new Map([["checks", { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }]]);
    },
  };
}

/**
 * @param {string} name
 * @param {string} what
 * @param {readonly string[]} args
 * @returns {Step}
 */
function vitest(name, what, args) {
  return {
    name,
    what,
    async run() {
      const folder = join(root, "node_modules", ".cache", "kitex-ts");
      const report = join(folder, `${name}.json`);
      mkdirSync(folder, { recursive: true });
      rmSync(report, { force: true });
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const succeeded = await succeeds("vitest", ["run", ...reporters, ...args]);
      const counts = existsSync(report) ? countsByPackage(JSON.parse(readFileSync(report, "utf8")), root) : new Map();
      // An error outside every test fails vitest and no test.
      const explained = [...counts.values()].some(({ failed }) => failed > 0);
      if (!succeeded && !explained) counts.set(`vitest ${name}`, { passed: 0, failed: 1, skipped: 0 });
      return counts;
    },
  };
}
