import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import type { FieldDescriptor, MessageDescriptor, ScalarKind, TypeDescriptor } from "../descriptor.ts";
import { missingRequired } from "../protobuf-error.ts";
import {
  checkDepth,
  claimElement,
  hasElement,
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
  readUncheckedString,
  safeNumber,
} from "../wire/reader.ts";
import { findGroupEnd, skipField } from "../wire/skip.ts";
import { WireType } from "../wire/wire-type.ts";
import { inside } from "./inside.ts";

const readers: Readonly<Record<ScalarKind | "enum", (input: ByteReader) => unknown>> = {
  bool: readBool,
  bytes: readBytes,
  double: readDouble,
  enum: readInt32,
  fixed32: readFixed32,
  fixed64: readFixed64,
  float: readFloat,
  int32: readInt32,
  int64: readInt64,
  sfixed32: readSfixed32,
  sfixed64: readSfixed64,
  sint32: readSint32,
  sint64: readSint64,
  string: readString,
  uint32: readUint32,
  uint64: readUint64,
};

/**
 * Goes over bytes that could not be read as a message, up to position `end`, and throws a `ProtobufError` with the path
 * of the field that is wrong. Returns where nothing is.
 */
export function explainRead(message: MessageDescriptor, input: ByteReader, end: number, depth: number): void {
  new ReadWalk(input, message.i64 === "number").message(message, end, depth);
}

class ReadWalk {
  readonly #input: ByteReader;
  readonly #numbers: boolean;

  /** With `numbers`, integers of 64 bits must fit one. */
  constructor(input: ByteReader, numbers: boolean) {
    this.#input = input;
    this.#numbers = numbers;
  }

  message({ fields }: MessageDescriptor, end: number, depth: number): void {
    checkDepth(depth);
    const seen = new Map<FieldDescriptor, number>();
    while (hasMore(this.#input, end)) {
      const tag = readTag(this.#input);
      const field = fields.find((candidate) => candidate.number === tag >>> 3 && isOf(candidate, tag & 7));
      if (field === undefined) {
        skipField(this.#input, tag, depth - 1);
        continue;
      }
      const index = seen.get(field) ?? 0;
      seen.set(field, index + 1);
      const walk = (): void => inside({ property: field.property }, () => this.#occurrence(field, tag, index, depth));
      if (field.oneof === undefined) walk();
      else inside({ property: field.oneof }, walk);
    }
    for (const field of fields) {
      if (field.cardinality === "required" && !seen.has(field)) throw missingRequired(field.name);
    }
  }

  /** One time that a field is there; `index` counts how often it was before. */
  #occurrence(field: FieldDescriptor, tag: number, index: number, depth: number): void {
    const { cardinality, key, type } = field;
    if (cardinality === "map" && key !== undefined) {
      claimElement(this.#input);
      inside({ index }, () => this.#entry(field, key, depth));
    } else if (cardinality !== "repeated") {
      this.#value(field, tag, depth);
    } else if (type.kind !== "message" && (tag & 7) !== wireTypeOf(type.kind)) {
      const end = readEnd(this.#input);
      for (let at = 0; hasElement(this.#input, end); at++) inside({ index: at }, () => this.#scalar(type.kind, field));
    } else {
      claimElement(this.#input);
      inside({ index }, () => this.#value(field, tag, depth));
    }
  }

  #entry(field: FieldDescriptor, key: ScalarKind, depth: number): void {
    const end = readEnd(this.#input);
    while (hasMore(this.#input, end)) {
      const tag = readTag(this.#input);
      if (tag === ((1 << 3) | wireTypeOf(key))) this.#scalar(key, field);
      else if (tag === ((2 << 3) | wireTypeOf(field.type.kind))) this.#value(field, tag, depth);
      else skipField(this.#input, tag, depth - 1);
    }
  }

  #value(field: FieldDescriptor, tag: number, depth: number): void {
    const { type } = field;
    if (type.kind !== "message") {
      this.#scalar(type.kind, field);
    } else if ((tag & 7) === WireType.StartGroup) {
      this.message(type.message(), findGroupEnd(this.#input, tag, depth - 1), depth - 1);
      readTag(this.#input);
    } else {
      this.message(type.message(), readEnd(this.#input), depth - 1);
    }
  }

  #scalar(kind: ScalarKind | "enum", { checkUtf8 }: FieldDescriptor): void {
    const read = kind === "string" && checkUtf8 !== true ? readUncheckedString : readers[kind];
    const value = read(this.#input);
    if (this.#numbers && typeof value === "bigint") safeNumber(value);
  }
}

/** Whether values of the field stand on the wire like that. */
function isOf({ cardinality, type }: FieldDescriptor, wireType: number): boolean {
  if (cardinality === "map") return wireType === WireType.Delimited;
  if (type.kind === "message") {
    return wireType === (type.delimited === true ? WireType.StartGroup : WireType.Delimited);
  }
  if (wireType === wireTypeOf(type.kind)) return true;
  return cardinality === "repeated" && wireType === WireType.Delimited;
}

function wireTypeOf(kind: TypeDescriptor["kind"]): number {
  switch (kind) {
    case "double":
    case "fixed64":
    case "sfixed64":
      return WireType.Fixed64;
    case "float":
    case "fixed32":
    case "sfixed32":
      return WireType.Fixed32;
    case "string":
    case "bytes":
    case "message":
      return WireType.Delimited;
    default:
      return WireType.Varint;
  }
}
