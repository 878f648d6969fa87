import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";

/** A type of Protobuf that is no message, enum or map. */
export type ScalarKind =
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

/** What a field, an element or a map's value is. Functions, so that messages may contain one another. */
export type TypeDescriptor =
  | { readonly kind: ScalarKind }
  | { readonly kind: "enum"; readonly enum: () => EnumDescriptor }
  /** `delimited`: a group on the wire (proto2, or an edition's feature). */
  | { readonly kind: "message"; readonly message: () => MessageDescriptor; readonly delimited?: true };

/** How often a field may be there, and whether it is known to be there. */
export type Cardinality =
  /** proto3's plain fields: a zero value is not written. */
  | "implicit"
  /** Known to be set or not. */
  | "optional"
  /** proto2: a message without it is refused. */
  | "required"
  | "repeated"
  | "map";

export interface FieldDescriptor {
  readonly number: number;
  /** The name in the .proto file. */
  readonly name: string;
  /** The property of the TypeScript object (or of the oneof's member). */
  readonly property: string;
  readonly jsonName: string;
  readonly cardinality: Cardinality;
  /** Of a map: its value's. */
  readonly type: TypeDescriptor;
  /** Of a map. */
  readonly key?: ScalarKind;
  /** Whether repeated numbers are written packed. */
  readonly packed?: true;
  /** The property that holds the oneof of which this field is a member. */
  readonly oneof?: string;
  /** Whether a string that is not UTF-8 is refused (proto3, and editions unless they say otherwise). */
  readonly checkUtf8?: true;
  /** proto2: what stands for an absent value. */
  readonly defaultValue?: string | number | bigint | boolean | Uint8Array;
}

export interface EnumDescriptor {
  /** With its package, without a leading dot. */
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly number: number }[];
  /** Whether a number that has no name is no value, as in proto2: it is kept with the unknown fields. */
  readonly closed?: true;
}

/** A message type: what generated code, the JSON mapping and the adapters know of it. */
export interface MessageDescriptor<T = unknown, Input = T> {
  /** With its package, without a leading dot. */
  readonly name: string;
  readonly fields: readonly FieldDescriptor[];
  /** Read integers of 64 bits, keys of maps too, as numbers; without it, as bigints. */
  readonly i64?: "number";
  /** The message in the wire format, without its length. */
  write(value: Input, out: ByteWriter, depth: number): void;
  /** Reads from `input` up to position `end`. */
  read(input: ByteReader, end: number, depth: number): T;
}
