import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, notA, ThriftError, tooDeep } from "../thrift-error.ts";

// Values are `unknown` here because here they are checked: types do not bind a caller who writes JavaScript.
// A field's header is one number, 0xTTIIII: its type id and its field id. Generated code states it as a constant.

/** Opens a struct for writing: checks that it is an object, and that `depth` more levels, itself included, may be. */
export function checkStruct(value: unknown, depth: number): asserts value is object {
  if (typeof value !== "object" || value === null) throw notA("an object", value);
  if (depth <= 0) throw tooDeep();
}

/** Writes the type and the id of a field. */
export function writeFieldHeader(out: ByteWriter, header: number): void {
  out.writeByte(header >>> 16);
  out.writeI16(header);
}

/** Writes a whole bool field. */
export function writeBoolField(out: ByteWriter, header: number, value: unknown): void {
  if (typeof value !== "boolean") throw notA("a boolean", value);
  out.writeI32((header << 8) | (value ? 1 : 0));
}

/** Writes a whole i8 field. */
export function writeI8Field(out: ByteWriter, header: number, value: unknown): void {
  if (typeof value !== "number" || (value << 24) >> 24 !== value) throw notAnInteger(8, value);
  out.writeI32((header << 8) | (value & 0xff));
}

/** Writes a whole i16 field. */
export function writeI16Field(out: ByteWriter, header: number, value: unknown): void {
  if (typeof value !== "number" || (value << 16) >> 16 !== value) throw notAnInteger(16, value);
  writeFieldHeader(out, header);
  out.writeI16(value);
}

/** Writes a whole field that is an i32 or an enum. */
export function writeI32Field(out: ByteWriter, header: number, value: unknown): void {
  if (typeof value !== "number" || (value | 0) !== value) throw notAnInteger(32, value);
  writeFieldHeader(out, header);
  out.writeI32(value);
}

/** Writes a whole i64 field: a bigint of 64 bits, or a safe integer. */
export function writeI64Field(out: ByteWriter, header: number, value: unknown): void {
  writeFieldHeader(out, header);
  writeI64(out, value);
}

/** Writes a whole double field. */
export function writeDoubleField(out: ByteWriter, header: number, value: unknown): void {
  if (typeof value !== "number") throw notA("a number", value);
  writeFieldHeader(out, header);
  out.writeDouble(value);
}

/** Writes a whole string field. Lone surrogates become U+FFFD. */
export function writeStringField(out: ByteWriter, header: number, value: unknown): void {
  if (typeof value !== "string") throw notA("a string", value);
  writeFieldHeader(out, header);
  out.writeString32(value);
}

/** Writes a whole binary field. */
export function writeBinaryField(out: ByteWriter, header: number, value: unknown): void {
  writeFieldHeader(out, header);
  writeBinary(out, value);
}

/** Writes a bool as an element of a container. */
export function writeBool(out: ByteWriter, value: unknown): void {
  if (typeof value !== "boolean") throw notA("a boolean", value);
  out.writeByte(value ? 1 : 0);
}

/** Writes an i8 as an element of a container. */
export function writeI8(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || (value << 24) >> 24 !== value) throw notAnInteger(8, value);
  out.writeByte(value);
}

/** Writes an i16 as an element of a container. */
export function writeI16(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || (value << 16) >> 16 !== value) throw notAnInteger(16, value);
  out.writeI16(value);
}

/** Writes an i32 or an enum as an element of a container. */
export function writeI32(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || (value | 0) !== value) throw notAnInteger(32, value);
  out.writeI32(value);
}

/** Writes an i64 as an element of a container: a bigint of 64 bits, or a safe integer. */
export function writeI64(out: ByteWriter, value: unknown): void {
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) !== value) throw notAnI64(value);
    out.writeI64(value);
  } else {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw notAnI64(value);
    out.writeI64Halves(Math.floor(value / 0x1_0000_0000), value | 0);
  }
}

/** Writes a double as an element of a container. */
export function writeDouble(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number") throw notA("a number", value);
  out.writeDouble(value);
}

/** Writes a string as an element of a container. Lone surrogates become U+FFFD. */
export function writeString(out: ByteWriter, value: unknown): void {
  if (typeof value !== "string") throw notA("a string", value);
  out.writeString32(value);
}

/**
 * Writes a binary as an element of a container.
 *
 * The bytes are copied, whatever their size: linking them would save the copy, but they belong to the caller, who may
 * change them between the call and the moment when the socket has taken them.
 */
export function writeBinary(out: ByteWriter, value: unknown): void {
  if (!(value instanceof Uint8Array)) throw notA("a Uint8Array", value);
  out.writeI32(value.length);
  out.writeBytes(value);
}

/** Writes what stands before the elements of a list, or of a set that is an array. `depth` counts the list itself. */
export function writeListBegin(
  out: ByteWriter,
  elementType: number,
  list: unknown,
  depth: number,
): asserts list is readonly unknown[] {
  if (!Array.isArray(list)) throw notA("an array", list);
  if (depth <= 0) throw tooDeep();
  out.writeByte(elementType);
  out.writeI32(list.length);
}

/** Writes what stands before the elements of a set. `depth` counts the set itself. */
export function writeSetBegin(
  out: ByteWriter,
  elementType: number,
  set: unknown,
  depth: number,
): asserts set is ReadonlySet<unknown> {
  if (!(set instanceof Set)) throw notA("a Set", set);
  if (depth <= 0) throw tooDeep();
  out.writeByte(elementType);
  out.writeI32(set.size);
}

/** Writes what stands before the entries of a map. `depth` counts the map itself. */
export function writeMapBegin(
  out: ByteWriter,
  keyType: number,
  valueType: number,
  map: unknown,
  depth: number,
): asserts map is ReadonlyMap<unknown, unknown> {
  if (!(map instanceof Map)) throw notA("a Map", map);
  if (depth <= 0) throw tooDeep();
  out.writeI16((keyType << 8) | valueType);
  out.writeI32(map.size);
}

function notAnInteger(bits: 8 | 16 | 32, got: unknown): ThriftError {
  const limit = 2 ** (bits - 1);
  return notA(`an integer from ${-limit} to ${limit - 1}`, got);
}

function notAnI64(got: unknown): ThriftError {
  if (typeof got === "bigint") return notA("an integer from -2^63 to 2^63 - 1", got);
  const problem = `must be a bigint or a safe integer, got ${describe(got)}`;
  // Only where a bigint would have been right does the message say how to write it.
  if (typeof got !== "number" || !Number.isInteger(got) || Object.is(got, -0)) return new ThriftError(problem);
  const exact = BigInt(got);
  if (BigInt.asIntN(64, exact) !== exact) return new ThriftError(problem);
  return new ThriftError(`${problem} (${got < 0 ? "-2^53 or less" : "2^53 or more"}); write ${exact}n`);
}
