import type { EnumDefinition, EnumMember } from "../thrift/ast.ts";
import type { ConstSyntax } from "../thrift/syntax.ts";
import type { ConstEntry, Entry, FileScope } from "./scopes.ts";
import { underlying } from "./type-rules.ts";

/** What a name can stand for where a value is wanted. */
export type NamedValue =
  | { readonly kind: "constant"; readonly entry: ConstEntry }
  | { readonly kind: "member"; readonly definition: EnumDefinition; readonly member: EnumMember };

/**
 * Looks up `Constant`, `Enum.MEMBER`, `include.Constant` or `include.Enum.MEMBER`; a typedef of an enum serves as the enum.
 * `"unknowable"`: a reported error may be the reason that nothing is found. Enums and typedefs must have been made.
 */
export function lookUpValue(name: string, scope: FileScope): NamedValue | "unknowable" | "ambiguous" | undefined {
  const whole = scope.lookup(name);
  const constant = isConstant(whole) ? ({ kind: "constant", entry: whole } as const) : undefined;
  const dot = name.lastIndexOf(".");
  const definition = enumBefore(name, scope);
  const member = definition?.members.find((candidate) => candidate.name === name.slice(dot + 1));
  if (definition !== undefined && member !== undefined) {
    return constant === undefined ? { kind: "member", definition, member } : "ambiguous";
  }
  if (constant !== undefined) return constant;
  const holder = dot < 0 ? undefined : scope.lookup(name.slice(0, dot));
  return whole === "unknowable" || holder === "unknowable" ? "unknowable" : undefined;
}

/** The enum that the part of a name before its last dot stands for. */
export function enumBefore(name: string, scope: FileScope): EnumDefinition | undefined {
  const dot = name.lastIndexOf(".");
  const entry = dot < 0 ? undefined : scope.lookup(name.slice(0, dot));
  return entry === undefined || entry === "unknowable" ? undefined : enumOf(entry);
}

/** The constants that a value names. */
export function* constantsIn(value: ConstSyntax, scope: FileScope): Iterable<ConstEntry> {
  switch (value.kind) {
    case "name": {
      const found = scope.lookup(value.name);
      if (isConstant(found)) yield found;
      return;
    }
    case "list":
      for (const element of value.values) yield* constantsIn(element, scope);
      return;
    case "map":
      for (const [key, element] of value.entries) {
        yield* constantsIn(key, scope);
        yield* constantsIn(element, scope);
      }
  }
}

/**
 * The member that a name which stands for nothing else means where an enum is wanted. As in Apache's compiler the enum need
 * not be named (`RED`, `include.RED`), nor the include that it comes from (`Color.RED`).
 */
export function memberByShortName(name: string, definition: EnumDefinition, scope: FileScope): EnumMember | undefined {
  const dot = name.lastIndexOf(".");
  const prefix = name.slice(0, Math.max(dot, 0));
  const included = scope.file.includes.some(({ alias, file }) => alias === prefix && file === definition.file);
  if (prefix !== "" && prefix !== definition.name && !included) return undefined;
  return definition.members.find((candidate) => candidate.name === name.slice(dot + 1));
}

function isConstant(entry: Entry | "unknowable" | undefined): entry is ConstEntry {
  return entry !== undefined && entry !== "unknowable" && entry.kind === "const";
}

function enumOf(entry: Entry): EnumDefinition | undefined {
  if (entry.kind === "enum") return entry.definition;
  if (entry.kind !== "typedef" || entry.definition === undefined) return undefined;
  const type = underlying(entry.definition.type);
  return type.kind === "enum" ? type.definition : undefined;
}
