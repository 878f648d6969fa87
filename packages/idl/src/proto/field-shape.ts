import type { ProtoCardinality, ProtoEnum, ProtoField, ProtoMessage, ProtoScalarKind, ProtoType } from "./ast.ts";
import { parseDefault } from "./default-value.ts";
import { type DescriptorProto, type FieldDescriptorProto, FieldLabel, FieldType } from "./descriptor-proto.ts";
import type { Features } from "./features.ts";

/** The definitions that types name, by their full names with a leading dot. */
export interface TypeDefinitions {
  readonly messages: ReadonlyMap<string, ProtoMessage>;
  readonly enums: ReadonlyMap<string, ProtoEnum>;
  /** The messages that the entries of maps are, which the tree does not show. */
  readonly mapEntries: ReadonlyMap<string, DescriptorProto>;
}

type FieldShape = Pick<
  ProtoField,
  "cardinality" | "type" | "key" | "packed" | "delimited" | "checkUtf8" | "defaultValue"
>;

/** What a field is on the wire and in a program; `undefined` when its type is not known. */
export function fieldShape(
  field: FieldDescriptorProto,
  features: Features,
  options: ReadonlyMap<string, unknown>,
  types: TypeDefinitions,
): FieldShape | undefined {
  const entry = types.mapEntries.get(field.typeName ?? "");
  const checksUtf8 = features.utf8_validation === "VERIFY";
  if (entry !== undefined) {
    const [key, value] = entry.field;
    const type = value && typeOf(value, types);
    const keyType = key && scalarKinds.get(key.type);
    if (type === undefined || keyType === undefined) return undefined;
    const checkUtf8 = checksUtf8 && (type.kind === "string" || keyType === "string");
    return {
      cardinality: "map",
      type,
      key: keyType,
      packed: false,
      delimited: false,
      checkUtf8,
      defaultValue: undefined,
    };
  }
  const type = typeOf(field, types);
  if (type === undefined) return undefined;
  const delimits = field.type === FieldType.group || features.message_encoding === "DELIMITED";
  return {
    cardinality: cardinalityOf(field, features),
    type,
    key: undefined,
    packed: field.label === FieldLabel.Repeated && isPackable(type) && isPacked(features, options),
    delimited: type.kind === "message" && delimits,
    checkUtf8: type.kind === "string" && checksUtf8,
    defaultValue: defaultOf(field, type),
  };
}

const scalarKinds: ReadonlyMap<number | undefined, ProtoScalarKind> = new Map<number, ProtoScalarKind>([
  [FieldType.double, "double"],
  [FieldType.float, "float"],
  [FieldType.int64, "int64"],
  [FieldType.uint64, "uint64"],
  [FieldType.int32, "int32"],
  [FieldType.fixed64, "fixed64"],
  [FieldType.fixed32, "fixed32"],
  [FieldType.bool, "bool"],
  [FieldType.string, "string"],
  [FieldType.bytes, "bytes"],
  [FieldType.uint32, "uint32"],
  [FieldType.sfixed32, "sfixed32"],
  [FieldType.sfixed64, "sfixed64"],
  [FieldType.sint32, "sint32"],
  [FieldType.sint64, "sint64"],
]);

function typeOf({ type, typeName = "" }: FieldDescriptorProto, types: TypeDefinitions): ProtoType | undefined {
  const scalar = scalarKinds.get(type);
  if (scalar !== undefined) return { kind: scalar };
  if (type === FieldType.enum) {
    const definition = types.enums.get(typeName);
    return definition && { kind: "enum", definition };
  }
  const definition = types.messages.get(typeName);
  return definition && { kind: "message", definition };
}

function cardinalityOf(field: FieldDescriptorProto, { field_presence: presence }: Features): ProtoCardinality {
  if (field.label === FieldLabel.Repeated) return "repeated";
  if (field.label === FieldLabel.Required || presence === "LEGACY_REQUIRED") return "required";
  const message = field.type === FieldType.message || field.type === FieldType.group;
  const known = message || field.oneofIndex !== undefined || field.extendee !== undefined;
  return presence === "IMPLICIT" && !known ? "implicit" : "optional";
}

function isPackable({ kind }: ProtoType): boolean {
  return kind !== "message" && kind !== "string" && kind !== "bytes";
}

/** Before editions an option said so. */
function isPacked(features: Features, options: ReadonlyMap<string, unknown>): boolean {
  const packed = options.get("packed");
  return typeof packed === "boolean" ? packed : features.repeated_field_encoding === "PACKED";
}

function defaultOf({ defaultValue, type: number }: FieldDescriptorProto, type: ProtoType): ProtoField["defaultValue"] {
  if (defaultValue === undefined) return undefined;
  if (type.kind !== "enum") return parseDefault(defaultValue, number);
  return type.definition.values.find(({ name }) => name === defaultValue)?.number;
}
