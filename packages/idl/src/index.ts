/** Reads and checks Thrift IDL files; those of Protobuf have the door `@kitex-ts/idl/proto`. */

export { type Diagnostic, type FormatOptions, formatDiagnostic } from "./diagnostic.ts";
export { type LoadOptions, type LoadResult, loadThrift } from "./load.ts";
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
