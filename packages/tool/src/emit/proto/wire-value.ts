import type { ProtoField, ProtoScalarKind, ProtoType } from "@kitex-ts/idl/proto";
import { isWide } from "../../plan/proto/message-shapes.ts";
import type { ProtoCodecScope } from "./codec-scope.ts";

/** The wire types of Protobuf. */
const wireTypes = { varint: 0, fixed64: 1, delimited: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

function scalarWireType(kind: ProtoScalarKind): number {
  switch (kind) {
    case "double":
    case "fixed64":
    case "sfixed64":
      return wireTypes.fixed64;
    case "float":
    case "fixed32":
    case "sfixed32":
      return wireTypes.fixed32;
    case "string":
    case "bytes":
      return wireTypes.delimited;
    default:
      return wireTypes.varint;
  }
}

/** The tag of one value of a field: what stands before it unless it is packed. */
export function valueTag(field: ProtoField): string {
  const { type } = field;
  if (field.cardinality === "map") return tagText(field.number, wireTypes.delimited);
  if (type.kind === "message")
    return tagText(field.number, field.delimited ? wireTypes.startGroup : wireTypes.delimited);
  return tagText(field.number, type.kind === "enum" ? wireTypes.varint : scalarWireType(type.kind));
}

/** The tag of packed values. */
export function packedTag(field: ProtoField): string {
  return tagText(field.number, wireTypes.delimited);
}

/** The tag that ends a group. */
export function groupEndTag(field: ProtoField): string {
  return tagText(field.number, wireTypes.endGroup);
}

/** The tags of a map entry's key and value. */
export function entryTags(
  key: ProtoScalarKind,
  { type }: ProtoField,
): { readonly key: string; readonly value: string } {
  const value =
    type.kind === "message" ? wireTypes.delimited : type.kind === "enum" ? wireTypes.varint : scalarWireType(type.kind);
  return { key: tagText(1, scalarWireType(key)), value: tagText(2, value) };
}

/** Whether a repeated field of the type can be packed. */
export function isPackable({ kind }: ProtoType): boolean {
  return kind !== "message" && kind !== "string" && kind !== "bytes";
}

/** What the codec's door calls a type that one call writes and reads: `Int32` of `writeInt32`. */
export function wireName(kind: ProtoScalarKind | "enum"): string {
  return kind === "enum" ? "Int32" : kind.charAt(0).toUpperCase() + kind.slice(1);
}

/** An expression that reads a scalar or an enum's number. */
export function readText(scope: ProtoCodecScope, kind: ProtoScalarKind | "enum", checkUtf8: boolean): string {
  if (kind === "string" && !checkUtf8) return `${scope.door("readUncheckedString")}(input)`;
  const value = `${scope.door(`read${wireName(kind)}`)}(input)`;
  if (kind === "enum" || !isWide(kind) || scope.plan.options.i64 === "bigint") return value;
  return `${scope.door("safeNumber")}(${value})`;
}

/** An expression for what stands for a scalar, or an enum, that was not sent. */
export function zeroText(scope: ProtoCodecScope, type: Exclude<ProtoType, { readonly kind: "message" }>): string {
  switch (type.kind) {
    case "bool":
      return "false";
    case "string":
      return '""';
    case "bytes":
      return scope.door("emptyBytes");
    case "enum":
      return String(type.definition.values[0]?.number ?? 0);
    default:
      return isWide(type.kind) && scope.plan.options.i64 === "bigint" ? "0n" : "0";
  }
}

function tagText(number: number, wireType: number): string {
  return `0x${(number * 8 + wireType).toString(16).padStart(2, "0")}`;
}
