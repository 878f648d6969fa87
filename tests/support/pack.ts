import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { scratchFolder } from "./scratch.ts";
import { root, run } from "./workspace.ts";

/** A package as npm would get it. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** The absolute path of the `.tgz`. */
  readonly path: string;
  /** The paths of the files in it. */
  readonly files: readonly string[];
}

declare module "vitest" {
  export interface ProvidedContext {
    /** Every public package of the workspace, built and packed once for the whole run. */
    tarballs: readonly Tarball[];
  }
}

/** Runs before the tests in `tests/packaging`: builds and packs the public packages, for `inject("tarballs")`. */
export function setup(project: TestProject): () => void {
  const folder = scratchFolder();
  run("turbo", ["run", "build", "--ui=stream", "--output-logs=errors-only"], root, { TURBO_TELEMETRY_DISABLED: "1" });
  project.provide("tarballs", packAll(folder.path));
  return () => folder[Symbol.dispose]();
}

function packAll(folder: string): Tarball[] {
  const args = ["--recursive", "--filter=./packages/*", "pack", "--json", "--pack-destination", folder];
  const packed: { name: string; version: string; filename: string; files: { path: string }[] }[] = JSON.parse(
    run("pnpm", args, root),
  );
  return packed.map(({ name, version, filename, files }) => ({
    name,
    version,
    path: join(folder, filename.slice(filename.lastIndexOf("/") + 1)),
    files: files.map(({ path }) => path),
  }));
}
