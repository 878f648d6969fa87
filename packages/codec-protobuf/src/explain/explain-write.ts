import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { FieldDescriptor, MessageDescriptor, ScalarKind, TypeDescriptor } from "../descriptor.ts";
import { ownValue } from "../own-value.ts";
import { missingRequired, notOneMember } from "../protobuf-error.ts";
import {
  checkList,
  checkMap,
  checkMessage,
  checkOneof,
  writeBool,
  writeBytes,
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
  writeString,
  writeUint32,
  writeUint64,
} from "../wire/writer.ts";
import { inside } from "./inside.ts";

const writers: Readonly<Record<ScalarKind | "enum", (out: ByteWriter, value: unknown) => void>> = {
  bool: writeBool,
  bytes: writeBytes,
  double: writeDouble,
  enum: writeInt32,
  fixed32: writeFixed32,
  fixed64: writeFixed64,
  float: writeFloat,
  int32: writeInt32,
  int64: writeInt64,
  sfixed32: writeSfixed32,
  sfixed64: writeSfixed64,
  sint32: writeSint32,
  sint64: writeSint64,
  string: writeString,
  uint32: writeUint32,
  uint64: writeUint64,
};

/**
 * Goes over a value that could not be written, and throws a `ProtobufError` with the path of the first thing in it that
 * does not fit its type. Returns where everything fits.
 */
export function explainWrite(message: MessageDescriptor, value: unknown, depth: number): void {
  checkMessage(value, depth);
  const members = new Map<string, number>();
  for (const field of message.fields) {
    const { oneof } = field;
    if (oneof === undefined) {
      checkField(field, ownValue(value, field.property), depth);
      continue;
    }
    const holder = ownValue(value, oneof);
    if (holder === undefined) continue;
    inside({ property: oneof }, () => {
      checkOneof(holder);
      const member = ownValue(holder, field.property);
      members.set(oneof, (members.get(oneof) ?? 0) + (member === undefined ? 0 : 1));
      if (member !== undefined) checkField(field, member, depth);
    });
  }
  for (const [oneof, count] of members) {
    if (count === 1) continue;
    inside({ property: oneof }, () => {
      throw notOneMember(oneof, count);
    });
  }
}

function checkField(field: FieldDescriptor, value: unknown, depth: number): void {
  const { cardinality, key, name, property, type } = field;
  if (value === undefined) {
    if (cardinality === "required") throw missingRequired(name);
    return;
  }
  inside({ property }, () => {
    if (cardinality === "repeated") {
      checkList(value);
      for (const [index, item] of value.entries()) inside({ index }, () => checkValue(type, item, depth));
    } else if (cardinality === "map" && key !== undefined) {
      checkMap(value);
      for (const [entryKey, item] of value) {
        inside({ key: entryKey }, () => {
          writers[key](new ByteWriter(), entryKey);
          checkValue(type, item, depth);
        });
      }
    } else {
      checkValue(type, value, depth);
    }
  });
}

function checkValue(type: TypeDescriptor, value: unknown, depth: number): void {
  if (type.kind === "message") explainWrite(type.message(), value, depth - 1);
  else writers[type.kind](new ByteWriter(), value);
}
