import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { type Diagnostic, type LoadResult, loadThrift, type ThriftFile } from "@kitex-ts/idl";

/** Everything that was read for one run. */
export interface LoadedIdl {
  /** The files that were asked for, in that order, each once. */
  readonly entries: readonly ThriftFile[];
  /** The entries and all that they include, included files first. */
  readonly files: readonly ThriftFile[];
  readonly warnings: readonly Diagnostic[];
}

export type LoadIdlResult =
  | { readonly ok: true; readonly idl: LoadedIdl }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Reads and checks IDL files as one program: what several of them include is read once. */
export function loadIdl(paths: readonly string[], includePaths: readonly string[]): LoadIdlResult {
  const [first] = paths;
  if (first !== undefined && paths.length === 1) {
    const result = loadThrift(first, { includePaths });
    if (!result.ok) return result;
    const { entry, files } = result.program;
    return { ok: true, idl: { entries: [entry], files, warnings: result.warnings } };
  }
  return loadSeveral(paths, includePaths);
}

/** One file that includes all others, and is not on the disk, makes them one program. */
function loadSeveral(paths: readonly string[], includePaths: readonly string[]): LoadIdlResult {
  const missing = paths
    .filter((path) => statSync(path, { throwIfNoEntry: false }) === undefined)
    .flatMap((path) => {
      const result = loadThrift(path);
      return result.ok ? [] : result.diagnostics;
    });
  if (missing.length > 0) return { ok: false, diagnostics: missing };
  const real = [...new Set(paths.map((path) => realpathSync(path)))];
  const root = join(resolve(dirname(paths[0] ?? ".")), "<command line>");
  const text = real.map((path) => `include ${JSON.stringify(path.split(sep).join("/"))}\n`).join("");
  const readFile = (path: string): string | undefined => (path === root ? text : readSource(path));
  const result: LoadResult = loadThrift(root, { includePaths, readFile });
  if (!result.ok) return result;
  const byPath = new Map(result.program.files.map((file) => [file.path, file]));
  return {
    ok: true,
    idl: {
      entries: real.flatMap((path) => byPath.get(path) ?? []),
      files: result.program.files.filter((file) => file !== result.program.entry),
      warnings: result.warnings.filter(({ position }) => !position.file.endsWith("<command line>")),
    },
  };
}

function readSource(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new Error("it is no regular file");
  return readFileSync(path, "utf8");
}
