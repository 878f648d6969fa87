import type { ProtoEnum, ProtoField, ProtoMessage, ProtoType } from "@kitex-ts/idl/proto";
import type { ProtoCodecScope } from "./codec-scope.ts";

/** Prints the description of an enum and, where it is closed, the function that knows its numbers. */
export function printEnumDescriptor(scope: ProtoCodecScope, definition: ProtoEnum): void {
  const { file } = scope;
  file.blank();
  file.print(
    `export const ${scope.ofEnum(definition, "descriptor")}: ${scope.doorType("EnumDescriptor")} = {`,
    `  name: ${JSON.stringify(definition.fullName)},`,
    "  values: [",
    ...definition.values.map(({ name, number }) => `    { name: ${JSON.stringify(name)}, number: ${number} },`),
    "  ],",
    ...(definition.closed ? ["  closed: true,"] : []),
    "};",
  );
  if (!definition.closed) return;
  const numbers = new Set(definition.values.map(({ number }) => number));
  file.blank();
  file.print(
    `export function ${scope.ofEnum(definition, "includes")}(value: number): boolean {`,
    "  switch (value) {",
    ...[...numbers].map((number) => `    case ${number}:`),
    "      return true;",
    "    default:",
    "      return false;",
    "  }",
    "}",
  );
}

/** Prints the description of a message: what the JSON mapping and the adapters go by. */
export function printMessageDescriptor(scope: ProtoCodecScope, message: ProtoMessage): void {
  const { file } = scope;
  const [output, input] = [scope.messageType(message, "output"), scope.messageType(message, "input")];
  const parameters = output === input ? output : `${output}, ${input}`;
  const fields = message.fields.map((field) => `    ${fieldText(scope, message, field)},`);
  file.blank();
  file.print(
    `export const ${scope.functionOf(message, "descriptor")}: ${scope.doorType("MessageDescriptor")}<${parameters}> = {`,
    `  name: ${JSON.stringify(message.fullName)},`,
    ...(fields.length === 0 ? ["  fields: [],"] : ["  fields: [", ...fields, "  ],"]),
    ...(scope.plan.options.i64 === "number" ? ['  i64: "number",'] : []),
    `  write: ${scope.functionOf(message, "write")},`,
    `  read: ${scope.functionOf(message, "read")},`,
    "};",
  );
}

function fieldText(scope: ProtoCodecScope, message: ProtoMessage, field: ProtoField): string {
  const parts = [
    `number: ${field.number}`,
    `name: ${JSON.stringify(field.name)}`,
    `property: ${JSON.stringify(scope.property(message, field))}`,
    `jsonName: ${JSON.stringify(field.jsonName)}`,
    `cardinality: ${JSON.stringify(field.cardinality)}`,
    `type: ${typeText(scope, field.type, field.delimited)}`,
  ];
  if (field.key !== undefined) parts.push(`key: ${JSON.stringify(field.key)}`);
  if (field.packed) parts.push("packed: true");
  if (field.oneof !== undefined) parts.push(`oneof: ${JSON.stringify(scope.property(message, field.oneof))}`);
  if (field.checkUtf8) parts.push("checkUtf8: true");
  if (field.defaultValue !== undefined) parts.push(`defaultValue: ${defaultText(field.defaultValue)}`);
  return `{ ${parts.join(", ")} }`;
}

function typeText(scope: ProtoCodecScope, type: ProtoType, delimited: boolean): string {
  switch (type.kind) {
    case "enum":
      return `{ kind: "enum", enum: () => ${scope.ofEnum(type.definition, "descriptor")} }`;
    case "message": {
      const message = `message: () => ${scope.functionOf(type.definition, "descriptor")}`;
      return `{ kind: "message", ${message}${delimited ? ", delimited: true" : ""} }`;
    }
    default:
      return `{ kind: ${JSON.stringify(type.kind)} }`;
  }
}

function defaultText(value: NonNullable<ProtoField["defaultValue"]>): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Uint8Array)
    return value.length === 0 ? "new Uint8Array(0)" : `Uint8Array.of(${value.join(", ")})`;
  return Object.is(value, -0) ? "-0" : String(value);
}
