import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, notA, ProtobufError, tooDeep } from "../protobuf-error.ts";

// Values are `unknown` here because here they are checked: types do not bind a caller who writes JavaScript.
// A field's tag is its number and wire type as one number. Generated code states it as a constant.

/** Opens a message for writing: checks that it is an object, and that `depth` more levels, itself included, may be. */
export function checkMessage(value: unknown, depth: number): asserts value is object {
  if (typeof value !== "object" || value === null) throw notA("an object", value);
  if (depth <= 0) throw tooDeep();
}

/** Checks that a oneof is an object, which has its member. */
export function checkOneof(value: unknown): asserts value is object {
  if (typeof value !== "object" || value === null) throw notA("an object with the member that is set", value);
}

/** Checks that a repeated field is an array. */
export function checkList(value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw notA("an array", value);
}

/** Checks that a map is one. */
export function checkMap(value: unknown): asserts value is ReadonlyMap<unknown, unknown> {
  if (!(value instanceof Map)) throw notA("a Map", value);
}

/** Writes a field's tag. */
export function writeTag(out: ByteWriter, tag: number): void {
  if (tag < 0x80) out.writeByte(tag);
  else out.writeVarint32(tag);
}

/** Begins a field that stands behind its length: a message, packed values, an entry of a map. `endDelimited` ends it. */
export function beginDelimited(out: ByteWriter, tag: number): number {
  writeTag(out, tag);
  return out.reserve(1);
}

/** Fills in the length of what was written since `beginDelimited` gave `start`. */
export function endDelimited(out: ByteWriter, start: number): void {
  out.fillVarintLength(start);
}

/** Writes an int32, or an enum. A negative one takes ten bytes, so that who reads an int64 there sees the same. */
export function writeInt32(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || (value | 0) !== value) throw notAnInteger(-(2 ** 31), 2 ** 31 - 1, value);
  if (value >= 0) out.writeVarint32(value);
  else out.writeVarint64(-1, value);
}

/** Writes a uint32. */
export function writeUint32(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || value >>> 0 !== value) throw notAnInteger(0, 2 ** 32 - 1, value);
  out.writeVarint32(value);
}

/** Writes a sint32. */
export function writeSint32(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || (value | 0) !== value) throw notAnInteger(-(2 ** 31), 2 ** 31 - 1, value);
  out.writeVarint32((value << 1) ^ (value >> 31));
}

/** Writes a fixed32. */
export function writeFixed32(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || value >>> 0 !== value) throw notAnInteger(0, 2 ** 32 - 1, value);
  out.writeI32LE(value);
}

/** Writes an sfixed32. */
export function writeSfixed32(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number" || (value | 0) !== value) throw notAnInteger(-(2 ** 31), 2 ** 31 - 1, value);
  out.writeI32LE(value);
}

/** Writes an int64: a bigint, or a safe integer. */
export function writeInt64(out: ByteWriter, value: unknown): void {
  splitSigned(value);
  out.writeVarint64(halves.getInt32(0), halves.getInt32(4));
}

/** Writes a uint64: a bigint, or a safe integer. */
export function writeUint64(out: ByteWriter, value: unknown): void {
  splitUnsigned(value);
  out.writeVarint64(halves.getInt32(0), halves.getInt32(4));
}

/** Writes a sint64: a bigint, or a safe integer. */
export function writeSint64(out: ByteWriter, value: unknown): void {
  splitSigned(value);
  const high = halves.getInt32(0);
  const low = halves.getInt32(4);
  const sign = high >> 31;
  out.writeVarint64(((high << 1) | (low >>> 31)) ^ sign, (low << 1) ^ sign);
}

/** Writes a fixed64: a bigint, or a safe integer. */
export function writeFixed64(out: ByteWriter, value: unknown): void {
  splitUnsigned(value);
  out.writeI64HalvesLE(halves.getInt32(0), halves.getInt32(4));
}

/** Writes an sfixed64: a bigint, or a safe integer. */
export function writeSfixed64(out: ByteWriter, value: unknown): void {
  splitSigned(value);
  out.writeI64HalvesLE(halves.getInt32(0), halves.getInt32(4));
}

/** Writes a float: the one nearest to the number. */
export function writeFloat(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number") throw notA("a number", value);
  out.writeFloatLE(value);
}

/** Writes a double. */
export function writeDouble(out: ByteWriter, value: unknown): void {
  if (typeof value !== "number") throw notA("a number", value);
  out.writeDoubleLE(value);
}

/** Writes a bool. */
export function writeBool(out: ByteWriter, value: unknown): void {
  if (typeof value !== "boolean") throw notA("a boolean", value);
  out.writeByte(value ? 1 : 0);
}

/** Writes a string. Lone surrogates become U+FFFD. */
export function writeString(out: ByteWriter, value: unknown): void {
  if (typeof value !== "string") throw notA("a string", value);
  out.writeStringVarint(value);
}

/**
 * Writes bytes.
 *
 * They are copied, whatever their size: linking them would save the copy, but they belong to the caller, who may change
 * them between the call and the moment when the socket has taken them.
 */
export function writeBytes(out: ByteWriter, value: unknown): void {
  if (!(value instanceof Uint8Array)) throw notA("a Uint8Array", value);
  out.writeVarint32(value.length);
  out.writeBytes(value);
}

/** Whether a float or double is the zero that a field without presence leaves out: -0 is written. */
export function isPlainZero(value: unknown): boolean {
  return Object.is(value, 0);
}

/** Where the halves of a 64-bit integer part: the high one first. */
const halves = new DataView(new ArrayBuffer(8));

function splitSigned(value: unknown): void {
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) !== value) throw notA("an integer from -2^63 to 2^63 - 1", value);
    halves.setBigInt64(0, value);
  } else {
    splitNumber(value);
  }
}

function splitUnsigned(value: unknown): void {
  if (typeof value === "bigint") {
    if (BigInt.asUintN(64, value) !== value) throw notA("an integer from 0 to 2^64 - 1", value);
    halves.setBigUint64(0, value);
  } else {
    if (typeof value === "number" && value < 0) throw notA("an integer from 0 to 2^64 - 1", value);
    splitNumber(value);
  }
}

function splitNumber(value: unknown): void {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw notABigInteger(value);
  halves.setInt32(0, Math.floor(value / 0x1_0000_0000));
  halves.setInt32(4, value | 0);
}

function notAnInteger(least: number, most: number, got: unknown): ProtobufError {
  return notA(`an integer from ${least} to ${most}`, got);
}

function notABigInteger(got: unknown): ProtobufError {
  const problem = `must be a bigint or a safe integer, got ${describe(got)}`;
  // Only where a bigint would have been right does the message say how to write it.
  if (typeof got !== "number" || !Number.isInteger(got) || Object.is(got, -0)) return new ProtobufError(problem);
  const exact = BigInt(got);
  if (BigInt.asIntN(64, exact) !== exact && BigInt.asUintN(64, exact) !== exact) return new ProtobufError(problem);
  return new ProtobufError(`${problem} (${got < 0 ? "-2^53 or less" : "2^53 or more"}); write ${exact}n`);
}
