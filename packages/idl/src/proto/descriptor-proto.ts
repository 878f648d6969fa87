/**
 * The messages of `google/protobuf/descriptor.proto`, as far as a program needs them: what a .proto file and a compiled
 * descriptor both become before names are resolved. Field names are those of descriptor.proto in lowerCamelCase.
 *
 * Options stay serialized: their extensions are known only when all files are.
 */

export interface FileDescriptorProto {
  name: string;
  package?: string;
  dependency: string[];
  publicDependency: number[];
  weakDependency: number[];
  /** `import option`: what only options need. */
  optionDependency: string[];
  messageType: DescriptorProto[];
  enumType: EnumDescriptorProto[];
  service: ServiceDescriptorProto[];
  extension: FieldDescriptorProto[];
  options?: Uint8Array;
  sourceCodeInfo?: { location: LocationProto[] };
  /** Left out for proto2. */
  syntax?: string;
  edition?: number;
}

export interface DescriptorProto {
  name: string;
  field: FieldDescriptorProto[];
  extension: FieldDescriptorProto[];
  nestedType: DescriptorProto[];
  enumType: EnumDescriptorProto[];
  extensionRange: ExtensionRangeProto[];
  oneofDecl: OneofDescriptorProto[];
  options?: Uint8Array;
  reservedRange: RangeProto[];
  reservedName: string[];
  visibility?: number;
}

/** `end` is excluded in messages, included in enums. */
export interface RangeProto {
  start: number;
  end: number;
}

export interface ExtensionRangeProto extends RangeProto {
  options?: Uint8Array;
}

export interface FieldDescriptorProto {
  name: string;
  number: number;
  label: number;
  /** Absent until the name of its type is resolved. */
  type?: number;
  /** With a leading dot when resolved. */
  typeName?: string;
  extendee?: string;
  defaultValue?: string;
  oneofIndex?: number;
  jsonName?: string;
  options?: Uint8Array;
  proto3Optional?: boolean;
}

export interface OneofDescriptorProto {
  name: string;
  options?: Uint8Array;
}

export interface EnumDescriptorProto {
  name: string;
  value: EnumValueDescriptorProto[];
  options?: Uint8Array;
  reservedRange: RangeProto[];
  reservedName: string[];
  visibility?: number;
}

export interface EnumValueDescriptorProto {
  name: string;
  number: number;
  options?: Uint8Array;
}

export interface ServiceDescriptorProto {
  name: string;
  method: MethodDescriptorProto[];
  options?: Uint8Array;
}

export interface MethodDescriptorProto {
  name: string;
  inputType: string;
  outputType: string;
  options?: Uint8Array;
  clientStreaming?: boolean;
  serverStreaming?: boolean;
}

/** Where a definition stands, and its comments; `path` are the field numbers and indices that lead to it. */
export interface LocationProto {
  path: number[];
  span: number[];
  leadingComments?: string;
  trailingComments?: string;
}

/** Values of `FieldDescriptorProto.Label`. */
export const FieldLabel = { Optional: 1, Required: 2, Repeated: 3 } as const;

/** Values of `FieldDescriptorProto.Type`. */
export const FieldType = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  string: 9,
  group: 10,
  message: 11,
  bytes: 12,
  uint32: 13,
  enum: 14,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
} as const;

/** Values of `google.protobuf.SymbolVisibility`, by the words of edition 2024. */
export const visibilities: ReadonlyMap<string, number> = new Map([
  ["local", 1],
  ["export", 2],
]);

/** Editions by their names in .proto files, and their values in `google.protobuf.Edition`. */
export const editionNumbers: ReadonlyMap<string, number> = new Map([
  ["2023", 1000],
  ["2024", 1001],
  ["2026", 1002],
]);
