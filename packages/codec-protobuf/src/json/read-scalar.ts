import type { EnumDescriptor, ScalarKind } from "../descriptor.ts";
import { JsonMappingError, mustBe } from "./mapping-error.ts";
import { integerOf, isNumberText, NumberLiteral } from "./number-literal.ts";

interface IntegerKind {
  readonly least: bigint;
  readonly most: bigint;
}

const signed32: IntegerKind = { least: -(2n ** 31n), most: 2n ** 31n - 1n };
const unsigned32: IntegerKind = { least: 0n, most: 2n ** 32n - 1n };
const signed64: IntegerKind = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const unsigned64: IntegerKind = { least: 0n, most: 2n ** 64n - 1n };

const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** The value that JSON gives a scalar; 64-bit integers are bigints. Throws a `JsonMappingError`. */
export function readScalar(kind: ScalarKind, json: unknown): number | bigint | boolean | string | Uint8Array {
  switch (kind) {
    case "int32":
    case "sint32":
    case "sfixed32":
      return Number(readInteger(kind, signed32, json));
    case "uint32":
    case "fixed32":
      return Number(readInteger(kind, unsigned32, json));
    case "int64":
    case "sint64":
    case "sfixed64":
      return readInteger(kind, signed64, json);
    case "uint64":
    case "fixed64":
      return readInteger(kind, unsigned64, json);
    case "float":
    case "double":
      return readFloat(kind, json);
    case "bool":
      if (typeof json !== "boolean") throw mustBe("true or false", json);
      return json;
    case "string":
      return readText(json);
    case "bytes":
      return readBase64(json);
  }
}

/** The key that the name of a member stands for in a map. */
export function readMapKey(kind: ScalarKind, name: string): unknown {
  if (kind !== "bool") return readScalar(kind, name);
  if (name !== "true" && name !== "false") throw mustBe('"true" or "false"', name);
  return name === "true";
}

/** The number of an enum's value; `undefined` for a name, or with a closed enum a number, that the enum does not have. */
export function readEnum({ name, values, closed }: EnumDescriptor, json: unknown): number | undefined {
  if (typeof json === "string") return values.find((value) => value.name === json)?.number;
  if (!(typeof json === "number" || json instanceof NumberLiteral)) {
    throw mustBe(`a name or number of the enum ${name}`, json);
  }
  const number = Number(readInteger("int32", signed32, json));
  return closed !== true || values.some((value) => value.number === number) ? number : undefined;
}

function readInteger(kind: ScalarKind, { least, most }: IntegerKind, json: unknown): bigint {
  const integer = exactly(json);
  if (integer === undefined) throw mustBe(`a number of type ${kind}`, json);
  if (integer < least || integer > most) throw mustBe(`a number of type ${kind}, ${least} to ${most}`, json);
  return integer;
}

function exactly(json: unknown): bigint | undefined {
  switch (typeof json) {
    case "bigint":
      return json;
    case "string":
      return integerOf(json);
    case "number":
      if (!Number.isInteger(json)) return undefined;
      // The text that it was read from may have had other digits.
      if (!Number.isSafeInteger(json)) throw mustBe("a string where it is past 2^53", json);
      return BigInt(json);
    default:
      return json instanceof NumberLiteral ? integerOf(json.text) : undefined;
  }
}

function readFloat(kind: "float" | "double", json: unknown): number {
  if (json === "NaN" || json === "Infinity" || json === "-Infinity") return Number(json);
  const number = doubleOf(json);
  if (number === undefined) throw mustBe(`a number of type ${kind}`, json);
  if (!Number.isFinite(kind === "float" ? Math.fround(number) : number)) {
    throw mustBe(`a number of type ${kind}, or one of the strings "NaN", "Infinity" and "-Infinity"`, json);
  }
  return number;
}

function doubleOf(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  if (typeof json === "bigint") return Number(json);
  const text = json instanceof NumberLiteral ? json.text : json;
  return typeof text === "string" && isNumberText(text) ? Number(text) : undefined;
}

function readText(json: unknown): string {
  if (typeof json !== "string") throw mustBe("a string", json);
  if (!json.isWellFormed()) throw new JsonMappingError("the string has half of a surrogate pair");
  return json;
}

/** Both alphabets are read, with and without padding. */
function readBase64(json: unknown): Uint8Array {
  if (typeof json !== "string") throw mustBe("a base64 string", json);
  const bare = json.replace(/=+$/, "");
  const padded = bare.length !== json.length;
  if (!base64.test(json) || bare.length % 4 === 1 || (padded && json.length % 4 !== 0)) {
    throw mustBe("a base64 string", json);
  }
  return Uint8Array.from(Buffer.from(bare, "base64"));
}
