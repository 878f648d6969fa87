// Builds the Go program of tests/interop/go: Kitex for Go as a peer of the interop tests.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../setup.mjs";

const interop = join(root, "tests", "interop");
const module = "kitex-ts/interop";
const generator = "github.com/cloudwego/kitex/tool/cmd/kitex";

/**
 * A name for what the program is built of: the first twelve digits of a hash over its sources and IDL files.
 *
 * @returns {string}
 */
export function kitexGoVersion() {
  const hash = createHash("sha256");
  for (const path of [...filesIn("go"), ...filesIn("idl")]) {
    const text = readFileSync(join(interop, path));
    hash.update(`${path} ${text.length}\n`).update(text);
  }
  return hash.digest("hex").slice(0, 12);
}

/**
 * Builds the program into `folder` as `<name>-<version>/bin/<name>` and returns the name of that folder. Takes one to
 * two minutes. Needs Go, and the modules of tests/interop/go/go.mod from Go's cache or proxy.
 *
 * @param {string} name
 * @param {string} folder must exist
 * @returns {string}
 */
export function buildKitexGo(name, folder) {
  const target = `${name}-${kitexGoVersion()}`;
  const scratch = mkdtempSync(join(folder, ".get-"));
  try {
    cpSync(join(interop, "go"), scratch, { recursive: true });
    cpSync(join(interop, "idl"), join(scratch, "idl"), { recursive: true });
    const bin = join(scratch, "built", "bin");
    const tools = join(scratch, "tools");
    mkdirSync(bin, { recursive: true });
    mkdirSync(tools);
    run("go", ["build", "-o", join(tools, "kitex"), generator], scratch, process.env);
    const env = { ...process.env, PATH: [tools, process.env["PATH"]].join(delimiter) };
    for (const idl of filesIn("idl")) run(join(tools, "kitex"), ["-module", module, idl], scratch, env);
    run("go", ["build", "-mod=readonly", "-o", join(bin, name), "."], scratch, process.env);
    for (const old of readdirSync(folder).filter((entry) => entry.startsWith(`${name}-`))) {
      rmSync(join(folder, old), { recursive: true, force: true });
    }
    // A rename, so that nobody ever finds half a peer.
    renameSync(join(scratch, "built"), join(folder, target));
    return target;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @returns {string[]} paths below tests/interop, sorted
 */
function filesIn(folder) {
  return readdirSync(join(interop, folder))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
function run(program, args, cwd, env) {
  const { status, stderr, stdout, error } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (error !== undefined) throw new Error(`${program} could not be started: ${error.message}`);
  if (status !== 0) {
    const said = stderr.trim() || stdout.trim();
    throw new Error(`\`${program} ${args.join(" ")}\` ended with ${status}: ${said.split("\n").at(-1)}`);
  }
}
