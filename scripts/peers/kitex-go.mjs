// Kitex for Go as a peer: the program of tests/interop/go for the tests, that of bench/go for the benches.

import { join } from "node:path";
import { root } from "../setup.mjs";
import { buildGoProgram, goProgramVersion } from "./go-program.mjs";

/** @typedef {import("./go-program.mjs").GoProgram} GoProgram */

/** @type {GoProgram} */
const interop = { folder: join(root, "tests", "interop"), module: "kitex-ts/interop" };

/** @type {GoProgram} */
const bench = { folder: join(root, "bench"), module: "kitex-ts/bench" };

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
