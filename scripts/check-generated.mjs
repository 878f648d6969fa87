// Checks that every committed kitex-gen is what the tool writes today. A folder that commits one says in its
// package.json how it was made, in the script `generate`; that command is run again with `--check`.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { root, workspaceEnv } from "./setup.mjs";

const sourceFolders = ["packages", "examples", "tests", "bench"];
const notSources = new Set(["node_modules", "dist", "testdata"]);

/**
 * The folders under `folder` that hold a `kitex-gen`.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function generatedIn(folder) {
  if (!existsSync(folder)) return [];
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (inner.some(({ name }) => name === "kitex-gen")) return [folder];
  return inner.filter(({ name }) => !notSources.has(name)).flatMap(({ name }) => generatedIn(join(folder, name)));
}

/**
 * The nearest folder with a package.json, from `folder` upwards: in a package generated code stands among its sources.
 *
 * @param {string} folder
 * @returns {string}
 */
function packageOf(folder) {
  const above = dirname(folder);
  return existsSync(join(folder, "package.json")) || above === folder ? folder : packageOf(above);
}

/**
 * What is wrong with the generated code in `folder`, or `undefined` when it is up to date.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
export function staleness(folder) {
  const home = packageOf(folder);
  const manifest = join(home, "package.json");
  const { scripts = {} } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : {};
  if (scripts.generate === undefined) return "its package.json has no script `generate` that says how it was made";
  const check = `${scripts.generate} --check`;
  const done = spawnSync(check, { cwd: home, env: workspaceEnv(), encoding: "utf8", shell: true });
  return done.status === 0 ? undefined : `\`${check}\` ended with ${done.status}:\n${done.stdout}${done.stderr}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folders = sourceFolders.flatMap((name) => generatedIn(join(root, name)));
  for (const folder of folders) {
    const stale = staleness(folder);
    if (stale === undefined) continue;
    console.error(`${relative(root, folder).split(sep).join("/")}: ${stale}`);
    process.exitCode = 1;
  }
  console.log(`${folders.length} folders of generated code looked at`);
}
