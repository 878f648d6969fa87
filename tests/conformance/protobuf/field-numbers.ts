import { type Flavor, scalars } from "./test-messages.ts";
import { WireType } from "./wire.ts";

/** A type, and the fields of a flavor that are of it. */
export interface TypedFields {
  /** As in the names of cases: `INT32`. */
  readonly name: string;
  readonly wireType: number;
  readonly single: number;
  readonly list: number;
  /** Of types that may be packed: a list that is, and one that is not. */
  readonly packed?: { readonly packed: number; readonly unpacked: number };
}

const fixed: Readonly<Record<string, number>> = {
  fixed32: WireType.Fixed32,
  sfixed32: WireType.Fixed32,
  float: WireType.Fixed32,
  fixed64: WireType.Fixed64,
  sfixed64: WireType.Fixed64,
  double: WireType.Fixed64,
  string: WireType.Delimited,
  bytes: WireType.Delimited,
};

/** The fields of a type, a scalar's name, `enum` or `message`, which the suite takes: the first that fit. */
export function fieldsOfType({ isProto3 }: Flavor, type: string): TypedFields {
  if (type === "message") return { name: "MESSAGE", wireType: WireType.Delimited, single: 18, list: 48 };
  if (type === "enum") {
    const packed = isProto3 ? { packed: 51, unpacked: 102 } : { packed: 88, unpacked: 51 };
    return { name: "ENUM", wireType: WireType.Varint, single: 21, list: 51, packed };
  }
  const index = scalars.indexOf(type);
  const wireType = fixed[type] ?? WireType.Varint;
  const own = { name: type.toUpperCase(), wireType, single: index + 1, list: index + 31 };
  if (wireType === WireType.Delimited) return own;
  // Lists of proto3 are packed where nothing is said.
  const packed = isProto3 ? { packed: index + 31, unpacked: index + 89 } : { packed: index + 75, unpacked: index + 31 };
  return { ...own, packed };
}

/** The field of a map, by the types of its keys and values. */
export function mapField(key: string, value: string): number {
  const number = mapFields[`${key} ${value}`];
  if (number === undefined) throw new TypeError(`no map from ${key} to ${value}`);
  return number;
}

const mapFields: Readonly<Record<string, number>> = {
  ...Object.fromEntries(scalars.slice(0, 10).map((type, i) => [`${type} ${type}`, i + 56])),
  "int32 float": 66,
  "int32 double": 67,
  "bool bool": 68,
  "string string": 69,
  "string bytes": 70,
  "string message": 71,
  "string enum": 73,
};

/** The members of the oneof by their types. */
export const oneofFields: Readonly<Record<string, number>> = {
  uint32: 111,
  message: 112,
  string: 113,
  bytes: 114,
  bool: 115,
  uint64: 116,
  float: 117,
  double: 118,
  enum: 119,
};
