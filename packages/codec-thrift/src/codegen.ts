// What generated code imports. A name here never changes its meaning: what must differ gets a name of its own.

export type { BodyCodec, Result, ResultCodec } from "@kitex-ts/core/extension";
export type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
export {
  readBinary,
  readBool,
  readFieldHeader,
  readI64AsNumber,
  readListBegin,
  readMapBegin,
  readSetBegin,
  readString,
} from "./binary/reader.ts";
export {
  checkStruct,
  writeBinary,
  writeBinaryField,
  writeBool,
  writeBoolField,
  writeDouble,
  writeDoubleField,
  writeFieldHeader,
  writeI8,
  writeI8Field,
  writeI16,
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
} from "./binary/writer.ts";
export { bodyCodec, resultCodec } from "./body-codec.ts";
export type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "./descriptor.ts";
export { thrift } from "./payload-codec.ts";
export { skip } from "./skip.ts";
export { missingRequired, notOneMember, tooDeep, undeclaredException } from "./thrift-error.ts";
export { ThriftException } from "./thrift-exception.ts";
export { type KeptFields, keepField, type UnknownMember, unknownFields, writeUnknownFields } from "./unknown-fields.ts";
