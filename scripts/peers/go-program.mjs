// Builds Go programs that talk to the tests, into the folder of the peers.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { root } from "../setup.mjs";

/**
 * A Go program: the module in the folder `module`, and the Thrift and Protobuf files in the folder `idl`, from which code
 * is generated when it is built.
 *
 * @typedef {object} GoProgram
 * @property {string} module
 * @property {string} idl
 * @property {(module: string, idl: readonly string[]) => void} generate writes the code of these IDL files, by their
 *   paths in `module`, into that folder: a copy of the module with the folder `idl` in it
 */

/**
 * The folders of a program that has both in one, called `go` and `idl`.
 *
 * @param {...string} path of that folder, from the root of the clone
 * @returns {Pick<GoProgram, "module" | "idl">}
 */
export function goFolders(...path) {
  return { module: join(root, ...path, "go"), idl: join(root, ...path, "idl") };
}

/**
 * A name for what the program is built of: the first twelve digits of a hash over its sources and IDL files.
 *
 * @param {GoProgram} program
 * @returns {string}
 */
export function goProgramVersion({ module, idl }) {
  const hash = createHash("sha256");
  const files = [...filesIn(module).map((name) => join(module, name)), ...idlFiles(idl).map((name) => join(idl, name))];
  for (const path of files) {
    const text = readFileSync(path);
    hash.update(`${join(basename(dirname(path)), basename(path))} ${text.length}\n`).update(text);
  }
  return hash.digest("hex").slice(0, 12);
}

/**
 * Builds the program into the folder `peers` as `<name>-<version>/bin/<name>` and returns the name of that folder.
 * Takes one to two minutes. Needs Go, and the modules of its go.mod from Go's cache or proxy.
 *
 * @param {GoProgram} program
 * @param {string} name
 * @param {string} peers must exist
 * @returns {string}
 */
export function buildGoProgram(program, name, peers) {
  const { module, idl, generate } = program;
  const target = `${name}-${goProgramVersion(program)}`;
  const scratch = mkdtempSync(join(peers, ".get-"));
  try {
    cpSync(module, scratch, { recursive: true });
    cpSync(idl, join(scratch, "idl"), { recursive: true });
    const bin = join(scratch, "built", "bin");
    mkdirSync(bin, { recursive: true });
    generate(
      scratch,
      idlFiles(idl).map((name) => join("idl", name)),
    );
    run("go", ["build", "-mod=readonly", "-o", join(bin, name), "."], scratch, process.env);
    for (const old of readdirSync(peers).filter((entry) => entry.startsWith(`${name}-`))) {
      rmSync(join(peers, old), { recursive: true, force: true });
    }
    // A rename, so that nobody ever finds half a peer.
    renameSync(join(scratch, "built"), join(peers, target));
    return target;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @returns {string[]} names, sorted
 */
function idlFiles(folder) {
  return filesIn(folder).filter((name) => /\.(thrift|proto)$/.test(name));
}

/**
 * @param {string} folder
 * @returns {string[]} names, sorted
 */
function filesIn(folder) {
  return readdirSync(folder).sort();
}

/**
 * Runs a program to its end. Throws with the last line that it said when it fails.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
export function run(program, args, cwd, env) {
  const { status, stderr, stdout, error } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  if (error !== undefined) throw new Error(`${program} could not be started: ${error.message}`);
  if (status !== 0) {
    const said = stderr.trim() || stdout.trim();
    throw new Error(`\`${program} ${args.join(" ")}\` ended with ${status}: ${said.split("\n").at(-1)}`);
  }
}
