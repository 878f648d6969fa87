// Kitex for Go as a peer: the programs of tests/interop/go and tests/registries/go for the tests, that of bench/go for the
// benches.

import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../setup.mjs";
import { buildGoProgram, goProgramVersion, run } from "./go-program.mjs";

const generator = "github.com/cloudwego/kitex/tool/cmd/kitex";

/** @typedef {import("./go-program.mjs").GoProgram} GoProgram */

/** @type {GoProgram} */
const interop = { folder: join(root, "tests", "interop"), generate: kitexCode("kitex-ts/interop") };

/** @type {GoProgram} */
const registries = { folder: join(root, "tests", "registries"), generate: kitexCode("kitex-ts/registries") };

/** @type {GoProgram} */
const bench = { folder: join(root, "bench"), generate: kitexCode("kitex-ts/bench") };

/**
 * @returns {string} what `goProgramVersion` says of the peer of the interop tests
 */
export function kitexGoVersion() {
  return goProgramVersion(interop);
}

/**
 * Builds the peer of the interop tests, as `buildGoProgram` says.
 *
 * @param {string} name
 * @param {string} folder must exist
 * @returns {string}
 */
export function buildKitexGo(name, folder) {
  return buildGoProgram(interop, name, folder);
}

/**
 * @returns {string} what `goProgramVersion` says of the peer of the registry tests
 */
export function registryGoVersion() {
  return goProgramVersion(registries);
}

/**
 * Builds the peer of the registry tests, as `buildGoProgram` says.
 *
 * @param {string} name
 * @param {string} folder must exist
 * @returns {string}
 */
export function buildRegistryGo(name, folder) {
  return buildGoProgram(registries, name, folder);
}

/**
 * @returns {string} what `goProgramVersion` says of the candidate of the benches
 */
export function benchGoVersion() {
  return goProgramVersion(bench);
}

/**
 * Builds the candidate of the benches, as `buildGoProgram` says.
 *
 * @param {string} name
 * @param {string} folder must exist
 * @returns {string}
 */
export function buildBenchGo(name, folder) {
  return buildGoProgram(bench, name, folder);
}

/**
 * Generates `kitex_gen` with Kitex's own tool, of the version that the go.mod states.
 *
 * @param {string} name the module's name in its go.mod
 * @returns {GoProgram["generate"]}
 */
function kitexCode(name) {
  return (module, idl) => {
    const tools = join(module, "tools");
    mkdirSync(tools);
    run("go", ["build", "-o", join(tools, "kitex"), generator], module, process.env);
    const env = { ...process.env, PATH: [tools, process.env["PATH"]].join(delimiter) };
    for (const file of idl) run(join(tools, "kitex"), ["-module", name, file], module, env);
  };
}
