// Code as the tool writes it, by hand: every type, a union, an exception, arguments, and a result with two exceptions.
//
//   enum Color { RED = 1, GREEN = 2 }
//   struct Inner { 1: required string name, 2: optional i32 rank = 7 }
//   union Subject { 1: Inner inner, 2: string text }
//   exception NotFound { 1: string id, 2: i32 code = 404 }
//   exception Denied { 1: string message }
//   struct EveryType {
//     1: bool flag, 2: i8 tiny, 3: i16 small, 4: i32 medium, 5: i64 large, 6: double ratio, 7: string text,
//     8: binary bytes, 9: Color color, 10: list<string> names, 11: set<i32> numbers, 12: map<string, i64> totals,
//     13: Inner inner, 14: optional list<map<i32, list<Inner>>> nested, 15: set<Inner> innerSet, 16: Subject subject,
//     17: optional EveryType next, 18: string greeting = "hi", 19: required i32 id, 20: optional NotFound failure,
//     21: optional string constructor
//   }
//   service Shop {
//     EveryType find(1: EveryType req) throws (1: NotFound notFound, 2: Denied denied),
//     i32 add(1: i32 a, 2: i32 b), void ping(), oneway void notify(1: string text)
//   }

import {
  type BodyCodec,
  type ByteReader,
  type ByteWriter,
  bodyCodec,
  checkStruct,
  type KeptFields,
  keepField,
  missingRequired,
  notOneMember,
  type Result,
  type ResultCodec,
  readBinary,
  readBool,
  readFieldHeader,
  readListBegin,
  readMapBegin,
  readSetBegin,
  readString,
  resultCodec,
  type StructDescriptor,
  skip,
  ThriftException,
  tooDeep,
  type UnknownMember,
  undeclaredException,
  unknownFields,
  writeBinaryField,
  writeBoolField,
  writeDoubleField,
  writeFieldHeader,
  writeI8Field,
  writeI16Field,
  writeI32,
  writeI32Field,
  writeI64,
  writeI64Field,
  writeListBegin,
  writeMapBegin,
  writeSetBegin,
  writeString,
  writeStringField,
  writeUnknownFields,
} from "../codegen.ts";

// ---- types.ts ----

export interface Inner {
  name: string;
  rank?: number | undefined;
  /** Only with --keep-unknown-fields. */
  [unknownFields]?: Uint8Array;
}

export type Subject = { inner: Inner } | { text: string } | UnknownMember;

export interface NotFoundFields {
  id: string;
  code: number;
}

export interface NotFoundFieldsInput {
  id: string;
  code?: number | undefined;
}

export class NotFound extends ThriftException<NotFoundFields> {
  override readonly name = "NotFound" as const;

  constructor(fields: NotFoundFieldsInput) {
    super({
      ...fields,
      code: fields.code === undefined ? 404 : fields.code,
    });
  }
}

export interface DeniedFields {
  message: string;
}

export class Denied extends ThriftException<DeniedFields> {
  override readonly name = "Denied" as const;
}

export interface EveryType {
  flag: boolean;
  tiny: number;
  small: number;
  medium: number;
  large: bigint;
  ratio: number;
  text: string;
  bytes: Uint8Array;
  color: number;
  names: string[];
  numbers: Set<number>;
  totals: Map<string, bigint>;
  inner: Inner;
  nested?: Map<number, Inner[]>[] | undefined;
  innerSet: Inner[];
  subject?: Subject | undefined;
  next?: EveryType | undefined;
  greeting: string;
  id: number;
  failure?: NotFound | undefined;
  constructor?: string | undefined;
}

export interface EveryTypeInput {
  flag: boolean;
  tiny: number;
  small: number;
  medium: number;
  large: bigint | number;
  ratio: number;
  text: string;
  bytes: Uint8Array;
  color: number;
  names: readonly string[];
  numbers: ReadonlySet<number>;
  totals: ReadonlyMap<string, bigint | number>;
  inner: Inner;
  nested?: readonly ReadonlyMap<number, readonly Inner[]>[] | undefined;
  innerSet: readonly Inner[];
  subject?: Subject | undefined;
  next?: EveryTypeInput | undefined;
  greeting?: string | undefined;
  id: number;
  failure?: NotFound | undefined;
  constructor?: string | undefined;
}

// ---- codec.ts ----

export const InnerDescriptor: StructDescriptor = {
  kind: "struct",
  name: "Inner",
  fields: [
    { id: 1, name: "name", type: { kind: "string" }, requiredness: "required" },
    { id: 2, name: "rank", type: { kind: "i32" }, requiredness: "optional", default: () => 7 },
  ],
  keepUnknownFields: true,
};

export function writeInner(value: Inner, out: ByteWriter, depth: number): void {
  checkStruct(value, depth);
  if (value.rank !== undefined && value.rank !== 7) writeI32Field(out, 0x080002, value.rank);
  writeStringField(out, 0x0b0001, value.name);
  writeUnknownFields(out, value[unknownFields]);
  out.writeByte(0);
}

export function readInner(input: ByteReader, depth: number): Inner {
  if (depth <= 0) throw tooDeep();
  let name: string | undefined;
  let rank: number | undefined;
  let kept: KeptFields | undefined;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x0b0001:
        name = readString(input);
        break;
      case 0x080002:
        rank = input.readI32();
        break;
      default:
        kept = keepField(input, header, depth - 1, kept);
    }
  }
  if (name === undefined) throw missingRequired("name");
  const value: Inner = { name, rank: rank ?? 7 };
  if (kept !== undefined) value[unknownFields] = kept.bytes(input);
  return value;
}

/** What stands for an Inner that was not sent. */
export function defaultInner(): Inner {
  return { name: "", rank: 7 };
}

export const SubjectDescriptor: StructDescriptor = {
  kind: "union",
  name: "Subject",
  fields: [
    { id: 1, name: "inner", type: { kind: "struct", struct: () => InnerDescriptor }, requiredness: "optional" },
    { id: 2, name: "text", type: { kind: "string" }, requiredness: "optional" },
  ],
};

export function writeSubject(value: Subject, out: ByteWriter, depth: number): void {
  checkStruct(value, depth);
  let members = 0;
  if ("inner" in value && value.inner !== undefined) {
    members++;
    writeFieldHeader(out, 0x0c0001);
    writeInner(value.inner, out, depth - 1);
  }
  if ("text" in value && value.text !== undefined) {
    members++;
    writeStringField(out, 0x0b0002, value.text);
  }
  if (members !== 1) throw notOneMember("Subject", members);
  out.writeByte(0);
}

export function readSubject(input: ByteReader, depth: number): Subject {
  if (depth <= 0) throw tooDeep();
  let value: Subject = { $unknown: true };
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x0c0001:
        value = { inner: readInner(input, depth - 1) };
        break;
      case 0x0b0002:
        value = { text: readString(input) };
        break;
      default:
        skip(input, header >>> 16, depth - 1);
    }
  }
  return value;
}

export const NotFoundDescriptor: StructDescriptor = {
  kind: "exception",
  name: "NotFound",
  fields: [
    { id: 1, name: "id", type: { kind: "string" }, requiredness: "default" },
    { id: 2, name: "code", type: { kind: "i32" }, requiredness: "default", default: () => 404 },
  ],
  create: (fields: NotFoundFields) => new NotFound(fields),
  isInstance: (value) => value instanceof NotFound,
};

export function writeNotFound(value: NotFound, out: ByteWriter, depth: number): void {
  const { fields } = value;
  checkStruct(fields, depth);
  writeI32Field(out, 0x080002, fields.code === undefined ? 404 : fields.code);
  writeStringField(out, 0x0b0001, fields.id);
  out.writeByte(0);
}

export function readNotFound(input: ByteReader, depth: number): NotFound {
  if (depth <= 0) throw tooDeep();
  let id: string | undefined;
  let code: number | undefined;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x0b0001:
        id = readString(input);
        break;
      case 0x080002:
        code = input.readI32();
        break;
      default:
        skip(input, header >>> 16, depth - 1);
    }
  }
  return new NotFound({ id: id ?? "", code: code ?? 404 });
}

export function defaultNotFound(): NotFound {
  return new NotFound({ id: "", code: 404 });
}

export const DeniedDescriptor: StructDescriptor = {
  kind: "exception",
  name: "Denied",
  fields: [{ id: 1, name: "message", type: { kind: "string" }, requiredness: "default" }],
  create: (fields: DeniedFields) => new Denied(fields),
  isInstance: (value) => value instanceof Denied,
};

export function writeDenied(value: Denied, out: ByteWriter, depth: number): void {
  const { fields } = value;
  checkStruct(fields, depth);
  writeStringField(out, 0x0b0001, fields.message);
  out.writeByte(0);
}

export function readDenied(input: ByteReader, depth: number): Denied {
  if (depth <= 0) throw tooDeep();
  let message: string | undefined;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x0b0001:
        message = readString(input);
        break;
      default:
        skip(input, header >>> 16, depth - 1);
    }
  }
  return new Denied({ message: message ?? "" });
}

export const EveryTypeDescriptor: StructDescriptor = {
  kind: "struct",
  name: "EveryType",
  fields: [
    { id: 1, name: "flag", type: { kind: "bool" }, requiredness: "default" },
    { id: 2, name: "tiny", type: { kind: "i8" }, requiredness: "default" },
    { id: 3, name: "small", type: { kind: "i16" }, requiredness: "default" },
    { id: 4, name: "medium", type: { kind: "i32" }, requiredness: "default" },
    { id: 5, name: "large", type: { kind: "i64" }, requiredness: "default" },
    { id: 6, name: "ratio", type: { kind: "double" }, requiredness: "default" },
    { id: 7, name: "text", type: { kind: "string" }, requiredness: "default" },
    { id: 8, name: "bytes", type: { kind: "binary" }, requiredness: "default" },
    { id: 9, name: "color", type: { kind: "enum" }, requiredness: "default" },
    { id: 10, name: "names", type: { kind: "list", element: { kind: "string" } }, requiredness: "default" },
    { id: 11, name: "numbers", type: { kind: "set", element: { kind: "i32" } }, requiredness: "default" },
    {
      id: 12,
      name: "totals",
      type: { kind: "map", key: { kind: "string" }, value: { kind: "i64" } },
      requiredness: "default",
    },
    { id: 13, name: "inner", type: { kind: "struct", struct: () => InnerDescriptor }, requiredness: "default" },
    {
      id: 14,
      name: "nested",
      type: {
        kind: "list",
        element: {
          kind: "map",
          key: { kind: "i32" },
          value: { kind: "list", element: { kind: "struct", struct: () => InnerDescriptor } },
        },
      },
      requiredness: "optional",
    },
    {
      id: 15,
      name: "innerSet",
      type: { kind: "set", element: { kind: "struct", struct: () => InnerDescriptor } },
      requiredness: "default",
    },
    {
      id: 16,
      name: "subject",
      type: { kind: "struct", struct: () => SubjectDescriptor },
      requiredness: "default",
      omitAbsent: true,
    },
    { id: 17, name: "next", type: { kind: "struct", struct: () => EveryTypeDescriptor }, requiredness: "optional" },
    { id: 18, name: "greeting", type: { kind: "string" }, requiredness: "default", default: () => "hi" },
    { id: 19, name: "id", type: { kind: "i32" }, requiredness: "required" },
    { id: 20, name: "failure", type: { kind: "struct", struct: () => NotFoundDescriptor }, requiredness: "optional" },
    { id: 21, name: "constructor", type: { kind: "string" }, requiredness: "optional" },
  ],
};

export function writeEveryType(value: EveryTypeInput, out: ByteWriter, depth: number): void {
  checkStruct(value, depth);
  writeBoolField(out, 0x020001, value.flag);
  writeI8Field(out, 0x030002, value.tiny);
  writeI16Field(out, 0x060003, value.small);
  writeI32Field(out, 0x080004, value.medium);
  writeI64Field(out, 0x0a0005, value.large);
  writeDoubleField(out, 0x040006, value.ratio);
  writeI32Field(out, 0x080013, value.id);
  writeStringField(out, 0x0b0007, value.text);
  writeBinaryField(out, 0x0b0008, value.bytes);
  writeI32Field(out, 0x080009, value.color);
  writeFieldHeader(out, 0x0f000a);
  writeListBegin(out, 11, value.names, depth - 1);
  for (const item of value.names) writeString(out, item);
  writeFieldHeader(out, 0x0e000b);
  writeSetBegin(out, 8, value.numbers, depth - 1);
  for (const item of value.numbers) writeI32(out, item);
  writeFieldHeader(out, 0x0d000c);
  writeMapBegin(out, 11, 10, value.totals, depth - 1);
  for (const [key, item] of value.totals) {
    writeString(out, key);
    writeI64(out, item);
  }
  writeFieldHeader(out, 0x0c000d);
  writeInner(value.inner, out, depth - 1);
  if (value.nested !== undefined) {
    writeFieldHeader(out, 0x0f000e);
    writeListBegin(out, 13, value.nested, depth - 1);
    for (const item of value.nested) {
      writeMapBegin(out, 8, 15, item, depth - 2);
      for (const [key1, item1] of item) {
        writeI32(out, key1);
        writeListBegin(out, 12, item1, depth - 3);
        for (const item2 of item1) writeInner(item2, out, depth - 4);
      }
    }
  }
  writeFieldHeader(out, 0x0e000f);
  writeListBegin(out, 12, value.innerSet, depth - 1);
  for (const item of value.innerSet) writeInner(item, out, depth - 2);
  if (value.subject !== undefined) {
    writeFieldHeader(out, 0x0c0010);
    writeSubject(value.subject, out, depth - 1);
  }
  if (value.next !== undefined) {
    writeFieldHeader(out, 0x0c0011);
    writeEveryType(value.next, out, depth - 1);
  }
  writeStringField(out, 0x0b0012, value.greeting === undefined ? "hi" : value.greeting);
  if (value.failure !== undefined) {
    writeFieldHeader(out, 0x0c0014);
    writeNotFound(value.failure, out, depth - 1);
  }
  // A name that every object inherits is only the field when the object has it itself.
  if (Object.hasOwn(value, "constructor") && value.constructor !== undefined) {
    writeStringField(out, 0x0b0015, value.constructor);
  }
  out.writeByte(0);
}

export function readEveryType(input: ByteReader, depth: number): EveryType {
  if (depth <= 0) throw tooDeep();
  let flag: boolean | undefined;
  let tiny: number | undefined;
  let small: number | undefined;
  let medium: number | undefined;
  let large: bigint | undefined;
  let ratio: number | undefined;
  let text: string | undefined;
  let bytes: Uint8Array | undefined;
  let color: number | undefined;
  let names: string[] | undefined;
  let numbers: Set<number> | undefined;
  let totals: Map<string, bigint> | undefined;
  let inner: Inner | undefined;
  let nested: Map<number, Inner[]>[] | undefined;
  let innerSet: Inner[] | undefined;
  let subject: Subject | undefined;
  let next: EveryType | undefined;
  let greeting: string | undefined;
  let id: number | undefined;
  let failure: NotFound | undefined;
  let constructor_: string | undefined;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x020001:
        flag = readBool(input);
        break;
      case 0x030002:
        tiny = input.readI8();
        break;
      case 0x060003:
        small = input.readI16();
        break;
      case 0x080004:
        medium = input.readI32();
        break;
      case 0x0a0005:
        large = input.readI64();
        break;
      case 0x040006:
        ratio = input.readDouble();
        break;
      case 0x0b0007:
        text = readString(input);
        break;
      case 0x0b0008:
        bytes = readBinary(input);
        break;
      case 0x080009:
        color = input.readI32();
        break;
      case 0x0f000a: {
        const size = readListBegin(input, 11, depth - 1);
        names = [];
        for (let i = 0; i < size; i++) names.push(readString(input));
        break;
      }
      case 0x0e000b: {
        const size = readSetBegin(input, 8, depth - 1);
        numbers = new Set();
        for (let i = 0; i < size; i++) numbers.add(input.readI32());
        break;
      }
      case 0x0d000c: {
        const size = readMapBegin(input, 11, 10, depth - 1);
        totals = new Map();
        for (let i = 0; i < size; i++) totals.set(readString(input), input.readI64());
        break;
      }
      case 0x0c000d:
        inner = readInner(input, depth - 1);
        break;
      case 0x0f000e: {
        const size = readListBegin(input, 13, depth - 1);
        nested = [];
        for (let i = 0; i < size; i++) {
          const size1 = readMapBegin(input, 8, 15, depth - 2);
          const item = new Map<number, Inner[]>();
          for (let i1 = 0; i1 < size1; i1++) {
            const key1 = input.readI32();
            const size2 = readListBegin(input, 12, depth - 3);
            const item1: Inner[] = [];
            for (let i2 = 0; i2 < size2; i2++) item1.push(readInner(input, depth - 4));
            item.set(key1, item1);
          }
          nested.push(item);
        }
        break;
      }
      case 0x0e000f: {
        const size = readSetBegin(input, 12, depth - 1);
        innerSet = [];
        for (let i = 0; i < size; i++) innerSet.push(readInner(input, depth - 2));
        break;
      }
      case 0x0c0010:
        subject = readSubject(input, depth - 1);
        break;
      case 0x0c0011:
        next = readEveryType(input, depth - 1);
        break;
      case 0x0b0012:
        greeting = readString(input);
        break;
      case 0x080013:
        id = input.readI32();
        break;
      case 0x0c0014:
        failure = readNotFound(input, depth - 1);
        break;
      case 0x0b0015:
        constructor_ = readString(input);
        break;
      default:
        skip(input, header >>> 16, depth - 1);
    }
  }
  if (id === undefined) throw missingRequired("id");
  return {
    flag: flag ?? false,
    tiny: tiny ?? 0,
    small: small ?? 0,
    medium: medium ?? 0,
    large: large ?? 0n,
    ratio: ratio ?? 0,
    text: text ?? "",
    bytes: bytes ?? new Uint8Array(0),
    color: color ?? 0,
    names: names ?? [],
    numbers: numbers ?? new Set(),
    totals: totals ?? new Map(),
    inner: inner ?? defaultInner(),
    nested,
    innerSet: innerSet ?? [],
    subject,
    next,
    greeting: greeting ?? "hi",
    id,
    failure,
    constructor: constructor_,
  };
}

export function defaultEveryType(): EveryType {
  return {
    flag: false,
    tiny: 0,
    small: 0,
    medium: 0,
    large: 0n,
    ratio: 0,
    text: "",
    bytes: new Uint8Array(0),
    color: 0,
    names: [],
    numbers: new Set(),
    totals: new Map(),
    inner: defaultInner(),
    nested: undefined,
    innerSet: [],
    subject: undefined,
    next: undefined,
    greeting: "hi",
    id: 0,
    failure: undefined,
    constructor: undefined,
  };
}

// One parameter: the request is that parameter. The args struct costs no level of depth.

export const ShopFindArgsDescriptor: StructDescriptor = {
  kind: "struct",
  name: "ShopFindArgs",
  fields: [
    { id: 1, name: "req", type: { kind: "struct", struct: () => EveryTypeDescriptor }, requiredness: "default" },
  ],
};

function writeShopFindArgs(value: EveryTypeInput, out: ByteWriter, depth: number): void {
  writeFieldHeader(out, 0x0c0001);
  writeEveryType(value, out, depth);
  out.writeByte(0);
}

function readShopFindArgs(input: ByteReader, depth: number): EveryType {
  let req: EveryType | undefined;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x0c0001:
        req = readEveryType(input, depth);
        break;
      default:
        skip(input, header >>> 16, depth);
    }
  }
  return req ?? defaultEveryType();
}

export const ShopFindArgs: BodyCodec<EveryType, EveryTypeInput> = bodyCodec(
  ShopFindArgsDescriptor,
  writeShopFindArgs,
  readShopFindArgs,
);

// Several parameters: an object by parameter name.

export const ShopAddArgsDescriptor: StructDescriptor = {
  kind: "struct",
  name: "ShopAddArgs",
  fields: [
    { id: 1, name: "a", type: { kind: "i32" }, requiredness: "default" },
    { id: 2, name: "b", type: { kind: "i32" }, requiredness: "default" },
  ],
};

function writeShopAddArgs(value: { a: number; b: number }, out: ByteWriter, depth: number): void {
  checkStruct(value, depth);
  writeI32Field(out, 0x080001, value.a);
  writeI32Field(out, 0x080002, value.b);
  out.writeByte(0);
}

function readShopAddArgs(input: ByteReader, depth: number): { a: number; b: number } {
  let a: number | undefined;
  let b: number | undefined;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x080001:
        a = input.readI32();
        break;
      case 0x080002:
        b = input.readI32();
        break;
      default:
        skip(input, header >>> 16, depth);
    }
  }
  return { a: a ?? 0, b: b ?? 0 };
}

export const ShopAddArgs: BodyCodec<{ a: number; b: number }> = bodyCodec(
  ShopAddArgsDescriptor,
  writeShopAddArgs,
  readShopAddArgs,
);

// No parameter: the value is undefined.

export const ShopPingArgsDescriptor: StructDescriptor = { kind: "struct", name: "ShopPingArgs", fields: [] };

function writeShopPingArgs(_value: undefined, out: ByteWriter): void {
  out.writeByte(0);
}

function readShopPingArgs(input: ByteReader, depth: number): undefined {
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    skip(input, header >>> 16, depth);
  }
}

export const ShopPingArgs: BodyCodec<undefined> = bodyCodec(
  ShopPingArgsDescriptor,
  writeShopPingArgs,
  readShopPingArgs,
);

// A result: a declared exception wins over the value, and the one declared first over the others.

export const ShopFindResultDescriptor: StructDescriptor = {
  kind: "struct",
  name: "ShopFindResult",
  fields: [
    { id: 0, name: "success", type: { kind: "struct", struct: () => EveryTypeDescriptor }, requiredness: "optional" },
    { id: 1, name: "notFound", type: { kind: "struct", struct: () => NotFoundDescriptor }, requiredness: "optional" },
    { id: 2, name: "denied", type: { kind: "struct", struct: () => DeniedDescriptor }, requiredness: "optional" },
  ],
};

function writeShopFindResult(outcome: Result<EveryTypeInput, unknown>, out: ByteWriter, depth: number): void {
  if (outcome.ok) {
    writeFieldHeader(out, 0x0c0000);
    writeEveryType(outcome.value, out, depth);
  } else if (outcome.error instanceof NotFound) {
    writeFieldHeader(out, 0x0c0001);
    writeNotFound(outcome.error, out, depth);
  } else if (outcome.error instanceof Denied) {
    writeFieldHeader(out, 0x0c0002);
    writeDenied(outcome.error, out, depth);
  } else throw undeclaredException(outcome.error);
  out.writeByte(0);
}

function readShopFindResult(input: ByteReader, depth: number): Result<EveryType, unknown> | undefined {
  let success: EveryType | undefined;
  let notFound: NotFound | undefined;
  let denied: Denied | undefined;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case 0x0c0000:
        success = readEveryType(input, depth);
        break;
      case 0x0c0001:
        notFound = readNotFound(input, depth);
        break;
      case 0x0c0002:
        denied = readDenied(input, depth);
        break;
      default:
        skip(input, header >>> 16, depth);
    }
  }
  if (notFound !== undefined) return { ok: false, error: notFound };
  if (denied !== undefined) return { ok: false, error: denied };
  return success === undefined ? undefined : { ok: true, value: success };
}

export const ShopFindResult: ResultCodec<EveryType, EveryTypeInput> = resultCodec(
  ShopFindResultDescriptor,
  writeShopFindResult,
  readShopFindResult,
);

// A void result has no field 0, and is there even when nothing was sent.

export const ShopPingResultDescriptor: StructDescriptor = { kind: "struct", name: "ShopPingResult", fields: [] };

function writeShopPingResult(outcome: Result<void, unknown>, out: ByteWriter): void {
  if (!outcome.ok) throw undeclaredException(outcome.error);
  out.writeByte(0);
}

function readShopPingResult(input: ByteReader, depth: number): Result<void, unknown> {
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    skip(input, header >>> 16, depth);
  }
  return { ok: true, value: undefined };
}

export const ShopPingResult: ResultCodec<void> = resultCodec(
  ShopPingResultDescriptor,
  writeShopPingResult,
  readShopPingResult,
);
