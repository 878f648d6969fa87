import type { StructDefinition, StructField } from "@kitex-ts/idl";
import { NameScope } from "../plan/naming.ts";
import type { CodecScope } from "./codec-scope.ts";
import { defaultText, isOmittedWhenAbsent } from "./descriptor.ts";
import { zeroLiteral } from "./literal.ts";
import { propertyKey } from "./property.ts";
import { ValueReader } from "./read-value.ts";
import { indented, levels, wrapped } from "./source-lines.ts";
import { fieldHeader } from "./wire-type.ts";

/** Local variables by field. */
export type Locals = ReadonlyMap<StructField, string>;

/** Prints the function that reads a struct or exception of the IDL. */
export function printStructReader(scope: CodecScope, struct: StructDefinition, keepsUnknown: boolean): void {
  const { file } = scope;
  const names = scope.plan.struct(struct);
  const locals = planLocals(scope, struct);
  const object = objectLines(struct, (field) => presentValue(scope, struct, field, localOf(locals, field)));
  const isException = struct.kind === "exception";
  printHead(scope, names.read, scope.typeName(names.type, struct.file));
  file.print(...indented(fieldLoop(scope, struct.fields, locals, "depth - 1", keepsUnknown), "  "));
  file.print(...indented(requiredChecks(scope, struct, locals), "  "));
  if (keepsUnknown) {
    const local = isException ? "fields" : "value";
    file.print(
      ...indented(wrapped(`const ${local}: ${scope.typeName(names.fields, struct.file)} = `, object, ";"), "  "),
    );
    file.print(`  if (kept !== undefined) ${local}[${scope.door("unknownFields")}] = kept.bytes(input);`);
    file.print(`  return ${isException ? `new ${scope.classOf(struct)}(fields)` : "value"};`, "}");
  } else {
    const [before, behind] = isException ? [`return new ${scope.classOf(struct)}(`, ");"] : ["return ", ";"];
    file.print(...indented(wrapped(before, object, behind), "  "), "}");
  }
}

/** Prints the function that reads a union: the last known member that the bytes have. */
export function printUnionReader(scope: CodecScope, union: StructDefinition, keepsUnknown: boolean): void {
  const { file } = scope;
  const names = scope.plan.struct(union);
  const type = scope.typeName(names.type, union.file);
  const cases = union.fields.flatMap((field) => [
    `case ${fieldHeader(field.type, field.id)}: {`,
    ...indented(new ValueReader(scope, levels("depth - 1")).lines(field.type, "member", "declare"), "  "),
    `  value = { ${propertyKey(field.name)}: member };`,
    "  break;",
    "}",
  ]);
  printHead(scope, names.read, type);
  const start = keepsUnknown ? `let value: ${type} | undefined;` : `let value: ${type} = { $unknown: true };`;
  file.print(`  ${start}`);
  file.print(...indented(headerLoop(scope, cases, "depth - 1", keepsUnknown), "  "));
  if (keepsUnknown) {
    file.print("  if (value !== undefined) return value;", "  if (kept === undefined) return { $unknown: true };");
    file.print(`  return { $unknown: true, [${scope.door("unknownFields")}]: kept.bytes(input) };`, "}");
  } else {
    file.print("  return value;", "}");
  }
}

/** Prints the function that makes a struct or exception of defaults. */
export function printDefaults(scope: CodecScope, struct: StructDefinition): void {
  const { file } = scope;
  const names = scope.plan.struct(struct);
  const object = objectLines(struct, (field) => absentValue(scope, struct, field));
  file.blank();
  file.print(`/** What stands for ${withArticle(names.type)} that was not sent. */`);
  file.print(`export function ${names.create}(): ${scope.typeName(names.type, struct.file)} {`);
  const [before, behind] =
    struct.kind === "exception" ? [`return new ${scope.classOf(struct)}(`, ");"] : ["return ", ";"];
  file.print(...indented(wrapped(before, object, behind), "  "), "}");
}

/**
 * Names a local variable for each field: its own name where nothing else in the file is called so. Everything that the
 * fields' code mentions is imported first, so that no variable hides it.
 */
export function planLocals(scope: CodecScope, struct: StructDefinition): Locals {
  for (const field of struct.fields) {
    new ValueReader(scope, levels("depth")).lines(field.type, "_", "assign");
    absentValue(scope, struct, field);
  }
  const names = new NameScope([], (name) => scope.isFree(name));
  return new Map(struct.fields.map((field) => [field, names.claim(field.name)]));
}

export function localOf(locals: Locals, field: StructField): string {
  const local = locals.get(field);
  if (local === undefined) throw new Error(`the field ${field.name} has no variable`);
  return local;
}

/** Lines that declare a variable for each field and read the fields into them, up to the end of the struct. */
export function fieldLoop(
  scope: CodecScope,
  fields: readonly StructField[],
  locals: Locals,
  depth: string,
  keepsUnknown: boolean,
): string[] {
  const cases = fields.flatMap((field) => {
    const body = new ValueReader(scope, levels(depth)).lines(field.type, localOf(locals, field), "assign");
    const label = `case ${fieldHeader(field.type, field.id)}:`;
    // Lines that declare a variable of their own need a block of their own.
    return body.length === 1
      ? [label, `  ${body[0]}`, "  break;"]
      : [`${label} {`, ...indented(body, "  "), "  break;", "}"];
  });
  return [
    ...fields.map((field) => `let ${localOf(locals, field)}: ${unionWithUndefined(scope.type(field.type, "output"))};`),
    ...headerLoop(scope, cases, depth, keepsUnknown),
  ];
}

/** Lines that refuse a message without a field that is required. */
export function requiredChecks(scope: CodecScope, struct: StructDefinition, locals: Locals): string[] {
  return struct.fields
    .filter((field) => field.requiredness === "required")
    .map((field) => `if (${localOf(locals, field)} === undefined) throw ${missing(scope, field)};`);
}

export function missing(scope: CodecScope, field: StructField): string {
  return `${scope.door("missingRequired")}(${JSON.stringify(field.name)})`;
}

/** An object literal with a property for each field, in the order of the IDL. */
export function objectLines(struct: StructDefinition, value: (field: StructField) => string): string[] {
  if (struct.fields.length === 0) return ["{}"];
  const properties = struct.fields.map((field) => {
    const text = value(field);
    return text === field.name && text !== "__proto__" ? `${text},` : `${propertyKey(field.name)}: ${text},`;
  });
  return ["{", ...indented(properties, "  "), "}"];
}

/** The value of a field that was perhaps sent, by its variable. */
export function presentValue(scope: CodecScope, struct: StructDefinition, field: StructField, local: string): string {
  if (field.requiredness === "required") return local;
  const absent = absentValue(scope, struct, field);
  return absent === "undefined" ? local : `${local} ?? ${absent}`;
}

/** What a field is that nobody sent. */
function absentValue(scope: CodecScope, struct: StructDefinition, field: StructField): string {
  if (field.defaultValue !== undefined) return defaultText(scope, field);
  if (field.requiredness === "optional" || isOmittedWhenAbsent(scope, struct, field)) return "undefined";
  scope.literals.size.reset();
  return zeroLiteral(field.type, scope.literals, field.position);
}

function printHead(scope: CodecScope, name: string, type: string): void {
  scope.file.blank();
  scope.file.print(`export function ${name}(input: ${scope.doorType("ByteReader")}, depth: number): ${type} {`);
  scope.file.print(`  if (depth <= 0) throw ${scope.door("tooDeep")}();`);
}

/** Lines that read field headers up to the end of the struct, and pass over what no case takes. */
function headerLoop(scope: CodecScope, cases: readonly string[], depth: string, keepsUnknown: boolean): string[] {
  const next = `${scope.door("readFieldHeader")}(input)`;
  const other = keepsUnknown
    ? `kept = ${scope.door("keepField")}(input, header, ${depth}, kept);`
    : `${scope.door("skip")}(input, header >>> 16, ${depth});`;
  const body =
    cases.length === 0 ? [other] : ["switch (header) {", ...indented([...cases, "default:", `  ${other}`], "  "), "}"];
  return [
    ...(keepsUnknown ? [`let kept: ${scope.doorType("KeptFields")} | undefined;`] : []),
    `for (let header = ${next}; header !== 0; header = ${next}) {`,
    ...indented(body, "  "),
    "}",
  ];
}

function unionWithUndefined(type: string): string {
  return `${type} | undefined`;
}

function withArticle(name: string): string {
  return `${/^[AEIOUaeiou]/.test(name) ? "an" : "a"} ${name}`;
}
