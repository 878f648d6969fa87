import type { Diagnostic } from "./diagnostic.ts";
import { DiagnosticList } from "./diagnostic-list.ts";
import { diskReader, virtualReader } from "./file-reader.ts";
import type { LoadOptions } from "./load.ts";
import type { ProtoProgram } from "./proto/ast.ts";
import { compiledFiles } from "./proto/compiled-files.ts";
import { loadImports } from "./proto/imports.ts";
import type { LoadedProgram } from "./proto/loaded-program.ts";
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
 * An import is looked for in `includePaths`, then in the folders of the entries, then in the working directory. The files
 * of `google/protobuf/` need not be there: they are built in.
 */
export function loadProto(entryPaths: readonly string[], options: LoadOptions = {}): ProtoLoadResult {
  const diagnostics = new DiagnosticList();
  const reader = options.readFile === undefined ? diskReader : virtualReader(options.readFile);
  return resultOf(loadImports(entryPaths, options.includePaths ?? [], reader, diagnostics), diagnostics);
}

/**
 * The tree of what another compiler has read: `fileDescriptorSet` is a serialized `google.protobuf.FileDescriptorSet` with
 * all imports, which the files of a `CodeGeneratorRequest` are too; `filesToGenerate` names the entries. Places and
 * comments come from the source info. What a compiler checks is not checked again, but nothing in the bytes makes this
 * throw.
 */
export function loadDescriptors(fileDescriptorSet: Uint8Array, filesToGenerate: readonly string[]): ProtoLoadResult {
  const diagnostics = new DiagnosticList();
  return resultOf(compiledFiles(fileDescriptorSet, filesToGenerate, diagnostics), diagnostics);
}

function resultOf(loaded: LoadedProgram, diagnostics: DiagnosticList): ProtoLoadResult {
  const shapes = resolveProto(loaded, diagnostics);
  if (diagnostics.hasErrors) return { ok: false, diagnostics: diagnostics.sorted() };
  const tree = treeOf(loaded.files, shapes);
  const program = { entries: loaded.entries.flatMap((entry) => tree.get(entry) ?? []), files: [...tree.values()] };
  return { ok: true, program, warnings: diagnostics.sorted() };
}
