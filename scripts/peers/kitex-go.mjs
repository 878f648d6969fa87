// Go programs with Kitex for Go in them: those of tests/interop/go, tests/registries/go and tests/grpc/peers/go for the
// tests, that of bench/go for the benches. The last two have grpc-go beside it.

import { basename, delimiter, join } from "node:path";
import { root } from "../setup.mjs";
import { findPeer } from "./find.mjs";
import { buildGoProgram, goFolders, goProgramVersion, run } from "./go-program.mjs";

/** @typedef {import("./go-program.mjs").GoProgram} GoProgram */

/** @type {GoProgram} */
const interop = { ...goFolders("tests", "interop"), generate: kitexCode("kitex-ts/interop") };

/** @type {GoProgram} */
const registries = { ...goFolders("tests", "registries"), generate: kitexCode("kitex-ts/registries") };

/** @type {GoProgram} */
const grpc = {
  module: join(root, "tests", "grpc", "peers", "go"),
  idl: join(root, "tests", "grpc", "idl"),
  generate: (module, idl) => {
    kitexCode("kitex-ts/grpc")(module, idl);
    protobufCode("kitex-ts/grpc")(module, idl.filter(isProtobuf));
  },
};

/** @type {GoProgram} */
const bench = {
  ...goFolders("bench"),
  generate: (module, idl) => {
    kitexCode("kitex-ts/bench")(
      module,
      idl.filter((file) => !isProtobuf(file)),
    );
    protobufCode("kitex-ts/bench")(module, idl.filter(isProtobuf));
  },
};

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
 * @returns {string} what `goProgramVersion` says of the peer of the gRPC tests
 */
export function grpcGoVersion() {
  return goProgramVersion(grpc);
}

/**
 * Builds the peer of the gRPC tests, as `buildGoProgram` says; needs Protobuf's compiler too.
 *
 * @param {string} name
 * @param {string} folder must exist
 * @returns {string}
 */
export function buildGrpcGo(name, folder) {
  return buildGoProgram(grpc, name, folder);
}

/**
 * @returns {string} what `goProgramVersion` says of the candidate of the benches
 */
export function benchGoVersion() {
  return goProgramVersion(bench);
}

/**
 * Builds the candidate of the benches, as `buildGoProgram` says; needs Protobuf's compiler too.
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
    const env = withTool(module, "kitex", "github.com/cloudwego/kitex/tool/cmd/kitex");
    for (const file of idl) run("kitex", ["-module", name, file], module, env);
  };
}

/**
 * Generates `grpc_gen/<file>` with Protobuf's compiler and its generator for Go, of the version that the go.mod states.
 *
 * @param {string} name the module's name in its go.mod
 * @returns {GoProgram["generate"]}
 */
function protobufCode(name) {
  return (module, idl) => {
    const compiler = findPeer("protoc", process.env);
    if (compiler === undefined) throw new Error("Protobuf's compiler is missing");
    const env = withTool(module, "protoc-gen-go", "google.golang.org/protobuf/cmd/protoc-gen-go");
    for (const file of idl.map((path) => basename(path))) {
      const target = `M${file}=${name}/grpc_gen/${basename(file, ".proto")}`;
      const args = ["-Iidl", "--go_out=.", `--go_opt=module=${name}`, `--go_opt=${target}`, file];
      run(compiler, args, module, env);
    }
  };
}

/**
 * Builds the program `tool` of the package `path` in the module's folder `tools`.
 *
 * @param {string} module
 * @param {string} tool
 * @param {string} path
 * @returns {NodeJS.ProcessEnv} in which it is found by its name
 */
function withTool(module, tool, path) {
  const tools = join(module, "tools");
  run("go", ["build", "-o", join(tools, tool), path], module, process.env);
  return { ...process.env, PATH: [tools, process.env["PATH"]].join(delimiter) };
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function isProtobuf(file) {
  return file.endsWith(".proto");
}
