import { createHash } from "node:crypto";
import { type StructDescriptor, ThriftException, type TypeDescriptor } from "@kitex-ts/codec-thrift";

/** A value of an IDL as JSON. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/** Text and bytes of more than this are told by length and digest. */
const LONG_BYTES = 4096;

/**
 * A value of ours as JSON, as go/value.go makes it of values of Go's:
 *
 * ```text
 * bool; i8, i16, i32, enum    true; 1
 * i64                         "1"
 * double                      1.5, "NaN", "Infinity", "-Infinity", "-0"
 * string                      "text"
 * binary                      "00ff"
 * list, set                   [1,2]
 * map                         [[key,value],…], sorted
 * struct, union, exception    {"name":value}, without what is absent
 * ```
 *
 * Long text and bytes become `{"length":…,"sha256":"…"}`.
 */
export function toPlain(value: unknown, type: TypeDescriptor): Plain {
  switch (type.kind) {
    case "i64":
      return String(value);
    case "double":
      return plainDouble(Number(value));
    case "string":
      return brief(String(value));
    case "binary":
      return brief(bytesOf(value), "hex");
    case "list":
    case "set":
      return Array.from(iterable(value), (element) => toPlain(element, type.element));
    case "map":
      return Array.from(iterable(value), (entry) => plainEntry(entry, type)).sort(byKey);
    case "struct":
      return structToPlain(value, type.struct());
    default:
      return typeof value === "boolean" ? value : Number(value);
  }
}

/** The fields of a struct that are there, as JSON. */
export function structToPlain(value: unknown, struct: StructDescriptor): Plain {
  const data = value instanceof ThriftException ? value.fields : value;
  if (typeof data !== "object" || data === null) throw new TypeError(`${String(value)} is no ${struct.name}`);
  const members = struct.fields.flatMap(({ name, type }): [string, Plain][] => {
    const member: unknown = Reflect.get(data, name);
    return member === undefined ? [] : [[name, toPlain(member, type)]];
  });
  return Object.fromEntries(members);
}

/**
 * The value of ours that JSON means; the opposite of `toPlain`. Besides, `{"repeat":part,"times":n}` stands for a long
 * string, binary or list.
 */
export function fromPlain(plain: Plain, type: TypeDescriptor): unknown {
  const long = repeated(plain);
  switch (type.kind) {
    case "i64":
      return BigInt(String(plain));
    case "double":
      return Number(plain);
    case "string":
      return long === undefined ? plain : String(long.part).repeat(long.times);
    case "binary":
      return Buffer.from(long === undefined ? String(plain) : String(long.part).repeat(long.times), "hex");
    case "list":
    case "set": {
      const parts = long === undefined ? listOf(plain) : new Array<Plain>(long.times).fill(long.part);
      const elements = parts.map((element) => fromPlain(element, type.element));
      return type.kind === "set" && isSimple(type.element) ? new Set(elements) : elements;
    }
    case "map":
      return new Map(listOf(plain).map((entry) => mapEntry(entry, type)));
    case "struct":
      return structFromPlain(plain, type.struct());
    default:
      return plain;
  }
}

/** A struct of the fields that JSON names. */
export function structFromPlain(plain: Plain, struct: StructDescriptor): object {
  const members = Object.entries(objectOf(plain)).map(([name, member]) => {
    const field = struct.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new TypeError(`${struct.name} has no field ${name}`);
    return [name, fromPlain(member, field.type)] as const;
  });
  const fields = Object.fromEntries(members);
  return struct.create?.(fields) ?? fields;
}

/** What `toPlain` would make of the value that JSON means: long parts told by digest, maps sorted. */
export function normal(plain: Plain, struct: StructDescriptor): Plain {
  return structToPlain(structFromPlain(plain, struct), struct);
}

type MapType = Extract<TypeDescriptor, { kind: "map" }>;

function plainEntry(entry: unknown, { key, value }: MapType): [Plain, Plain] {
  if (!Array.isArray(entry)) throw new TypeError(`${String(entry)} is no entry of a map`);
  return [toPlain(entry[0], key), toPlain(entry[1], value)];
}

function mapEntry(entry: Plain, { key, value }: MapType): [unknown, unknown] {
  const [k, v] = listOf(entry);
  if (k === undefined || v === undefined) throw new TypeError(`${JSON.stringify(entry)} is no entry of a map`);
  return [fromPlain(k, key), fromPlain(v, value)];
}

function byKey([a]: readonly [Plain, Plain], [b]: readonly [Plain, Plain]): number {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function plainDouble(value: number): Plain {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

function brief(value: string | Uint8Array, encoding: "utf8" | "hex" = "utf8"): Plain {
  const bytes = Buffer.from(value);
  if (bytes.length <= LONG_BYTES) return bytes.toString(encoding);
  return { length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${String(value)} is no Uint8Array`);
}

function iterable(value: unknown): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set || value instanceof Map) return value;
  throw new TypeError(`${String(value)} is no container`);
}

function isSimple({ kind }: TypeDescriptor): boolean {
  return kind !== "binary" && kind !== "list" && kind !== "set" && kind !== "map" && kind !== "struct";
}

function repeated(plain: Plain): { readonly part: Plain; readonly times: number } | undefined {
  if (!isObject(plain)) return undefined;
  const { repeat, times } = plain;
  return repeat === undefined || typeof times !== "number" ? undefined : { part: repeat, times };
}

function listOf(plain: Plain): readonly Plain[] {
  if (isList(plain)) return plain;
  throw new TypeError(`${JSON.stringify(plain)} is no list`);
}

function objectOf(plain: Plain): { readonly [name: string]: Plain } {
  if (isObject(plain)) return plain;
  throw new TypeError(`${JSON.stringify(plain)} is no object`);
}

function isList(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}

function isObject(plain: Plain): plain is { readonly [name: string]: Plain } {
  return typeof plain === "object" && plain !== null && !Array.isArray(plain);
}
