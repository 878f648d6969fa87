import type { DiagnosticList } from "../diagnostic-list.ts";
import type { ThriftType } from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type { TypeSyntax } from "../thrift/syntax.ts";
import type { Entry, FileScope } from "./scopes.ts";
import { baseTypeOf } from "./type-rules.ts";

/** Types that other dialects of Thrift have → what to write instead. */
const foreignTypes = new Map([
  ["slist", "use string"],
  ["uuid", "Kitex has no such type; use string or binary"],
  ["float", "use double"],
  ["int", "use i32"],
  ["long", "use i64"],
  ["any", "use binary"],
]);

/**
 * Looks up the names in a type and gives the type they make, `undefined` when something is wrong with one of them.
 * The definitions it names must have been made, as far as they can be.
 */
export function resolveType(syntax: TypeSyntax, scope: FileScope, diagnostics: DiagnosticList): ThriftType | undefined {
  if (syntax.kind === "name") return resolveName(syntax, syntax.name, scope, diagnostics);
  if (syntax.kind === "map") {
    const key = resolveType(syntax.key, scope, diagnostics);
    const value = resolveType(syntax.value, scope, diagnostics);
    return key === undefined || value === undefined ? undefined : { kind: "map", key, value };
  }
  const element = resolveType(syntax.element, scope, diagnostics);
  return element === undefined ? undefined : { kind: syntax.kind, element };
}

function resolveName(
  syntax: TypeSyntax,
  name: string,
  scope: FileScope,
  diagnostics: DiagnosticList,
): ThriftType | undefined {
  const base = baseTypeOf(name);
  if (base !== undefined) return base;
  if (name === "void") {
    diagnostics.error(scope.source, syntax, "void is only what a method returns, no type");
    return undefined;
  }
  const entry = scope.lookup(name);
  if (entry === "unknowable") return undefined;
  if (entry === undefined) {
    const hint = foreignTypes.get(name);
    if (hint === undefined) scope.reportUnknown("type", name, syntax, isType, diagnostics);
    else diagnostics.error(scope.source, syntax, `unknown type ${shown(name)}`, hint);
    return undefined;
  }
  if (entry.kind === "const" || entry.kind === "service") {
    const what = entry.kind === "const" ? "constant" : "service";
    diagnostics.error(scope.source, syntax, `${shown(name)} is a ${what}, not a type`);
    return undefined;
  }
  return typeOf(entry);
}

function typeOf(entry: Exclude<Entry, { readonly kind: "const" | "service" }>): ThriftType | undefined {
  switch (entry.kind) {
    case "typedef":
      return entry.definition && { kind: "typedef", definition: entry.definition };
    case "enum":
      return entry.definition && { kind: "enum", definition: entry.definition };
    case "struct":
      return entry.definition && { kind: "struct", definition: entry.definition };
  }
}

function isType(entry: Entry): boolean {
  return entry.kind === "typedef" || entry.kind === "enum" || entry.kind === "struct";
}
