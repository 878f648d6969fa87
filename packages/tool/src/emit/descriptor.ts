import type { StructDefinition, StructField, ThriftType } from "@kitex-ts/idl";
import { underlying } from "../plan/shapes.ts";
import type { CodecScope } from "./codec-scope.ts";
import { constLiteral } from "./literal.ts";

/** What a description says beside the fields. */
export interface DescriptorTraits {
  readonly keepsUnknown?: boolean;
  /** The struct is a message whose only field is the value: it is there even where a field might be left out. */
  readonly isOneValue?: boolean;
}

/** Prints the description of a struct, union or exception: what the interpreter and the JIT go by. */
export function printDescriptor(
  scope: CodecScope,
  struct: StructDefinition,
  name: string,
  traits: DescriptorTraits,
): void {
  const { file } = scope;
  file.blank();
  file.print(`export const ${name}: ${scope.doorType("StructDescriptor")} = {`);
  file.print(`  kind: ${JSON.stringify(struct.kind)},`, `  name: ${JSON.stringify(struct.name)},`);
  if (struct.fields.length === 0) file.print("  fields: [],");
  else
    file.print(
      "  fields: [",
      ...struct.fields.map((field) => `    ${fieldText(scope, struct, field, traits)},`),
      "  ],",
    );
  if (struct.kind === "exception") {
    const fields = scope.typeName(scope.plan.struct(struct).fields, struct.file);
    const type = scope.classOf(struct);
    file.print(`  create: (fields: ${fields}) => new ${type}(fields),`);
    file.print(`  isInstance: (value) => value instanceof ${type},`);
  }
  if (traits.keepsUnknown === true) file.print("  keepUnknownFields: true,");
  file.print("};");
}

/** Whether a field without a word is left out when it is absent. */
export function isOmittedWhenAbsent(scope: CodecScope, struct: StructDefinition, field: StructField): boolean {
  if (field.requiredness !== "default" || field.defaultValue !== undefined) return false;
  return scope.plan.shapes.isOmittable(field.type, struct);
}

function fieldText(scope: CodecScope, struct: StructDefinition, field: StructField, traits: DescriptorTraits): string {
  const requiredness = struct.kind === "union" ? "optional" : field.requiredness;
  const parts = [
    `id: ${field.id}`,
    `name: ${JSON.stringify(field.name)}`,
    `type: ${typeDescriptor(scope, field.type)}`,
    `requiredness: ${JSON.stringify(requiredness)}`,
  ];
  if (field.defaultValue !== undefined && struct.kind !== "union")
    parts.push(`default: () => ${arrowBody(defaultText(scope, field))}`);
  if (struct.kind !== "union" && traits.isOneValue !== true && isOmittedWhenAbsent(scope, struct, field))
    parts.push("omitAbsent: true");
  return `{ ${parts.join(", ")} }`;
}

/** The IDL's default of a field as an expression that makes a fresh value; the field must have one. */
export function defaultText(scope: CodecScope, field: StructField): string {
  if (field.defaultValue === undefined) throw new Error(`the field ${field.name} has no default`);
  scope.literals.size.reset();
  return constLiteral(field.defaultValue, field.type, scope.literals, field.position);
}

/** An expression as the body of an arrow function. */
function arrowBody(expression: string): string {
  return expression.startsWith("{") ? `(${expression})` : expression;
}

function typeDescriptor(scope: CodecScope, type: ThriftType): string {
  const inner = underlying(type);
  switch (inner.kind) {
    case "list":
    case "set":
      return `{ kind: "${inner.kind}", element: ${typeDescriptor(scope, inner.element)} }`;
    case "map":
      return `{ kind: "map", key: ${typeDescriptor(scope, inner.key)}, value: ${typeDescriptor(scope, inner.value)} }`;
    case "struct":
      return `{ kind: "struct", struct: () => ${scope.functionOf(inner.definition, "descriptor")} }`;
    case "i64":
      return scope.plan.options.i64 === "number" ? '{ kind: "i64", as: "number" }' : '{ kind: "i64" }';
    default:
      return `{ kind: "${inner.kind}" }`;
  }
}
