/** Reads and checks Protobuf IDL files. Only this door loads a parser for them. */

export { loadDescriptors, loadProto, type ProtoLoadResult } from "./load-proto.ts";
export type {
  ProtoCardinality,
  ProtoDefinition,
  ProtoEnum,
  ProtoEnumValue,
  ProtoExtension,
  ProtoField,
  ProtoFile,
  ProtoMessage,
  ProtoMethod,
  ProtoOneof,
  ProtoProgram,
  ProtoScalarKind,
  ProtoService,
  ProtoType,
} from "./proto/ast.ts";
