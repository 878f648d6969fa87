import { inside, JsonMappingError, mustBe, tooDeep } from "../mapping-error.ts";
import { NumberLiteral } from "../number-literal.ts";
import { elementsOf, membersOf, propertyOf } from "../object-members.ts";
import type { JsonValue } from "../options.ts";
import { readScalar } from "../read-scalar.ts";

/** Reads any JSON object. `depth` is how many levels may be opened, this one included. */
export function readStruct(json: unknown, depth: number): object {
  if (depth <= 0) throw tooDeep();
  const fields = new Map<unknown, object>();
  for (const [name, member] of membersOf(json)) {
    inside(name, () => fields.set(readScalar("string", name), readValue(member, depth - 1)));
  }
  return { fields };
}

/** Reads any JSON array. */
export function readListValue(json: unknown, depth: number): object {
  if (depth <= 0) throw tooDeep();
  return { values: elementsOf(json).map((element, index) => inside(index, () => readValue(element, depth - 1))) };
}

/** Reads any JSON. */
export function readValue(json: unknown, depth: number): object {
  switch (typeof json) {
    case "boolean":
      return { kind: { boolValue: json } };
    case "string":
      return { kind: { stringValue: readScalar("string", json) } };
    case "number":
    case "bigint":
      return { kind: { numberValue: finite(Number(json)) } };
    case "object":
      if (json === null) return { kind: { nullValue: 0 } };
      if (Array.isArray(json)) return { kind: { listValue: readListValue(json, depth) } };
      if (json instanceof NumberLiteral) return { kind: { numberValue: readScalar("double", json) } };
      return { kind: { structValue: readStruct(json, depth) } };
    default:
      throw mustBe("a JSON value", json);
  }
}

export function writeStruct(value: unknown, depth: number): JsonValue {
  if (depth <= 0) throw tooDeep();
  const fields = propertyOf(value, "fields") ?? new Map();
  if (!(fields instanceof Map)) throw mustBe("a Map", fields);
  return Object.fromEntries(
    Array.from(fields, ([name, member]) => [name, inside(String(name), () => writeValue(member, depth - 1))]),
  );
}

export function writeListValue(value: unknown, depth: number): JsonValue {
  if (depth <= 0) throw tooDeep();
  return elementsOf(propertyOf(value, "values") ?? []).map((element, index) =>
    inside(index, () => writeValue(element, depth - 1)),
  );
}

export function writeValue(value: unknown, depth: number): JsonValue {
  const kind = propertyOf(value, "kind") ?? {};
  if (propertyOf(kind, "nullValue") !== undefined) return null;
  const number = propertyOf(kind, "numberValue");
  if (typeof number === "number") return finite(number);
  const plain = propertyOf(kind, "stringValue") ?? propertyOf(kind, "boolValue");
  if (typeof plain === "string" || typeof plain === "boolean") return plain;
  const struct = propertyOf(kind, "structValue");
  if (struct !== undefined) return writeStruct(struct, depth);
  const list = propertyOf(kind, "listValue");
  if (list !== undefined) return writeListValue(list, depth);
  throw new JsonMappingError("a google.protobuf.Value of no kind");
}

/** JSON has no others. */
function finite(number: number): number {
  if (!Number.isFinite(number)) throw mustBe("a finite number", number);
  return number;
}
