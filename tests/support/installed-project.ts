import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import type { Tarball } from "./pack.ts";
import { type ScratchFolder, scratchFolder } from "./scratch.ts";
import { root, run } from "./workspace.ts";

/** The Nodes that packages are tried on: the oldest supported line, and the one that the workspace runs on. */
export const nodes: readonly { readonly line: string; readonly program: string }[] = [
  { line: "Node 22", program: join(root, "tests/node_modules/node-22/bin/node") },
  { line: "Node 24", program: join(root, "node_modules/node/bin/node") },
];

/** Extensions bring a library of npm's with them; `installedTarballs` installs those. */
const extension = /^@kitex-ts\/(?:registry|tracing|monitor)-/;

/** What the tool needs to read .proto files: a library, and the one that it needs itself. */
export const librariesOfTheTool: readonly string[] = ["long", "protobufjs"];

/** The packages that bring no library to a program that runs. */
export function selfContained(): readonly Tarball[] {
  return inject("tarballs").filter(({ name }) => !extension.test(name));
}

/**
 * A project outside the repository that has the self-contained packages installed, as a user's would, the tool's
 * libraries, and nothing else: npm has an empty cache, may not ask a registry, and runs no install script.
 */
export function installedProject(): ScratchFolder {
  const folder = emptyProject();
  const cache = `--cache=${join(folder.path, ".npm")}`;
  const tarballs = selfContained().map(({ path }) => path);
  install(folder, ["--offline", cache, ...tarballs, ...packLibraries(folder)]);
  return folder;
}

/** The tool's libraries as this workspace has them, packed into `folder`: npm takes any archive of one folder. */
function packLibraries(folder: ScratchFolder): readonly string[] {
  const protobufjs = createRequire(join(root, "packages/idl/package.json")).resolve("protobufjs/package.json");
  // What a package needs lies beside it in pnpm's store.
  const store = dirname(dirname(protobufjs));
  return librariesOfTheTool.map((name) => {
    const archive = join(folder.path, `${name}.tgz`);
    run("tar", ["--create", "--gzip", "--dereference", `--file=${archive}`, `--directory=${store}`, name], folder.path);
    return archive;
  });
}

/** A project outside the repository that has these packages of ours installed, and `others` from npm's registry. */
export function installedTarballs(names: readonly string[], others: readonly string[]): ScratchFolder {
  const folder = emptyProject();
  const tarballs = inject("tarballs").filter(({ name }) => names.includes(name));
  install(folder, ["--prefer-offline", ...tarballs.map(({ path }) => path), ...others]);
  return folder;
}

function emptyProject(): ScratchFolder {
  const folder = scratchFolder();
  folder.write({ "package.json": '{ "name": "somewhere-else", "private": true, "type": "module" }' });
  return folder;
}

function install(folder: ScratchFolder, args: readonly string[]): void {
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...args], folder.path);
}
