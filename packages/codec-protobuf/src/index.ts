export type {
  Cardinality,
  EnumDescriptor,
  FieldDescriptor,
  MessageDescriptor,
  ScalarKind,
  TypeDescriptor,
} from "./descriptor.ts";
export { messageBody, messageResult } from "./message-body.ts";
export { protobuf } from "./payload-codec.ts";
export { ProtobufError } from "./protobuf-error.ts";
export { unknownFields, type WithUnknownFields } from "./unknown-fields.ts";
