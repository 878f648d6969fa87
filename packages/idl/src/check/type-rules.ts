import type { ThriftBaseKind, ThriftType } from "../thrift/ast.ts";

type BaseType = Extract<ThriftType, { readonly kind: ThriftBaseKind }>;

/** Words for types that hold nothing else → the type, one object for all its places. `byte` is the old word for i8. */
const baseTypes: ReadonlyMap<string, BaseType> = new Map<string, BaseType>([
  ["bool", { kind: "bool" }],
  ["byte", { kind: "i8" }],
  ["i8", { kind: "i8" }],
  ["i16", { kind: "i16" }],
  ["i32", { kind: "i32" }],
  ["i64", { kind: "i64" }],
  ["double", { kind: "double" }],
  ["string", { kind: "string" }],
  ["binary", { kind: "binary" }],
]);

export type IntegerKind = "i8" | "i16" | "i32" | "i64";

interface IntegerRange {
  readonly min: bigint;
  readonly max: bigint;
}

const integerRanges: Readonly<Record<IntegerKind, IntegerRange>> = {
  i8: { min: -(2n ** 7n), max: 2n ** 7n - 1n },
  i16: { min: -(2n ** 15n), max: 2n ** 15n - 1n },
  i32: { min: -(2n ** 31n), max: 2n ** 31n - 1n },
  i64: { min: -(2n ** 63n), max: 2n ** 63n - 1n },
};

/** The base type that a word stands for. */
export function baseTypeOf(word: string): ThriftType | undefined {
  return baseTypes.get(word);
}

/** Whether a word is a type wherever it stands, so that no definition can have it as its name. */
export function isBuiltInType(word: string): boolean {
  return baseTypes.has(word) || word === "void" || word === "list" || word === "set" || word === "map";
}

/** The least and the greatest value of an integer type. */
export function integerRange(kind: IntegerKind): IntegerRange {
  return integerRanges[kind];
}

/** Whether a value fits an integer type. */
export function fitsInteger(value: bigint, kind: IntegerKind): boolean {
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
