import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import { ProtobufError } from "../protobuf-error.ts";
import {
  claimElements,
  hasElement,
  readBool,
  readEnd,
  readInt32,
  readInt64,
  readSint32,
  readSint64,
  readUint32,
  readUint64,
} from "./reader.ts";

// One function for each kind, although they are alike: in a function of its own a loop is compiled for that kind alone.
// With the reading passed in, or in the reader of a large message, each element would be a call. Elements are stored by
// their index: `push` takes longer for numbers that are no small integers, and a length set ahead makes a list with holes.

/** Reads packed int32s, or numbers of an open enum, behind those that are in `list`. */
export function readInt32s(input: ByteReader, list: number[]): void {
  const end = readEnd(input);
  let i = list.length;
  while (hasElement(input, end)) list[i++] = readInt32(input);
}

/** Reads packed uint32s behind those that are in `list`. */
export function readUint32s(input: ByteReader, list: number[]): void {
  const end = readEnd(input);
  let i = list.length;
  while (hasElement(input, end)) list[i++] = readUint32(input);
}

/** Reads packed sint32s behind those that are in `list`. */
export function readSint32s(input: ByteReader, list: number[]): void {
  const end = readEnd(input);
  let i = list.length;
  while (hasElement(input, end)) list[i++] = readSint32(input);
}

/** Reads packed int64s behind those that are in `list`. */
export function readInt64s(input: ByteReader, list: bigint[]): void {
  const end = readEnd(input);
  let i = list.length;
  while (hasElement(input, end)) list[i++] = readInt64(input);
}

/** Reads packed uint64s behind those that are in `list`. */
export function readUint64s(input: ByteReader, list: bigint[]): void {
  const end = readEnd(input);
  let i = list.length;
  while (hasElement(input, end)) list[i++] = readUint64(input);
}

/** Reads packed sint64s behind those that are in `list`. */
export function readSint64s(input: ByteReader, list: bigint[]): void {
  const end = readEnd(input);
  let i = list.length;
  while (hasElement(input, end)) list[i++] = readSint64(input);
}

/** Reads packed fixed32s behind those that are in `list`. */
export function readFixed32s(input: ByteReader, list: number[]): void {
  const view = readFixedElements(input, 4);
  const { byteLength } = view;
  let i = list.length;
  for (let at = 0; at < byteLength; at += 4) list[i++] = view.getUint32(at, true);
}

/** Reads packed sfixed32s behind those that are in `list`. */
export function readSfixed32s(input: ByteReader, list: number[]): void {
  const view = readFixedElements(input, 4);
  const { byteLength } = view;
  let i = list.length;
  for (let at = 0; at < byteLength; at += 4) list[i++] = view.getInt32(at, true);
}

/** Reads packed fixed64s behind those that are in `list`. */
export function readFixed64s(input: ByteReader, list: bigint[]): void {
  const view = readFixedElements(input, 8);
  const { byteLength } = view;
  let i = list.length;
  for (let at = 0; at < byteLength; at += 8) list[i++] = view.getBigUint64(at, true);
}

/** Reads packed sfixed64s behind those that are in `list`. */
export function readSfixed64s(input: ByteReader, list: bigint[]): void {
  const view = readFixedElements(input, 8);
  const { byteLength } = view;
  let i = list.length;
  for (let at = 0; at < byteLength; at += 8) list[i++] = view.getBigInt64(at, true);
}

/** Reads packed floats behind those that are in `list`. */
export function readFloats(input: ByteReader, list: number[]): void {
  const view = readFixedElements(input, 4);
  const { byteLength } = view;
  let i = list.length;
  for (let at = 0; at < byteLength; at += 4) list[i++] = view.getFloat32(at, true);
}

/** Reads packed doubles behind those that are in `list`. */
export function readDoubles(input: ByteReader, list: number[]): void {
  const view = readFixedElements(input, 8);
  const { byteLength } = view;
  let i = list.length;
  for (let at = 0; at < byteLength; at += 8) list[i++] = view.getFloat64(at, true);
}

/** Reads packed bools behind those that are in `list`. */
export function readBools(input: ByteReader, list: boolean[]): void {
  const end = readEnd(input);
  let i = list.length;
  while (hasElement(input, end)) list[i++] = readBool(input);
}

/** The bytes of packed values that have `size` bytes each, as elements that may be made. */
function readFixedElements(input: ByteReader, size: number): DataView {
  const end = readEnd(input);
  const start = input.position;
  const count = (end - start) / size;
  if (!Number.isInteger(count)) throw new ProtobufError(`packed values of ${size} bytes in ${end - start} bytes`);
  claimElements(input, count);
  input.seek(end);
  return new DataView(input.bytes.buffer, input.bytes.byteOffset + start, end - start);
}
