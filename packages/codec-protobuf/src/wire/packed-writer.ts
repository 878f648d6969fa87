import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import {
  beginDelimited,
  endDelimited,
  writeBool,
  writeDouble,
  writeFixed32,
  writeFixed64,
  writeFloat,
  writeInt32,
  writeInt64,
  writeSfixed32,
  writeSfixed64,
  writeSint32,
  writeSint64,
  writeTag,
  writeUint32,
  writeUint64,
} from "./writer.ts";

// One function for each kind, although they are alike: in a function of its own a loop is compiled for that kind alone.

/** Writes a packed field of int32s, or of an enum's numbers, unless there are none. */
export function writeInt32s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  if (list.length === 0) return;
  const start = beginDelimited(out, tag);
  for (let i = 0; i < list.length; i++) writeInt32(out, list[i]);
  endDelimited(out, start);
}

/** Writes a packed field of uint32s unless there are none. */
export function writeUint32s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  if (list.length === 0) return;
  const start = beginDelimited(out, tag);
  for (let i = 0; i < list.length; i++) writeUint32(out, list[i]);
  endDelimited(out, start);
}

/** Writes a packed field of sint32s unless there are none. */
export function writeSint32s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  if (list.length === 0) return;
  const start = beginDelimited(out, tag);
  for (let i = 0; i < list.length; i++) writeSint32(out, list[i]);
  endDelimited(out, start);
}

/** Writes a packed field of int64s unless there are none. */
export function writeInt64s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  if (list.length === 0) return;
  const start = beginDelimited(out, tag);
  for (let i = 0; i < list.length; i++) writeInt64(out, list[i]);
  endDelimited(out, start);
}

/** Writes a packed field of uint64s unless there are none. */
export function writeUint64s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  if (list.length === 0) return;
  const start = beginDelimited(out, tag);
  for (let i = 0; i < list.length; i++) writeUint64(out, list[i]);
  endDelimited(out, start);
}

/** Writes a packed field of sint64s unless there are none. */
export function writeSint64s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  if (list.length === 0) return;
  const start = beginDelimited(out, tag);
  for (let i = 0; i < list.length; i++) writeSint64(out, list[i]);
  endDelimited(out, start);
}

/** Writes a packed field of fixed32s unless there are none. */
export function writeFixed32s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  const { length } = list;
  if (length === 0) return;
  writeLength(out, tag, length * 4);
  for (let i = 0; i < length; i++) writeFixed32(out, list[i]);
}

/** Writes a packed field of sfixed32s unless there are none. */
export function writeSfixed32s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  const { length } = list;
  if (length === 0) return;
  writeLength(out, tag, length * 4);
  for (let i = 0; i < length; i++) writeSfixed32(out, list[i]);
}

/** Writes a packed field of fixed64s unless there are none. */
export function writeFixed64s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  const { length } = list;
  if (length === 0) return;
  writeLength(out, tag, length * 8);
  for (let i = 0; i < length; i++) writeFixed64(out, list[i]);
}

/** Writes a packed field of sfixed64s unless there are none. */
export function writeSfixed64s(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  const { length } = list;
  if (length === 0) return;
  writeLength(out, tag, length * 8);
  for (let i = 0; i < length; i++) writeSfixed64(out, list[i]);
}

/** Writes a packed field of floats unless there are none. */
export function writeFloats(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  const { length } = list;
  if (length === 0) return;
  writeLength(out, tag, length * 4);
  for (let i = 0; i < length; i++) writeFloat(out, list[i]);
}

/** Writes a packed field of doubles unless there are none. */
export function writeDoubles(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  const { length } = list;
  if (length === 0) return;
  writeLength(out, tag, length * 8);
  for (let i = 0; i < length; i++) writeDouble(out, list[i]);
}

/** Writes a packed field of bools unless there are none. */
export function writeBools(out: ByteWriter, tag: number, list: readonly unknown[]): void {
  const { length } = list;
  if (length === 0) return;
  writeLength(out, tag, length * 1);
  for (let i = 0; i < length; i++) writeBool(out, list[i]);
}

/** Begins a field of which it is known how many bytes it takes. */
function writeLength(out: ByteWriter, tag: number, bytes: number): void {
  writeTag(out, tag);
  out.writeVarint32(bytes);
}
