/** Reads and checks Thrift and Protobuf IDL files. */

export { type Diagnostic, type FormatOptions, formatDiagnostic } from "./diagnostic.ts";
export { type LoadOptions, type LoadResult, loadThrift } from "./load.ts";
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
export type {
  Annotation,
  ConstDefinition,
  ConstValue,
  Definition,
  EnumDefinition,
  EnumMember,
  MethodDefinition,
  Position,
  Requiredness,
  ServiceDefinition,
  StructDefinition,
  StructField,
  ThriftBaseKind,
  ThriftFile,
  ThriftInclude,
  ThriftProgram,
  ThriftType,
  TypedefDefinition,
} from "./thrift/ast.ts";
