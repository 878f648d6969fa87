import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostic.ts";
import type { LoadOptions } from "../load.ts";
import { loadProto, type ProtoLoadResult } from "../load-proto.ts";
import type { ProtoProgram } from "../proto/ast.ts";

/** Files by name; the entry is `main.proto`. A text alone is the entry. */
export type ProtoFiles = string | Readonly<Record<string, string>>;

/** Loads files that exist only here; they stand in the folder `/idl`. */
export function loadProtoFrom(files: ProtoFiles, options: Omit<LoadOptions, "readFile"> = {}): ProtoLoadResult {
  const texts = new Map(
    Object.entries(typeof files === "string" ? { "main.proto": files } : files).map(([name, text]) => [
      resolve("/idl", name),
      text,
    ]),
  );
  return loadProto(["/idl/main.proto"], { ...options, readFile: (path) => texts.get(path) });
}

/** What is found in files, one line each: `line:column severity: message (hint)`, with the file unless it is the entry. */
export function diagnoseProto(files: ProtoFiles): string[] {
  const result = loadProtoFrom(files);
  return (result.ok ? result.warnings : result.diagnostics).map(line);
}

/** The program that files make; throws what was found when they make none. */
export function protoProgramOf(files: ProtoFiles, options: Omit<LoadOptions, "readFile"> = {}): ProtoProgram {
  const result = loadProtoFrom(files, options);
  if (!result.ok) throw new Error(result.diagnostics.map(line).join("\n"));
  return result.program;
}

function line({ position, severity, message, hint }: Diagnostic): string {
  const file = position.file.replace(/^.*idl\//, "");
  const place = `${file === "main.proto" ? "" : `${file}:`}${position.line}:${position.column}`;
  return `${place} ${severity}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}
