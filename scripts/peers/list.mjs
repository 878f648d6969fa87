// The programs that tests talk to where they are there, and that npm does not bring.

import { apacheGoVersion, buildApacheGo } from "./apache-go.mjs";
import { getFromDebian } from "./debian.mjs";
import { benchGoVersion, buildBenchGo, buildKitexGo, kitexGoVersion } from "./kitex-go.mjs";

/**
 * One such program.
 *
 * @typedef {object} Peer
 * @property {string} name the program's name on the PATH, and of its folder among the peers
 * @property {string} what what it is, for people
 * @property {(folder: string) => string} get puts it into a folder of `folder` that is named after it and its
 *   version, and returns that name; throws an error that says why it could not
 * @property {() => string} [version] the only version that will do; without it, any
 */

/** @type {readonly Peer[]} */
export const peers = [
  {
    name: "thrift",
    what: "Apache's Thrift compiler",
    get: (folder) => getFromDebian("thrift", "thrift-compiler", folder),
  },
  {
    name: "kitex-go",
    what: "Kitex for Go, built from tests/interop/go",
    get: (folder) => buildKitexGo("kitex-go", folder),
    version: kitexGoVersion,
  },
  {
    name: "apache-go",
    what: "Apache Thrift for Go, built from tests/apache/go",
    get: (folder) => buildApacheGo("apache-go", folder),
    version: apacheGoVersion,
  },
  {
    name: "bench-go",
    what: "Kitex for Go, built from bench/go",
    get: (folder) => buildBenchGo("bench-go", folder),
    version: benchGoVersion,
  },
];
