import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostic.ts";
import { type LoadOptions, type LoadResult, loadThrift } from "../load.ts";
import type { ThriftProgram } from "../thrift/ast.ts";

/** Files by name; the entry is `main.thrift`. A text alone is the entry. */
export type Files = string | Readonly<Record<string, string>>;

/** Loads files that exist only here; they stand in the folder `/idl`. */
export function loadFrom(files: Files, options: Omit<LoadOptions, "readFile"> = {}): LoadResult {
  const texts = new Map(
    Object.entries(typeof files === "string" ? { "main.thrift": files } : files).map(([name, text]) => [
      resolve("/idl", name),
      text,
    ]),
  );
  return loadThrift("/idl/main.thrift", { ...options, readFile: (path) => texts.get(path) });
}

/** What is found in files, one line each: `line:column severity: message (hint)`, with the file unless it is the entry. */
export function diagnose(files: Files): string[] {
  const result = loadFrom(files);
  return (result.ok ? result.warnings : result.diagnostics).map(line);
}

/** The program that files make; throws what was found when they make none. */
export function programOf(files: Files, options: Omit<LoadOptions, "readFile"> = {}): ThriftProgram {
  const result = loadFrom(files, options);
  if (!result.ok) throw new Error(result.diagnostics.map(line).join("\n"));
  return result.program;
}

function line({ position, severity, message, hint }: Diagnostic): string {
  const file = position.file.replace(/^.*idl\//, "");
  const place = `${file === "main.thrift" ? "" : `${file}:`}${position.line}:${position.column}`;
  return `${place} ${severity}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}
