export type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "./descriptor.ts";
export { structCodecFor } from "./jit/struct-codec-for.ts";
export { argsCodec, outcomeCodec } from "./method-codec.ts";
export { thrift } from "./payload-codec.ts";
export type { StructCodec } from "./struct-codec.ts";
export { ThriftError } from "./thrift-error.ts";
export { ThriftException } from "./thrift-exception.ts";
export { type UnknownMember, unknownFields } from "./unknown-fields.ts";
