// Installs what the workspace needs, into the clone alone. Runs before anything is installed, so it is
// plain JavaScript for Node 20 without a dependency.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const oldestNode = 20;
const stampFile = join(root, "node_modules", ".kitex-setup");

/** The Node 24 that the workspace brings along; every script after the set-up runs on it. */
export const workspaceNode = join(
  root,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);

/**
 * The environment in which `node` is the workspace's and its tools are found by name.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function workspaceEnv() {
  const folders = [join(root, "node_modules", "node", "bin"), join(root, "node_modules", ".bin")];
  return { ...process.env, PATH: [...folders, process.env["PATH"] ?? ""].join(delimiter) };
}

/**
 * Makes sure that `node_modules` is what the lockfile says; does nothing when it is already.
 * Throws an error that says what to do when it cannot.
 *
 * @returns {void}
 */
export function setUp() {
  assertNode(process.versions.node);
  const wanted = lockfileHash();
  if (installedHash() === wanted && existsSync(workspaceNode)) return;
  install(pinnedPackageManager());
  writeFileSync(stampFile, wanted);
}

/**
 * Throws when `version` is older than the oldest Node that can set the workspace up.
 *
 * @param {string} version
 * @returns {void}
 */
export function assertNode(version) {
  if (Number.parseInt(version, 10) >= oldestNode) return;
  throw new Error(`this needs Node ${oldestNode} or newer, and this is Node ${version}`);
}

/** @param {string} packageManager such as `pnpm@10.34.0` */
function install(packageManager) {
  process.stderr.write(`setting up: ${packageManager} installs the workspace (up to a minute the first time)\n`);
  const args = ["--yes", packageManager, "install", "--frozen-lockfile"];
  const done = spawnSync("npx", args, { cwd: root, encoding: "utf8", shell: process.platform === "win32" });
  if (done.error !== undefined) {
    throw new Error(`npx could not be started: ${done.error.message}; it comes with npm, is npm installed?`);
  }
  if (done.status !== 0) {
    throw new Error(
      `\`npx ${args.join(" ")}\` ended with ${done.status ?? done.signal}:\n${done.stdout}${done.stderr}`,
    );
  }
}

/** @returns {string} */
function pinnedPackageManager() {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return manifest.packageManager;
}

/** @returns {string} */
function lockfileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
}

/** @returns {string | undefined} */
function installedHash() {
  return existsSync(stampFile) ? readFileSync(stampFile, "utf8") : undefined;
}
