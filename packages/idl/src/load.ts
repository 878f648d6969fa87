import { loadFiles } from "./check/includes.ts";
import { resolveProgram } from "./check/resolve.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { DiagnosticList } from "./diagnostic-list.ts";
import { diskReader, virtualReader } from "./file-reader.ts";
import type { ThriftProgram } from "./thrift/ast.ts";

export interface LoadOptions {
  /** Folders in which an include is looked for when it is not beside the including file, in this order. Default: none. */
  readonly includePaths?: readonly string[];
  /**
   * Gives the text of the file at an absolute path, `undefined` when there is none; for programs that are not on the disk.
   * Default: reads the disk.
   */
  readonly readFile?: (path: string) => string | undefined;
}

/** A program without errors, or everything that is wrong with it. */
export type LoadResult =
  | { readonly ok: true; readonly program: ThriftProgram; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a Thrift file and all that it includes, and checks them. Never throws for what the files hold: every error found
 * is a diagnostic, ordered by file and line; `diagnostics` has the warnings too.
 */
export function loadThrift(entryPath: string, options: LoadOptions = {}): LoadResult {
  const diagnostics = new DiagnosticList();
  const reader = options.readFile === undefined ? diskReader : virtualReader(options.readFile);
  const loaded = loadFiles(entryPath, options.includePaths ?? [], reader, diagnostics);
  const files = resolveProgram(loaded, diagnostics);
  const entry = files.at(-1);
  if (entry === undefined || diagnostics.hasErrors) return { ok: false, diagnostics: diagnostics.sorted() };
  return { ok: true, program: { entry, files }, warnings: diagnostics.sorted() };
}
