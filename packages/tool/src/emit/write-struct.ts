import type { StructDefinition, StructField } from "@kitex-ts/idl";
import { underlying } from "../plan/shapes.ts";
import type { CodecScope } from "./codec-scope.ts";
import { defaultText, isOmittedWhenAbsent } from "./descriptor.ts";
import { inParts, testedMember } from "./many-fields.ts";
import { absenceTest, isInherited, ownTest, propertyAccess } from "./property.ts";
import { indented, levels } from "./source-lines.ts";
import { fieldHeader, hasFixedSize } from "./wire-type.ts";
import { scalarName, valueLines } from "./write-value.ts";

/** Prints the function that writes a struct or exception of the IDL. */
export function printStructWriter(scope: CodecScope, struct: StructDefinition, keepsUnknown: boolean): void {
  const names = scope.plan.struct(struct);
  const value = scope.typeName(names.input, struct.file);
  printHead(scope, `export function ${names.write}`, value);
  const isException = struct.kind === "exception";
  if (isException) scope.file.print("  const { fields } = value;");
  const object = isException ? "fields" : "value";
  scope.file.print(`  ${scope.door("checkStruct")}(${object}, depth);`);
  printFields(scope, struct, object, "depth - 1");
  if (keepsUnknown)
    scope.file.print(`  ${scope.door("writeUnknownFields")}(out, ${object}[${scope.door("unknownFields")}]);`);
  printStop(scope);
}

/** Prints the function that writes a union: exactly one member, or what was kept of an unknown one. */
export function printUnionWriter(scope: CodecScope, union: StructDefinition, keepsUnknown: boolean): void {
  const { file } = scope;
  const names = scope.plan.struct(union);
  printHead(scope, `export function ${names.write}`, scope.typeName(names.input, union.file));
  file.print(`  ${scope.door("checkStruct")}(value, depth);`, "  let members = 0;");
  file.print(...indented(inParts(union.fields.map((field) => memberLines(scope, union, field))), "  "));
  const refusal = `${scope.door("notOneMember")}(${JSON.stringify(union.name)}, members)`;
  if (keepsUnknown) {
    const symbol = scope.door("unknownFields");
    file.print(
      `  if (members === 0 && "$unknown" in value && value[${symbol}] !== undefined) {`,
      `    ${scope.door("writeUnknownFields")}(out, value[${symbol}]);`,
      `  } else if (members !== 1) throw ${refusal};`,
    );
  } else {
    file.print(`  if (members !== 1) throw ${refusal};`);
  }
  printStop(scope);
}

/** Prints the fields of an object, in the order in which Kitex writes them. */
export function printFields(scope: CodecScope, struct: StructDefinition, object: string, depth: string): void {
  const fixed = struct.fields.filter((field) => hasFixedSize(field.type));
  const others = struct.fields.filter((field) => !hasFixedSize(field.type));
  const statements = [...fixed, ...others].map((field) => statementLines(scope, struct, field, object, depth));
  scope.file.print(...indented(inParts(statements), "  "));
}

/** Lines that write a whole field whose value is the expression `value`. */
export function fieldLines(scope: CodecScope, field: StructField, value: string, depth: string): string[] {
  const header = fieldHeader(field.type, field.id);
  const whole = scalarName(field.type);
  if (whole !== undefined) return [`${scope.door(`write${whole}Field`)}(out, ${header}, ${value});`];
  return [
    `${scope.door("writeFieldHeader")}(out, ${header});`,
    ...valueLines(scope, field.type, value, levels(depth), 0),
  ];
}

function printHead(scope: CodecScope, start: string, value: string): void {
  scope.file.blank();
  scope.file.print(`${start}(value: ${value}, out: ${scope.doorType("ByteWriter")}, depth: number): void {`);
}

function printStop(scope: CodecScope): void {
  scope.file.print("  out.writeByte(0);", "}");
}

function statementLines(
  scope: CodecScope,
  struct: StructDefinition,
  field: StructField,
  object: string,
  depth: string,
): string[] {
  const access = propertyAccess(object, field.name);
  const inherited = isInherited(field.name);
  const own = ownTest(object, field.name);
  if (field.requiredness === "optional" || isOmittedWhenAbsent(scope, struct, field)) {
    const conditions = [...(inherited ? [own] : []), `${access} !== undefined`, ...unlessDefault(scope, field, access)];
    return [`if (${conditions.join(" && ")}) {`, ...indented(fieldLines(scope, field, access, depth), "  "), "}"];
  }
  if (field.defaultValue !== undefined) {
    const value = `${absenceTest(object, field.name)} ? ${defaultText(scope, field)} : ${access}`;
    if (scalarName(field.type) !== undefined) return fieldLines(scope, field, value, depth);
    const type = scope.type(field.type, "input");
    const item = `const item: ${type} = ${value};`;
    return ["{", ...indented([item, ...fieldLines(scope, field, "item", depth)], "  "), "}"];
  }
  const lines = fieldLines(scope, field, access, depth);
  // What an object inherits under such a name is not the field.
  return inherited
    ? [`if (!${own}) throw ${scope.door("missingRequired")}(${JSON.stringify(field.name)});`, ...lines]
    : lines;
}

/**
 * What must hold besides, so that an optional field is sent: it differs from the IDL's default, which the reader fills
 * in. Kitex's generated code leaves such values out, for everything but binary and containers.
 */
function unlessDefault(scope: CodecScope, field: StructField, access: string): readonly string[] {
  const { defaultValue } = field;
  if (field.requiredness !== "optional" || defaultValue === undefined) return [];
  switch (underlying(field.type).kind) {
    case "binary":
    case "list":
    case "set":
    case "map":
    case "struct":
      return [];
    case "i64": {
      if (defaultValue.kind !== "int") break;
      // It may be given as a number where its default is a bigint.
      const { value } = defaultValue;
      return [`${access} !== ${value}n`, ...(Number.isSafeInteger(Number(value)) ? [`${access} !== ${value}`] : [])];
    }
    default:
  }
  return [`${access} !== ${defaultText(scope, field)}`];
}

function memberLines(scope: CodecScope, union: StructDefinition, field: StructField): string[] {
  const name = JSON.stringify(field.name);
  const written = (value: string): string[] =>
    indented(["members++;", ...fieldLines(scope, field, value, "depth - 1")], "  ");
  if (!isInherited(field.name)) {
    return testedMember("value", union.fields.length, (variable) => {
      const access = propertyAccess(variable, field.name);
      return [`if (${name} in ${variable} && ${access} !== undefined) {`, ...written(access), "}"];
    });
  }
  // `in` is true of every object for such a name; the descriptor tells what the object has itself.
  const type = scope.type(field.type, "input");
  const item = `const item: ${type} | undefined = Object.getOwnPropertyDescriptor(value, ${name})?.value;`;
  return ["{", ...indented([item, "if (item !== undefined) {", ...written("item"), "}"], "  "), "}"];
}
