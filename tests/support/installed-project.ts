import { join } from "node:path";
import { inject } from "vitest";
import { type ScratchFolder, scratchFolder } from "./scratch.ts";
import { root, run } from "./workspace.ts";

/** The Nodes that packages are tried on: the oldest supported line, and the one that the workspace runs on. */
export const nodes: readonly { readonly line: string; readonly program: string }[] = [
  { line: "Node 22", program: join(root, "tests/node_modules/node-22/bin/node") },
  { line: "Node 24", program: join(root, "node_modules/node/bin/node") },
];

/**
 * A project outside the repository that has the packed packages installed, as a user's would, and nothing else:
 * npm has an empty cache, may not ask a registry, and runs no install script.
 */
export function installedProject(): ScratchFolder {
  const folder = scratchFolder();
  folder.write({ "package.json": '{ "name": "somewhere-else", "private": true, "type": "module" }' });
  const tarballs = inject("tarballs").map(({ path }) => path);
  const flags = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", `--cache=${join(folder.path, ".npm")}`];
  run("npm", ["install", ...flags, ...tarballs], folder.path);
  return folder;
}
