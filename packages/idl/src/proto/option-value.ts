import { FieldType } from "./descriptor-proto.ts";
import type { OptionValue } from "./text/option-syntax.ts";

/** Why a value is refused. */
export interface Refused {
  readonly problem: string;
}

type Scalar = string | number | bigint | boolean | Uint8Array;

interface IntegerType {
  readonly name: string;
  readonly min: bigint;
  readonly max: bigint;
  readonly wide: boolean;
}

const integer = (name: string, bits: bigint, signed: boolean): IntegerType => ({
  name,
  min: signed ? -(1n << (bits - 1n)) : 0n,
  max: (1n << (signed ? bits - 1n : bits)) - 1n,
  wide: bits === 64n,
});

const integerTypes: ReadonlyMap<number | undefined, IntegerType> = new Map([
  [FieldType.int32, integer("int32", 32n, true)],
  [FieldType.sint32, integer("sint32", 32n, true)],
  [FieldType.sfixed32, integer("sfixed32", 32n, true)],
  [FieldType.uint32, integer("uint32", 32n, false)],
  [FieldType.fixed32, integer("fixed32", 32n, false)],
  [FieldType.int64, integer("int64", 64n, true)],
  [FieldType.sint64, integer("sint64", 64n, true)],
  [FieldType.sfixed64, integer("sfixed64", 64n, true)],
  [FieldType.uint64, integer("uint64", 64n, false)],
  [FieldType.fixed64, integer("fixed64", 64n, false)],
]);

/** The value of a scalar type that a text means; 64-bit integers are `bigint`. */
export function scalarValue(value: OptionValue, type: number | undefined): Scalar | Refused {
  const integers = integerTypes.get(type);
  if (integers !== undefined) return integerValue(value, integers);
  switch (type) {
    case FieldType.bool:
      if (value.kind === "name" && (value.text === "true" || value.text === "false")) return value.text === "true";
      return { problem: "a bool is true or false" };
    case FieldType.string:
      return value.kind === "string" ? Buffer.from(value.bytes).toString("utf8") : { problem: "a string has quotes" };
    case FieldType.bytes:
      return value.kind === "string" ? value.bytes : { problem: "bytes are a string in quotes" };
    default:
      return floatValue(value);
  }
}

function integerValue(value: OptionValue, { name, min, max, wide }: IntegerType): number | bigint | Refused {
  if (value.kind !== "int") return { problem: `this is no ${name}` };
  if (value.value < min || value.value > max) return { problem: `${value.value} does not fit ${name}` };
  return wide ? value.value : Number(value.value);
}

function floatValue(value: OptionValue): number | Refused {
  if (value.kind === "float") return value.value;
  if (value.kind === "int") return value.negative ? -Number(-value.value) : Number(value.value);
  if (value.kind === "name" && value.text === "inf") return Infinity;
  if (value.kind === "name" && value.text === "nan") return Number.NaN;
  return { problem: "this is no number" };
}
