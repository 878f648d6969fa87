import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoOneof } from "@kitex-ts/idl/proto";
import { enumsOf, messagesOf } from "../../plan/proto/module-names.ts";
import { isOneof, type PropertySource, propertiesOf } from "../../plan/proto/property-names.ts";
import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import { fieldTypeText } from "../../plan/proto/type-mapping.ts";
import type { Direction } from "../../plan/type-mapping.ts";
import { docComment } from "../doc-comment.ts";
import { protobufDoor } from "../doors.ts";
import { GeneratedFile } from "../generated-file.ts";
import { propertyKey } from "../property.ts";

/** Prints `types.ts`: what an application sees of a .proto file's data. */
export function protoTypesFile(module: ProtoModulePlan, plan: ProtoPlan): GeneratedFile {
  const { messages, enums } = module.names;
  const declared = [
    ...[...messages.values()].flatMap(({ type, input }) => [type, input]),
    ...[...enums.values()].map(({ type }) => type),
  ];
  const scope = { file: new GeneratedFile(`${module.folder}/types.ts`, declared), module, plan };
  for (const definition of enumsOf(module.file)) printEnum(scope, definition);
  for (const message of messagesOf(module.file)) {
    const names = plan.message(message);
    printMessage(scope, message, names.type, "output");
    if (names.input !== names.type) printMessage(scope, message, names.input, "input");
  }
  return scope.file;
}

interface TypesScope {
  readonly file: GeneratedFile;
  readonly module: ProtoModulePlan;
  readonly plan: ProtoPlan;
}

function printEnum({ file, plan }: TypesScope, definition: ProtoEnum): void {
  const { type } = plan.enum(definition);
  file.blank();
  file.print(...docComment(definition), `export const ${type} = {`);
  for (const value of definition.values) {
    file.print(...docComment(value, "  "), `  ${propertyKey(value.name)}: ${value.number},`);
  }
  file.print("} as const;");
  // Open: a newer peer may send a number that this file does not know.
  const numbers = new Set(definition.values.map(({ number }) => String(number)));
  file.print(...docComment(definition), `export type ${type} = ${[...numbers, "(number & {})"].join(" | ")};`);
}

function printMessage(scope: TypesScope, message: ProtoMessage, name: string, direction: Direction): void {
  const { file, plan } = scope;
  const { properties } = plan.message(message);
  file.blank();
  file.print(...docComment(message), `export interface ${name} {`);
  for (const property of propertiesOf(message)) {
    const key = propertyKey(properties.get(property) ?? property.name);
    file.print(...docComment(property, "  "));
    if (isOneof(property)) file.print(...oneofLines(scope, message, property, key, direction));
    else file.print(propertyLine(scope, property, key, direction));
  }
  file.print(`  [${file.import("unknownFields", protobufDoor)}]?: Uint8Array | undefined;`, "}");
}

function propertyLine(scope: TypesScope, field: ProtoField, key: string, direction: Direction): string {
  const type = typeOf(scope, field, direction);
  return mayBeAbsent(field, direction) ? `  ${key}?: ${type} | undefined;` : `  ${key}: ${type};`;
}

/** The members of a oneof are told apart by `in`. */
function oneofLines(
  scope: TypesScope,
  message: ProtoMessage,
  oneof: ProtoOneof,
  key: string,
  direction: Direction,
): string[] {
  const { properties } = scope.plan.message(message);
  const members = oneof.fields.flatMap((field) => [
    ...docComment(field, "    "),
    `    | { ${propertyKey(properties.get(field) ?? field.name)}: ${typeOf(scope, field, direction)} }`,
  ]);
  return [`  ${key}?:`, ...members, "    | undefined;"];
}

function typeOf({ file, module, plan }: TypesScope, field: ProtoField, direction: Direction): string {
  const importType = (name: string, of: ProtoFile): string =>
    of === module.file ? name : file.importType(name, plan.specifier(module, of, "types"));
  return fieldTypeText(field, direction, plan, importType);
}

/** Whether a value may lack the property: reading gives none, or writing needs none. */
function mayBeAbsent(property: PropertySource, direction: Direction): boolean {
  if (isOneof(property)) return true;
  if (direction === "input") return property.cardinality !== "required";
  return property.cardinality === "optional";
}
