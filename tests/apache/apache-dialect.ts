import { type StructDescriptor, ThriftException, type TypeDescriptor } from "@kitex-ts/codec-thrift";
import thrift from "thrift";
import type { Dialect } from "./dialect.ts";

/** The classes of structs by their names. */
export type ApacheTypes = Readonly<Record<string, new (fields: object) => object>>;

/**
 * Values of the classes that Apache's compiler writes for npm `thrift`:
 *
 * ```text
 * i64                         node-int64's Int64
 * binary                      Buffer
 * list, set                   array
 * map                         object; its keys are text
 * struct, union, exception    an instance of its class; null is absent
 * ```
 */
export function apacheDialect(types: ApacheTypes): Dialect {
  const fromOurs = (value: unknown, type: TypeDescriptor): unknown => {
    switch (type.kind) {
      case "i64":
        return int64(BigInt(String(value)));
      case "binary":
        return Buffer.from(bytesOf(value));
      case "list":
      case "set":
        return Array.from(iterable(value), (element) => fromOurs(element, type.element));
      case "map":
        return Object.fromEntries(
          Array.from(entries(value), ([key, item]) => [String(key), fromOurs(item, type.value)]),
        );
      case "struct":
        return construct(value, type.struct());
      default:
        return value;
    }
  };
  const construct = (value: unknown, struct: StructDescriptor): object => {
    const data = objectOf(value instanceof ThriftException ? value.fields : value);
    const present = struct.fields.filter(({ name }) => Reflect.get(data, name) !== undefined);
    return new (classOf(types, struct))(
      Object.fromEntries(present.map(({ name, type }) => [name, fromOurs(Reflect.get(data, name), type)])),
    );
  };
  return { fromOurs, toOurs, isInstance: (error, exception) => error instanceof classOf(types, exception) };
}

function toOurs(value: unknown, type: TypeDescriptor): unknown {
  switch (type.kind) {
    case "i64":
      return bigintOf(value);
    case "list":
    case "set":
      return Array.from(iterable(value), (element) => toOurs(element, type.element));
    case "map":
      return new Map(
        Object.entries(objectOf(value)).map(([key, item]) => [keyOf(key, type.key), toOurs(item, type.value)]),
      );
    case "struct":
      return fieldsOf(value, type.struct());
    default:
      return value;
  }
}

function fieldsOf(value: unknown, { fields, create }: StructDescriptor): object {
  const data = objectOf(value);
  const members = fields.flatMap(({ name, type }): [string, unknown][] => {
    const member: unknown = Reflect.get(data, name) ?? undefined;
    return member === undefined ? [] : [[name, toOurs(member, type)]];
  });
  const present = Object.fromEntries(members);
  return create?.(present) ?? present;
}

function classOf(types: ApacheTypes, { name }: StructDescriptor): ApacheTypes[string] & object {
  const found = types[name];
  if (found === undefined) throw new Error(`the compiler wrote no ${name}`);
  return found;
}

/** An Int64 of eight bytes. */
export function int64(value: bigint): InstanceType<typeof thrift.Int64> {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return new thrift.Int64(bytes);
}

function bigintOf(value: unknown): bigint {
  if (!(value instanceof thrift.Int64)) throw new TypeError(`${String(value)} is no Int64`);
  return Buffer.from(value.buffer).readBigInt64BE(value.offset);
}

/** Whatever a map's keys are, objects have them as text; structs cannot be keys there. */
function keyOf(key: string, type: TypeDescriptor): unknown {
  if (type.kind === "string") return key;
  return type.kind === "i64" ? BigInt(key) : Number(key);
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${String(value)} is no Uint8Array`);
}

function iterable(value: unknown): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  throw new TypeError(`${String(value)} is neither an array nor a Set`);
}

function entries(value: unknown): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map) return value;
  throw new TypeError(`${String(value)} is no Map`);
}

function objectOf(value: unknown): object {
  if (typeof value === "object" && value !== null) return value;
  throw new TypeError(`${String(value)} is no object`);
}
