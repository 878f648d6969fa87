import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import { ThriftError, tooDeep } from "../thrift-error.ts";
import { leastSize } from "./ttype.ts";

/** Reads the type and the id of the next field as one number, 0xTTIIII; 0 at the end of the struct. */
export function readFieldHeader(input: ByteReader): number {
  const type = input.readByte();
  return type === 0 ? 0 : (type << 16) | input.readU16();
}

/** Reads a bool: only 1 is true. */
export function readBool(input: ByteReader): boolean {
  return input.readByte() === 1;
}

/** Reads an i64 as a number; throws when it is past ±(2^53 − 1). */
export function readI64AsNumber(input: ByteReader): number {
  const value = input.readI32() * 0x1_0000_0000 + input.readU32();
  if (!Number.isSafeInteger(value)) {
    throw new ThriftError("an i64 of 2^53 or more does not fit a number; generate without `--i64 number`");
  }
  return value;
}

/** Reads a string; bytes that are no UTF-8 become U+FFFD. */
export function readString(input: ByteReader): string {
  return input.readUtf8(readLength(input, "string"));
}

/** Reads a binary into bytes of its own. */
export function readBinary(input: ByteReader): Uint8Array {
  return input.readBytes(readLength(input, "binary"));
}

/** Reads what stands before the elements of a list; gives their number. `depth` counts the list itself. */
export function readListBegin(input: ByteReader, elementType: number, depth: number): number {
  return readElementsBegin(input, "list", elementType, depth);
}

/** Reads what stands before the elements of a set; gives their number. `depth` counts the set itself. */
export function readSetBegin(input: ByteReader, elementType: number, depth: number): number {
  return readElementsBegin(input, "set", elementType, depth);
}

/** Reads what stands before the entries of a map; gives their number. `depth` counts the map itself. */
export function readMapBegin(input: ByteReader, keyType: number, valueType: number, depth: number): number {
  if (depth <= 0) throw tooDeep();
  const types = input.readU16();
  const size = input.readI32();
  if (types !== ((keyType << 8) | valueType) && size > 0) {
    throw new ThriftError(
      `a map with keys of type id ${types >>> 8} and values of ${types & 0xff}, where the IDL has ${keyType} and ${valueType}`,
    );
  }
  claimElements(input, "map", size, leastSize(keyType) + leastSize(valueType));
  return size;
}

/**
 * Takes the elements of a container off the message's budget, before anything is made for them.
 *
 * Throws when their number is negative, more than the bytes that are left can hold, or past the budget.
 */
export function claimElements(input: ByteReader, what: string, size: number, leastElementBytes: number): void {
  if (size < 0) throw new ThriftError(`a ${what} of ${size} elements`);
  if (size * leastElementBytes > input.remaining) {
    throw new ThriftError(`the ${what} of ${size} elements is longer than the ${input.remaining} bytes that are left`);
  }
  if (size > input.elementsLeft) {
    throw new ThriftError(`the ${what} of ${size} elements is past the limit of elements in one message`);
  }
  input.elementsLeft -= size;
}

/** Reads the length of a string or binary and checks it against the bytes that are left. */
export function readLength(input: ByteReader, what: string): number {
  const length = input.readI32();
  if (length < 0) throw new ThriftError(`a ${what} of ${length} bytes`);
  if (length > input.remaining) {
    throw new ThriftError(`the ${what} of ${length} bytes is longer than the ${input.remaining} bytes that are left`);
  }
  return length;
}

function readElementsBegin(input: ByteReader, what: string, elementType: number, depth: number): number {
  if (depth <= 0) throw tooDeep();
  const type = input.readByte();
  const size = input.readI32();
  if (type !== elementType && size > 0) {
    throw new ThriftError(`a ${what} with elements of type id ${type}, where the IDL has ${elementType}`);
  }
  claimElements(input, what, size, leastSize(elementType));
  return size;
}
