import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import type { FieldDescriptor, MessageDescriptor, ScalarKind } from "../descriptor.ts";
import {
  checkDepth,
  hasMore,
  readBool,
  readBytes,
  readDouble,
  readEnd,
  readFixed32,
  readFixed64,
  readFloat,
  readInt32,
  readInt64,
  readSfixed32,
  readSfixed64,
  readSint32,
  readSint64,
  readString,
  readTag,
  readUint32,
  readUint64,
  safeNumber,
} from "../wire/reader.ts";
import { findGroupEnd, skipField } from "../wire/skip.ts";
import { WireType } from "../wire/wire-type.ts";
import { inside } from "./inside.ts";

interface Reading {
  readonly wireType: number;
  read(input: ByteReader): unknown;
}

const readings: Readonly<Record<ScalarKind | "enum", Reading>> = {
  bool: { wireType: WireType.Varint, read: readBool },
  bytes: { wireType: WireType.Delimited, read: readBytes },
  double: { wireType: WireType.Fixed64, read: readDouble },
  enum: { wireType: WireType.Varint, read: readInt32 },
  fixed32: { wireType: WireType.Fixed32, read: readFixed32 },
  fixed64: { wireType: WireType.Fixed64, read: readFixed64 },
  float: { wireType: WireType.Fixed32, read: readFloat },
  int32: { wireType: WireType.Varint, read: readInt32 },
  int64: { wireType: WireType.Varint, read: readInt64 },
  sfixed32: { wireType: WireType.Fixed32, read: readSfixed32 },
  sfixed64: { wireType: WireType.Fixed64, read: readSfixed64 },
  sint32: { wireType: WireType.Varint, read: readSint32 },
  sint64: { wireType: WireType.Varint, read: readSint64 },
  string: { wireType: WireType.Delimited, read: readString },
  uint32: { wireType: WireType.Varint, read: readUint32 },
  uint64: { wireType: WireType.Varint, read: readUint64 },
};
