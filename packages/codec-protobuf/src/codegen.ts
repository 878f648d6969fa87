// What generated code imports. A name here never changes its meaning: what must differ gets a name of its own.

export type { BodyCodec, ResultCodec } from "@kitex-ts/core/extension";
export type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
export type { EnumDescriptor, FieldDescriptor, MessageDescriptor, TypeDescriptor } from "./descriptor.ts";
export { fromBase64 } from "./from-base64.ts";
export { messageBody, messageResult } from "./message-body.ts";
export { protobuf } from "./payload-codec.ts";
export { missingRequired, notOneMember } from "./protobuf-error.ts";
export {
  type KeptFields,
  keepField,
  keepNumber,
  keepRange,
  keptBefore,
  unknownFields,
  writeUnknownFields,
} from "./unknown-fields.ts";
export {
  readBools,
  readDoubles,
  readFixed32s,
  readFixed64s,
  readFloats,
  readInt32s,
  readInt64s,
  readSfixed32s,
  readSfixed64s,
  readSint32s,
  readSint64s,
  readUint32s,
  readUint64s,
} from "./wire/packed-reader.ts";
export {
  writeBools,
  writeDoubles,
  writeFixed32s,
  writeFixed64s,
  writeFloats,
  writeInt32s,
  writeInt64s,
  writeSfixed32s,
  writeSfixed64s,
  writeSint32s,
  writeSint64s,
  writeUint32s,
  writeUint64s,
} from "./wire/packed-writer.ts";
export {
  checkDepth,
  claimElement,
  emptyBytes,
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
} from "./wire/reader.ts";
export { findGroupEnd, skipField } from "./wire/skip.ts";
export {
  beginDelimited,
  checkList,
  checkMap,
  checkMessage,
  checkOneof,
  endDelimited,
  isPlainZero,
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
  writeTag,
  writeUint32,
  writeUint64,
} from "./wire/writer.ts";
