/**
 * The checked tree of a Protobuf program: names are resolved to the definitions they stand for, features of editions
 * and the rules of proto2 and proto3 to what they mean for each field. Nothing in it is to be changed.
 */

import type { Position } from "../thrift/ast.ts";

/** All files of one run: the entries and everything they import, imported files first. */
export interface ProtoProgram {
  readonly entries: readonly ProtoFile[];
  readonly files: readonly ProtoFile[];
}

/** What every definition has. */
export interface ProtoDefinition {
  /** The last part of its name. */
  readonly name: string;
  /** With package and enclosing messages, without a leading dot. */
  readonly fullName: string;
  readonly file: ProtoFile;
  readonly position: Position;
  /** The text of the comments before it and at the end of its line, without their marks. */
  readonly doc: string | undefined;
  readonly deprecated: boolean;
  /**
   * Options by their name, extensions as `(full.name)`. A message is a `Map` of the same kind, a repeated option an array,
   * a value of an enum its name, an integer of 64 bits a `bigint`, bytes a `Uint8Array`.
   */
  readonly options: ReadonlyMap<string, unknown>;
}

export interface ProtoFile {
  /** Absolute path; of a file that is built in (`google/protobuf/…`) or came as a descriptor, the name it is imported by. */
  readonly path: string;
  readonly displayPath: string;
  /** The name that `import` uses. */
  readonly importName: string;
  readonly package: string;
  readonly syntax: "proto2" | "proto3" | "editions";
  readonly edition: string | undefined;
  readonly options: ReadonlyMap<string, unknown>;
  readonly imports: readonly { readonly file: ProtoFile; readonly public: boolean }[];
  /** Top level only; nested ones stand in their message. */
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly services: readonly ProtoService[];
  /** Top level only, as with messages. */
  readonly extensions: readonly ProtoExtension[];
  /** The serialized `google.protobuf.FileDescriptorProto`, without source info. */
  readonly descriptor: Uint8Array;
}

export type ProtoScalarKind =
  | "double"
  | "float"
  | "int32"
  | "int64"
  | "uint32"
  | "uint64"
  | "sint32"
  | "sint64"
  | "fixed32"
  | "fixed64"
  | "sfixed32"
  | "sfixed64"
  | "bool"
  | "string"
  | "bytes";

export type ProtoType =
  | { readonly kind: ProtoScalarKind }
  | { readonly kind: "enum"; readonly definition: ProtoEnum }
  | { readonly kind: "message"; readonly definition: ProtoMessage };

/** How often a field may be there, and whether it is known to be there. */
export type ProtoCardinality = "implicit" | "optional" | "required" | "repeated" | "map";

export interface ProtoField extends ProtoDefinition {
  readonly number: number;
  /** As the JSON mapping names it: `json_name`, else the name in lowerCamelCase. */
  readonly jsonName: string;
  readonly cardinality: ProtoCardinality;
  /** Of a map: its value's. */
  readonly type: ProtoType;
  /** Of a map. */
  readonly key: ProtoScalarKind | undefined;
  readonly packed: boolean;
  /** A group on the wire. */
  readonly delimited: boolean;
  readonly checkUtf8: boolean;
  /** The oneof it is a member of; `undefined` also for the one that a proto3 `optional` stands for. */
  readonly oneof: ProtoOneof | undefined;
  /** Where one is given: what stands for an absent value; of an enum, the number. */
  readonly defaultValue: string | number | bigint | boolean | Uint8Array | undefined;
}

/** A field that a file adds to a message of another; it stands where it is declared, not in the message it extends. */
export interface ProtoExtension extends ProtoField {
  readonly extendee: ProtoMessage;
}

export interface ProtoOneof extends ProtoDefinition {
  readonly fields: readonly ProtoField[];
}

export interface ProtoMessage extends ProtoDefinition {
  readonly parent: ProtoMessage | undefined;
  /** In the order of the file, those of oneofs too. */
  readonly fields: readonly ProtoField[];
  readonly oneofs: readonly ProtoOneof[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  /** Those declared inside it, of whatever message they are. */
  readonly extensions: readonly ProtoExtension[];
}

export interface ProtoEnumValue extends ProtoDefinition {
  readonly number: number;
}

export interface ProtoEnum extends ProtoDefinition {
  readonly parent: ProtoMessage | undefined;
  readonly values: readonly ProtoEnumValue[];
  /** Whether numbers without a name are no values of it, as in proto2. */
  readonly closed: boolean;
}

export interface ProtoMethod extends ProtoDefinition {
  readonly request: ProtoMessage;
  readonly response: ProtoMessage;
  readonly streaming: "unary" | "client" | "server" | "bidirectional";
}

export interface ProtoService extends ProtoDefinition {
  readonly methods: readonly ProtoMethod[];
}
