import type { DiagnosticList } from "../diagnostic-list.ts";
import type { ThriftFile } from "../thrift/ast.ts";
import { ConstantEvaluator } from "./constants.ts";
import { defineEnum } from "./enums.ts";
import type { LoadedFile } from "./includes.ts";
import { type Entry, FileScope } from "./scopes.ts";
import { defineServices } from "./services.ts";
import { declareStructs, StructsInProgress } from "./structs.ts";
import { defineTypedefs } from "./typedefs.ts";

/**
 * Resolves the names of a program and checks its rules. `files` has included files before those that include them.
 *
 * Each step needs what the steps before it made: types name structs, constants need the fields of structs, and the
 * default values of fields need constants.
 */
export function resolveProgram(files: readonly LoadedFile[], diagnostics: DiagnosticList): readonly ThriftFile[] {
  const scopes = new Map<LoadedFile, FileScope>();
  for (const file of files) scopes.set(file, new FileScope(file, scopes, diagnostics));
  const entries = [...scopes.values()].flatMap((scope) => scope.entries);
  for (const entry of ofKind(entries, "enum")) defineEnum(entry, diagnostics);
  const declared = declareStructs(ofKind(entries, "struct"));
  defineTypedefs(ofKind(entries, "typedef"), diagnostics);
  const structs = new StructsInProgress(declared, diagnostics);
  const evaluator = new ConstantEvaluator(structs, diagnostics);
  evaluator.defineConstants(ofKind(entries, "const"));
  structs.setDefaultValues((syntax, type, scope) => evaluator.evaluate(syntax, type, scope));
  defineServices(ofKind(entries, "service"), evaluator, diagnostics);
  return [...scopes.values()].map(({ file }) => file);
}

function ofKind<Kind extends Entry["kind"]>(
  entries: readonly Entry[],
  kind: Kind,
): Extract<Entry, { readonly kind: Kind }>[] {
  return entries.filter((entry): entry is Extract<Entry, { readonly kind: Kind }> => entry.kind === kind);
}
