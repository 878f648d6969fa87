import protobuf from "protobufjs";
import { type DescriptorProto, type FieldDescriptorProto, FieldLabel, FieldType } from "../descriptor-proto.ts";
import { defaultJsonName } from "../json-name.ts";
import type { Statement } from "./outline.ts";

const scalarTypes: ReadonlyMap<string, number> = new Map(
  Object.entries(FieldType).filter(([name]) => name !== "group" && name !== "message" && name !== "enum"),
);

/** The field, extension or group that a statement defines in a scope; `undefined` when the parser left it out. */
export function fieldIn(scope: protobuf.NamespaceBase, { name, kind }: Statement): protobuf.Field | undefined {
  if (name === undefined) return undefined;
  // protobufjs calls the field of a group by the group's name with a small first letter.
  const key = kind === "group" ? name.text.charAt(0).toLowerCase() + name.text.slice(1) : name.text;
  const found = scope.get(key);
  return found instanceof protobuf.Field ? found : undefined;
}

/** The descriptor of a field; a type that is not built in has its name as written. */
export function describeField(field: protobuf.Field, statement: Statement): FieldDescriptorProto {
  const name = statement.kind === "group" ? field.name.toLowerCase() : field.name;
  return {
    name,
    number: field.id,
    label: labelOf(field),
    ...typeOf(field, name, statement),
    ...(field.extend === undefined ? {} : { extendee: field.extend }),
    jsonName: defaultJsonName(name),
  };
}

function labelOf(field: protobuf.Field): number {
  if (field.rule === "required") return FieldLabel.Required;
  return field.rule === "repeated" || field instanceof protobuf.MapField ? FieldLabel.Repeated : FieldLabel.Optional;
}

function typeOf(field: protobuf.Field, name: string, statement: Statement): { type?: number; typeName?: string } {
  if (field instanceof protobuf.MapField) return { type: FieldType.message, typeName: entryName(name) };
  if (statement.kind === "group") return { type: FieldType.group, typeName: statement.name?.text ?? "" };
  return typeNamed(field.type);
}

function typeNamed(name: string): { type?: number; typeName?: string } {
  const type = scalarTypes.get(name);
  return type === undefined ? { typeName: name } : { type };
}

/** The name of the message that a map's entries are on the wire. */
function entryName(field: string): string {
  const json = defaultJsonName(field);
  return `${json.charAt(0).toUpperCase()}${json.slice(1)}Entry`;
}

/** The message that the entries of a map are on the wire. */
export function mapEntry(field: protobuf.MapField, name: string): DescriptorProto {
  const part = (called: string, number: number, type: string): FieldDescriptorProto => ({
    name: called,
    number,
    label: FieldLabel.Optional,
    ...typeNamed(type),
    jsonName: called,
  });
  return {
    name: entryName(name),
    field: [part("key", 1, field.keyType), part("value", 2, field.type)],
    extension: [],
    nestedType: [],
    enumType: [],
    extensionRange: [],
    oneofDecl: [],
    // MessageOptions.map_entry = 7: true
    options: Uint8Array.of(0x38, 0x01),
    reservedRange: [],
    reservedName: [],
  };
}

/**
 * Gives each `optional` field of proto3 the oneof that stands for it in a descriptor: behind the real ones, called by the
 * field's name behind an underscore, and as many letters X before that as make the name free.
 */
export function addSyntheticOneofs(message: DescriptorProto): void {
  const names = new Set([...message.field, ...message.oneofDecl].map(({ name }) => name));
  for (const field of message.field) {
    if (field.proto3Optional !== true) continue;
    let name = `_${field.name}`;
    while (names.has(name)) name = `X${name}`;
    names.add(name);
    field.oneofIndex = message.oneofDecl.length;
    message.oneofDecl.push({ name });
  }
}
