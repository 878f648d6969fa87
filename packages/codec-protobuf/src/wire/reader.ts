import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import { ProtobufError, tooDeep } from "../protobuf-error.ts";

/** Stands for bytes that were not sent. All messages share it: there is nothing in it to change. */
export const emptyBytes: Uint8Array = new Uint8Array(0);

/** Opens a message for reading: `depth` more levels, itself included, may be. */
export function checkDepth(depth: number): void {
  if (depth <= 0) throw tooDeep();
}

/** Whether a message that ends at `end` goes on. Throws when the last field reached past that. */
export function hasMore(input: ByteReader, end: number): boolean {
  const at = input.position;
  if (at > end) throw tooLong();
  return at < end;
}

function tooLong(): ProtobufError {
  return new ProtobufError("a field is longer than the message that it is in");
}

/** The same for packed values: takes one off the message's budget of elements where there is one more. */
export function hasElement(input: ByteReader, end: number): boolean {
  const at = input.position;
  if (at >= end) return hasMore(input, end);
  if (--input.elementsLeft < 0) throw tooManyElements();
  return true;
}

/** Takes an element of a repeated field or a map off the message's budget. */
export function claimElement(input: ByteReader): void {
  if (--input.elementsLeft < 0) throw tooManyElements();
}

/** The same for several, before anything is made for them. */
export function claimElements(input: ByteReader, count: number): void {
  input.elementsLeft -= count;
  if (input.elementsLeft < 0) throw tooManyElements();
}

function tooManyElements(): ProtobufError {
  return new ProtobufError("more elements than the limit for one message");
}

/** Reads a field's number and wire type as one number: the number, and below it three bits of wire type. */
export function readTag(input: ByteReader): number {
  const short = input.readShortVarint();
  return short >= 0 ? short : readLongTag(input);
}

function readLongTag(input: ByteReader): number {
  const start = input.position;
  const tag = input.readVarint32();
  if (input.position - start > 4 && isPast32Bits(input, start)) throw new ProtobufError("a field number past 2^29 - 1");
  return tag;
}

/** Whether the varint from `start` to here has room for more than 32 bits: more than five bytes, or four bits of the fifth. */
function isPast32Bits(input: ByteReader, start: number): boolean {
  return input.position - start > 5 || (input.bytes[start + 4] as number) > 0x0f;
}

/** Reads the length of what follows, and says where it ends. */
export function readEnd(input: ByteReader): number {
  const length = readLength(input);
  return input.position + length;
}

/** Reads the length of what follows, if that is all there. Numbers are truncated to 32 bits, and lengths must not be. */
function readLength(input: ByteReader): number {
  const short = input.readShortVarint();
  if (short < 0) return readLongLength(input);
  if (short > input.remaining) throw tooShort(input, short);
  return short;
}

function readLongLength(input: ByteReader): number {
  const start = input.position;
  const length = input.readVarint32();
  if (length > input.remaining) throw tooShort(input, length);
  if (input.position - start > 4 && isPast32Bits(input, start)) throw new ProtobufError("a length past 2^32 - 1");
  return length;
}

function tooShort({ remaining }: ByteReader, length: number): ProtobufError {
  return new ProtobufError(`a length of ${length} bytes, of which ${remaining} are left`);
}

/** Reads an int32, or an enum. A wider varint is truncated, as the specification says. */
export function readInt32(input: ByteReader): number {
  return input.readVarint32() | 0;
}

/** Reads a uint32. */
export function readUint32(input: ByteReader): number {
  return input.readVarint32();
}

/** Reads a sint32. */
export function readSint32(input: ByteReader): number {
  const bits = input.readVarint32();
  return (bits >>> 1) ^ -(bits & 1);
}

/** Reads an int64. */
export function readInt64(input: ByteReader): bigint {
  return input.readVarintI64();
}

/** Reads a uint64. */
export function readUint64(input: ByteReader): bigint {
  return input.readVarintU64();
}

/** Reads a sint64. */
export function readSint64(input: ByteReader): bigint {
  return input.readZigzagI64();
}

/** Reads a fixed32. */
export function readFixed32(input: ByteReader): number {
  return input.readI32LE() >>> 0;
}

/** Reads an sfixed32. */
export function readSfixed32(input: ByteReader): number {
  return input.readI32LE();
}

/** Reads a fixed64. */
export function readFixed64(input: ByteReader): bigint {
  return input.readU64LE();
}

/** Reads an sfixed64. */
export function readSfixed64(input: ByteReader): bigint {
  return input.readI64LE();
}

/** Reads a float. */
export function readFloat(input: ByteReader): number {
  return input.readFloatLE();
}

/** Reads a double. */
export function readDouble(input: ByteReader): number {
  return input.readDoubleLE();
}

/** Reads a bool: a varint of which any bit is set. */
export function readBool(input: ByteReader): boolean {
  const start = input.position;
  // All but hostile bytes are 0 or 1; of a longer varint the high half counts too.
  if (input.readVarint32() !== 0) return true;
  if (input.position - start === 1) return false;
  input.seek(start);
  return input.readVarintU64() !== 0n;
}

/** What `--i64 number` reads: throws for an integer past ±(2^53 − 1). */
export function safeNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new ProtobufError("an integer of 2^53 or more does not fit a number; generate without `--i64 number`");
}

/** Reads a string; throws where the bytes are no UTF-8. */
export function readString(input: ByteReader): string {
  return input.readShortAscii() ?? readLongString(input);
}

function readLongString(input: ByteReader): string {
  const text = input.readValidUtf8(readLength(input));
  if (text === undefined) throw new ProtobufError("a string that is no valid UTF-8");
  return text;
}

/** Reads a string whose .proto file does not ask for valid UTF-8; what is none becomes U+FFFD. */
export function readUncheckedString(input: ByteReader): string {
  return input.readShortAscii() ?? input.readUtf8(readLength(input));
}

/** Reads bytes into memory of their own. */
export function readBytes(input: ByteReader): Uint8Array {
  return input.readBytes(readLength(input));
}
