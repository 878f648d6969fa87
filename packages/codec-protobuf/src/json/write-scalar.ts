import type { EnumDescriptor, ScalarKind } from "../descriptor.ts";
import { JsonMappingError, mustBe } from "./mapping-error.ts";
import type { JsonWriteOptions } from "./options.ts";

/** The JSON form of a scalar: 64-bit integers are strings, bytes are base64. Throws a `JsonMappingError`. */
export function writeScalar(kind: ScalarKind, value: unknown): number | string | boolean {
  switch (kind) {
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      if (typeof value === "bigint" || Number.isSafeInteger(value)) return String(value);
      throw mustBe(`a value of type ${kind}`, value);
    case "float":
    case "double":
      if (typeof value !== "number") throw mustBe(`a ${kind}`, value);
      return kind === "float" ? writeFloat(value) : Number.isFinite(value) ? value : String(value);
    case "bool":
      if (typeof value !== "boolean") throw mustBe("a boolean", value);
      return value;
    case "string":
      if (typeof value !== "string") throw mustBe("a string", value);
      if (!value.isWellFormed()) throw new JsonMappingError("the string has half of a surrogate pair");
      return value;
    case "bytes":
      if (!(value instanceof Uint8Array)) throw mustBe("a Uint8Array", value);
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
    default:
      if (typeof value !== "number" || !Number.isInteger(value)) throw mustBe(`a value of type ${kind}`, value);
      return value;
  }
}

/** The JSON form of an enum: the name, or the number of a value that has none. */
export function writeEnum(
  { name, values }: EnumDescriptor,
  value: unknown,
  { enumsAsNumbers }: Pick<JsonWriteOptions, "enumsAsNumbers">,
): number | string | null {
  if (typeof value !== "number" || !Number.isInteger(value)) throw mustBe(`a number of the enum ${name}`, value);
  if (name === "google.protobuf.NullValue") return null;
  const named = enumsAsNumbers === true ? undefined : values.find(({ number }) => number === value);
  return named?.name ?? value;
}

/** A float in the fewest digits that mean it: 0.1, where the nearest double is 0.10000000149011612. */
function writeFloat(value: number): number | string {
  const float = Math.fround(value);
  if (!Number.isFinite(float)) return String(float);
  // Its digits would lose the sign of a zero.
  if (float === 0) return float;
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(float.toPrecision(digits));
    if (Math.fround(shorter) === float) return shorter;
  }
  return Number(float.toPrecision(9));
}
