import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { type Diagnostic, type LoadResult, loadThrift, type ThriftFile } from "@kitex-ts/idl";
import type { ProtoFile } from "@kitex-ts/idl/proto";

/** The language of an IDL file. */
export type IdlKind = "thrift" | "protobuf";

/** The files of one language. */
export interface LoadedFiles<File> {
  /** The files that were asked for, in that order, each once. */
  readonly entries: readonly File[];
  /** The entries and all that they include or import, those first. */
  readonly files: readonly File[];
}

/** Everything that was read for one run. */
export interface LoadedIdl {
  readonly thrift: LoadedFiles<ThriftFile>;
  readonly proto: LoadedFiles<ProtoFile>;
  readonly warnings: readonly Diagnostic[];
}

export type LoadIdlResult =
  | { readonly ok: true; readonly idl: LoadedIdl }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

type FilesResult<File> =
  | { readonly ok: true; readonly loaded: LoadedFiles<File>; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What language a file is in, by its ending. */
export function kindOf(path: string): IdlKind | undefined {
  if (/\.thrift$/i.test(path)) return "thrift";
  return /\.proto$/i.test(path) ? "protobuf" : undefined;
}

/**
 * Reads and checks IDL files, those of one language as one program: what several of them include is read once. Files
 * are of the language `kind` says, else of the one their ending says, else Thrift.
 */
export async function loadIdl(
  paths: readonly string[],
  includePaths: readonly string[],
  kind: IdlKind | undefined,
): Promise<LoadIdlResult> {
  const isProto = (path: string): boolean => (kind ?? kindOf(path)) === "protobuf";
  const thrift = thriftFiles(
    paths.filter((path) => !isProto(path)),
    includePaths,
  );
  const proto = await protoFiles(paths.filter(isProto), includePaths);
  if (thrift.ok && proto.ok) {
    const warnings = [...thrift.warnings, ...proto.warnings];
    return { ok: true, idl: { thrift: thrift.loaded, proto: proto.loaded, warnings } };
  }
  return { ok: false, diagnostics: [thrift, proto].flatMap((result) => (result.ok ? [] : result.diagnostics)) };
}

async function protoFiles(paths: readonly string[], includePaths: readonly string[]): Promise<FilesResult<ProtoFile>> {
  if (paths.length === 0) return noFiles;
  const { loadProto } = await import("@kitex-ts/idl/proto"); // a parser that only these files need
  const result = loadProto(paths, { includePaths });
  if (!result.ok) return result;
  const { entries, files } = result.program;
  return { ok: true, loaded: { entries, files }, warnings: result.warnings };
}

function thriftFiles(paths: readonly string[], includePaths: readonly string[]): FilesResult<ThriftFile> {
  const [first] = paths;
  if (first === undefined) return noFiles;
  if (paths.length > 1) return severalThriftFiles(paths, includePaths);
  const result = loadThrift(first, { includePaths });
  if (!result.ok) return result;
  const { entry, files } = result.program;
  return { ok: true, loaded: { entries: [entry], files }, warnings: result.warnings };
}

const noFiles = { ok: true, loaded: { entries: [], files: [] }, warnings: [] } as const;

/** One file that includes all others, and is not on the disk, makes them one program. */
function severalThriftFiles(paths: readonly string[], includePaths: readonly string[]): FilesResult<ThriftFile> {
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
    loaded: {
      entries: real.flatMap((path) => byPath.get(path) ?? []),
      files: result.program.files.filter((file) => file !== result.program.entry),
    },
    warnings: result.warnings.filter(({ position }) => !position.file.endsWith("<command line>")),
  };
}

function readSource(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new Error("it is no regular file");
  return readFileSync(path, "utf8");
}
