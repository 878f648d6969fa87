// Apache Thrift for Go as a peer: the program of tests/apache/go.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findPeer } from "./find.mjs";
import { buildGoProgram, goFolders, goProgramVersion, run } from "./go-program.mjs";

/** @typedef {import("./go-program.mjs").GoProgram} GoProgram */

/** @type {GoProgram} */
const program = { ...goFolders("tests", "apache"), generate: generateCode };

/**
 * @returns {string} what `goProgramVersion` says of it
 */
export function apacheGoVersion() {
  return goProgramVersion(program);
}

/**
 * Builds it, as `buildGoProgram` says; needs Apache's compiler too.
 *
 * @param {string} name
 * @param {string} folder must exist
 * @returns {string}
 */
export function buildApacheGo(name, folder) {
  return buildGoProgram(program, name, folder);
}

/**
 * Generates the folder `gen` with Apache's compiler.
 *
 * @type {GoProgram["generate"]}
 */
function generateCode(module, idl) {
  const compiler = findPeer("thrift", process.env);
  if (compiler === undefined) throw new Error("Apache's compiler is missing");
  mkdirSync(join(module, "gen"));
  for (const file of idl) run(compiler, ["--gen", "go", "-out", "gen", file], module, process.env);
}
