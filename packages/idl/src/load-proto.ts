import type { Diagnostic } from "./diagnostic.ts";
import { DiagnosticList } from "./diagnostic-list.ts";
import { diskReader, virtualReader } from "./file-reader.ts";
import type { LoadOptions } from "./load.ts";
import type { ProtoProgram } from "./proto/ast.ts";
import { loadImports } from "./proto/imports.ts";
import { resolveProto } from "./proto/resolve-program.ts";
import { treeOf } from "./proto/tree.ts";

/** A program without errors, or everything that is wrong with it. */
export type ProtoLoadResult =
  | { readonly ok: true; readonly program: ProtoProgram; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads .proto files and all that they import, and checks them. Never throws for what the files hold: every error found
 * is a diagnostic, ordered by file and line; `diagnostics` has the warnings too.
 *
 * The files of `google/protobuf/` need not be there: they are built in.
 */
export function loadProto(entryPaths: readonly string[], options: LoadOptions = {}): ProtoLoadResult {
  const diagnostics = new DiagnosticList();
  const reader = options.readFile === undefined ? diskReader : virtualReader(options.readFile);
  const loaded = loadImports(entryPaths, options.includePaths ?? [], reader, diagnostics);
  const shapes = resolveProto(loaded, diagnostics);
  if (diagnostics.hasErrors) return { ok: false, diagnostics: diagnostics.sorted() };
  const tree = treeOf(loaded.files, shapes);
  const program = { entries: loaded.entries.flatMap((entry) => tree.get(entry) ?? []), files: [...tree.values()] };
  return { ok: true, program, warnings: diagnostics.sorted() };
}
