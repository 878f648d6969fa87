/**
 * The checked tree of a Thrift program: names are resolved to the definitions they stand for, constants to values,
 * and a definition knows its file. `loadThrift` makes it; nothing in it is to be changed.
 */

/** A place in a source file. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `(name = "value")` behind a definition, field, method or type; a name may stand several times. */
export interface Annotation {
  readonly name: string;
  readonly value: string;
}

/** What every definition has. */
export interface Definition {
  readonly name: string;
  readonly file: ThriftFile;
  readonly position: Position;
  /** The text of the doc comment above (and of a comment at the end of the line), without its marks. */
  readonly doc: string | undefined;
  readonly annotations: readonly Annotation[];
}

/** All files of one run: the entry and everything it includes, included files first. */
export interface ThriftProgram {
  readonly entry: ThriftFile;
  readonly files: readonly ThriftFile[];
}

export interface ThriftInclude {
  /** What qualifies names from that file: its base name without `.thrift`. */
  readonly alias: string;
  readonly file: ThriftFile;
  readonly position: Position;
}

export interface ThriftFile {
  /** Absolute path. */
  readonly path: string;
  /** Path as a message should show it: relative to the working directory where that is shorter. */
  readonly displayPath: string;
  /** Scope (`go`, `js`, `*`, …) → namespace. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly includes: readonly ThriftInclude[];
  readonly typedefs: readonly TypedefDefinition[];
  readonly constants: readonly ConstDefinition[];
  readonly enums: readonly EnumDefinition[];
  readonly structs: readonly StructDefinition[];
  readonly services: readonly ServiceDefinition[];
}

export type ThriftBaseKind = "bool" | "i8" | "i16" | "i32" | "i64" | "double" | "string" | "binary";

export type ThriftType =
  | { readonly kind: ThriftBaseKind }
  | { readonly kind: "list"; readonly element: ThriftType }
  | { readonly kind: "set"; readonly element: ThriftType }
  | { readonly kind: "map"; readonly key: ThriftType; readonly value: ThriftType }
  | { readonly kind: "enum"; readonly definition: EnumDefinition }
  | { readonly kind: "struct"; readonly definition: StructDefinition }
  | { readonly kind: "typedef"; readonly definition: TypedefDefinition };

export interface TypedefDefinition extends Definition {
  readonly type: ThriftType;
}

export interface ConstDefinition extends Definition {
  readonly type: ThriftType;
  readonly value: ConstValue;
}

/**
 * A constant, checked against its type. References to other constants are already replaced by what they stand for,
 * except members of an enum, which keep their name.
 */
export type ConstValue =
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | {
      readonly kind: "enum";
      readonly definition: EnumDefinition;
      readonly member: EnumMember | undefined;
      readonly value: number;
    }
  | { readonly kind: "list"; readonly values: readonly ConstValue[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [ConstValue, ConstValue])[] }
  | {
      readonly kind: "struct";
      readonly definition: StructDefinition;
      readonly fields: readonly (readonly [StructField, ConstValue])[];
    };

export interface EnumMember {
  readonly name: string;
  readonly value: number;
  readonly position: Position;
  readonly doc: string | undefined;
  readonly annotations: readonly Annotation[];
}

export interface EnumDefinition extends Definition {
  readonly members: readonly EnumMember[];
}

export type Requiredness = "required" | "optional" | "default";

export interface StructField {
  readonly id: number;
  readonly name: string;
  readonly type: ThriftType;
  readonly requiredness: Requiredness;
  readonly defaultValue: ConstValue | undefined;
  readonly position: Position;
  readonly doc: string | undefined;
  readonly annotations: readonly Annotation[];
}

export interface StructDefinition extends Definition {
  readonly kind: "struct" | "union" | "exception";
  /** In the order of the IDL. */
  readonly fields: readonly StructField[];
}

export interface MethodDefinition {
  readonly name: string;
  readonly oneway: boolean;
  /** `undefined` is `void`. */
  readonly returns: ThriftType | undefined;
  readonly parameters: readonly StructField[];
  readonly throws: readonly StructField[];
  readonly streaming: "unary" | "client" | "server" | "bidirectional";
  readonly position: Position;
  readonly doc: string | undefined;
  readonly annotations: readonly Annotation[];
}

export interface ServiceDefinition extends Definition {
  readonly extends: ServiceDefinition | undefined;
  /** Its own methods; inherited ones are those of `extends`. */
  readonly methods: readonly MethodDefinition[];
}
