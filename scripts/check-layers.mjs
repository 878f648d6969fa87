// Checks the arrows of .dependency-cruiser.cjs: which packages, and which layers of core, may import which.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, workspaceEnv } from "./setup.mjs";

/** The folders that hold sources. */
const sourceFolders = ["packages", "examples", "tests", "bench", "scripts"];
const notSources = /(?:^|\/)(?:node_modules|dist|\.turbo)$|^packages\/tool\/src\/testdata$/;

/**
 * The forbidden imports in the workspace at `folder`, a line each with its reason, and how many modules were looked at.
 * Throws when a source file was not looked at: dependency-cruiser skips what it cannot read, and says nothing.
 *
 * @param {string} folder laid out as this workspace
 * @returns {{ readonly violations: readonly string[], readonly modules: number }}
 */
export function checkLayers(folder) {
  const folders = sourceFolders.filter((name) => existsSync(join(folder, name)));
  const { modules, summary } = cruise(folder, folders);
  const seen = new Set(modules.map(({ source }) => source));
  const unseen = folders.flatMap((name) => sourcesIn(folder, name)).filter((path) => !seen.has(path));
  if (seen.size === 0 || unseen.length > 0) {
    throw new Error(
      `dependency-cruiser looked at ${seen.size} modules and not at ${unseen.join(", ") || "any source"}`,
    );
  }
  const reasons = new Map(summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
  const violations = summary.violations.map((violation) => describe(violation, reasons.get(violation.rule.name)));
  return { violations, modules: seen.size };
}

/**
 * The part of dependency-cruiser's report that is read here.
 *
 * @typedef {object} Report
 * @property {readonly { readonly source: string }[]} modules
 * @property {object} summary
 * @property {readonly Violation[]} summary.violations
 * @property {{ readonly forbidden: readonly { readonly name: string, readonly comment: string }[] }} summary.ruleSetUsed
 *
 * @typedef {object} Violation
 * @property {{ readonly name: string }} rule
 * @property {string} from
 * @property {string} to
 * @property {readonly { readonly name: string }[]} [cycle]
 */

/**
 * @param {string} folder
 * @param {readonly string[]} folders
 * @returns {Report}
 */
function cruise(folder, folders) {
  const config = join(root, ".dependency-cruiser.cjs");
  const done = spawnSync("depcruise", ["--config", config, "--output-type", "json", ...folders], {
    cwd: folder,
    env: workspaceEnv(),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    shell: process.platform === "win32",
  });
  if (done.stdout === "") throw new Error(`dependency-cruiser did not run: ${done.error?.message ?? done.stderr}`);
  return JSON.parse(done.stdout);
}

/**
 * @param {string} folder
 * @param {string} path relative to it, with slashes
 * @returns {string[]}
 */
function sourcesIn(folder, path) {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) return notSources.test(inner) ? [] : sourcesIn(folder, inner);
    return /\.(?:ts|mjs)$/.test(entry.name) ? [inner] : [];
  });
}

/**
 * @param {Violation} violation
 * @param {string | undefined} reason
 * @returns {string}
 */
function describe({ rule, from, to, cycle }, reason) {
  const road = cycle === undefined ? to : cycle.map(({ name }) => name).join(" → ");
  return `${rule.name}: ${from} → ${road} (${reason})`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { violations, modules } = checkLayers(root);
    for (const violation of violations) console.error(violation);
    console.log(`${modules} modules, ${violations.length} forbidden imports`);
    process.exitCode = violations.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
