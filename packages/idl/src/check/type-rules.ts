import type { ThriftBaseKind, ThriftType } from "../thrift/ast.ts";

/** Words for types that hold nothing else → their kind. `byte` is the old word for i8. */
const baseKinds: ReadonlyMap<string, ThriftBaseKind> = new Map([
  ["bool", "bool"],
  ["byte", "i8"],
  ["i8", "i8"],
  ["i16", "i16"],
  ["i32", "i32"],
  ["i64", "i64"],
  ["double", "double"],
  ["string", "string"],
  ["binary", "binary"],
]);

const bitsOf: ReadonlyMap<string, number> = new Map([
  ["i8", 8],
  ["i16", 16],
  ["i32", 32],
  ["i64", 64],
]);

/** The kind of the base type that a word stands for. */
export function baseKindOf(word: string): ThriftBaseKind | undefined {
  return baseKinds.get(word);
}

/** Whether a word is a type wherever it stands, so that no definition can have it as its name. */
export function isBuiltInType(word: string): boolean {
  return baseKinds.has(word) || word === "void" || word === "list" || word === "set" || word === "map";
}

/** The least and the greatest value of an integer type. */
export function integerRange(kind: "i8" | "i16" | "i32" | "i64"): { readonly min: bigint; readonly max: bigint } {
  const half = 1n << BigInt((bitsOf.get(kind) ?? 64) - 1);
  return { min: -half, max: half - 1n };
}

/** Whether a value fits an integer type. */
export function fitsInteger(value: bigint, kind: "i8" | "i16" | "i32" | "i64"): boolean {
  const { min, max } = integerRange(kind);
  return value >= min && value <= max;
}

/** The type behind a typedef, or behind several. */
export function underlying(type: ThriftType): Exclude<ThriftType, { readonly kind: "typedef" }> {
  let current = type;
  while (current.kind === "typedef") current = current.definition.type;
  return current;
}

/** Whether two types are one apart from the names that typedefs give them. */
export function sameType(a: ThriftType, b: ThriftType): boolean {
  const [left, right] = [underlying(a), underlying(b)];
  if (left === right) return true;
  if (left.kind === "map" && right.kind === "map")
    return sameType(left.key, right.key) && sameType(left.value, right.value);
  if (left.kind === "list" && right.kind === "list") return sameType(left.element, right.element);
  if (left.kind === "set" && right.kind === "set") return sameType(left.element, right.element);
  if (left.kind === "enum" && right.kind === "enum") return left.definition === right.definition;
  if (left.kind === "struct" && right.kind === "struct") return left.definition === right.definition;
  return left.kind === right.kind;
}

/** A type as the IDL writes it. */
export function typeText(type: ThriftType): string {
  switch (type.kind) {
    case "list":
    case "set":
      return `${type.kind}<${typeText(type.element)}>`;
    case "map":
      return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
    case "enum":
    case "struct":
    case "typedef":
      return type.definition.name;
    default:
      return type.kind;
  }
}
