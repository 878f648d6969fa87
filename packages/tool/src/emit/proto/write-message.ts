import type { ProtoField, ProtoMessage, ProtoOneof } from "@kitex-ts/idl/proto";
import { isWide } from "../../plan/proto/message-shapes.ts";
import { type PropertySource, propertiesOf } from "../../plan/proto/property-names.ts";
import { inParts, testedMember } from "../many-fields.ts";
import { isInherited, ownTest, propertyAccess, propertyKey } from "../property.ts";
import { indented, loop } from "../source-lines.ts";
import type { ProtoCodecScope } from "./codec-scope.ts";
import { type Locals, localOf, planLocals } from "./locals.ts";
import { entryTags, groupEndTag, packedTag, valueTag, wireName } from "./wire-value.ts";

/** Prints the function that writes a message: its fields by their numbers, then what was kept of unknown ones. */
export function printMessageWriter(scope: ProtoCodecScope, message: ProtoMessage): void {
  const { file } = scope;
  const locals = planLocals(scope, message);
  const type = scope.messageType(message, "input");
  const fields = message.fields.toSorted((a, b) => a.number - b.number);
  const lines = [
    `${scope.door("checkMessage")}(value, depth);`,
    ...declarations(scope, message, locals),
    ...message.oneofs.map((oneof) => `let ${counter(message, oneof)} = 0;`),
    ...inParts([
      ...message.oneofs.map((oneof) => [oneofCheck(scope, localOf(locals, oneof))]),
      ...fields.map((field) => fieldLines(scope, message, field, locals)),
      ...message.oneofs.map((oneof) => [oneofEnd(scope, message, oneof, localOf(locals, oneof))]),
    ]),
    `${scope.door("writeUnknownFields")}(out, value[${scope.door("unknownFields")}]);`,
  ];
  file.blank();
  file.print(
    `export function ${scope.functionOf(message, "write")}(` +
      `value: ${type}, out: ${scope.doorType("ByteWriter")}, depth: number): void {`,
    ...indented(lines, "  "),
    "}",
  );
}

/** Reads all properties once. What an object inherits under some names is not the field. */
function declarations(scope: ProtoCodecScope, message: ProtoMessage, locals: Locals): string[] {
  const name = (property: PropertySource): string => scope.property(message, property);
  const own = propertiesOf(message).filter((property) => !isInherited(name(property)));
  const inherited = propertiesOf(message).filter((property) => isInherited(name(property)));
  const bindings = own.map((property) => binding(name(property), localOf(locals, property)));
  return [
    ...(bindings.length === 0 ? [] : [`const { ${bindings.join(", ")} } = value;`]),
    ...inherited.map((property) => {
      const access = propertyAccess("value", name(property));
      return `const ${localOf(locals, property)} = ${ownTest("value", name(property))} ? ${access} : undefined;`;
    }),
  ];
}

/** A property of a destructuring pattern. */
export function binding(name: string, local: string): string {
  return name === local ? name : `${propertyKey(name)}: ${local}`;
}

/** The variable that counts the members that a oneof has. */
function counter(message: ProtoMessage, oneof: ProtoOneof): string {
  return message.oneofs.length === 1 ? "members" : `members${message.oneofs.indexOf(oneof) + 1}`;
}

function oneofCheck(scope: ProtoCodecScope, local: string): string {
  return `if (${local} !== undefined) ${scope.door("checkOneof")}(${local});`;
}

function oneofEnd(scope: ProtoCodecScope, message: ProtoMessage, oneof: ProtoOneof, local: string): string {
  const members = counter(message, oneof);
  const refusal = `${scope.door("notOneMember")}(${JSON.stringify(oneof.name)}, ${members})`;
  return `if (${local} !== undefined && ${members} !== 1) throw ${refusal};`;
}

function fieldLines(scope: ProtoCodecScope, message: ProtoMessage, field: ProtoField, locals: Locals): string[] {
  if (field.oneof !== undefined) return memberLines(scope, message, field, field.oneof, localOf(locals, field.oneof));
  const local = localOf(locals, field);
  switch (field.cardinality) {
    case "implicit":
      return block(`if (${local} !== undefined && ${isSent(scope, field, local)})`, valueLines(scope, field, local));
    case "optional":
      return block(`if (${local} !== undefined)`, valueLines(scope, field, local));
    case "required":
      return field.type.kind === "message"
        ? block("", valueLines(scope, field, local))
        : valueLines(scope, field, local);
    case "repeated":
      return block(`if (${local} !== undefined)`, [
        `${scope.door("checkList")}(${local});`,
        ...listLines(scope, field, local),
      ]);
    case "map":
      return block(`if (${local} !== undefined)`, [
        `${scope.door("checkMap")}(${local});`,
        ...mapLines(scope, field, local),
      ]);
  }
}

function memberLines(
  scope: ProtoCodecScope,
  message: ProtoMessage,
  field: ProtoField,
  oneof: ProtoOneof,
  local: string,
): string[] {
  const name = scope.property(message, field);
  const key = JSON.stringify(name);
  const count = `${counter(message, oneof)}++;`;
  if (!isInherited(name)) {
    return testedMember(local, oneof.fields.length, (choice) => {
      const access = propertyAccess(choice, name);
      const head = `if (${choice} !== undefined && ${key} in ${choice} && ${access} !== undefined)`;
      return block(head, [count, ...valueLines(scope, field, access)]);
    });
  }
  // `in` is true of every object for such a name; the descriptor tells what the object has itself.
  return block(`if (${local} !== undefined)`, [
    `const item: ${scope.fieldType(field)} | undefined = Object.getOwnPropertyDescriptor(${local}, ${key})?.value;`,
    ...block("if (item !== undefined)", [count, ...valueLines(scope, field, "item")]),
  ]);
}

/** A condition that holds unless the value is the zero that a field without presence leaves out. */
function isSent(scope: ProtoCodecScope, { type }: ProtoField, value: string): string {
  switch (type.kind) {
    case "float":
    case "double":
      return `!${scope.door("isPlainZero")}(${value})`;
    case "bool":
      return `${value} !== false`;
    case "string":
      return `${value} !== ""`;
    case "bytes":
      return `${value}.length !== 0`;
    case "message":
    case "enum":
      return `${value} !== 0`;
    default:
      // It may be given as a number where it is read as a bigint.
      return isWide(type.kind) && scope.plan.options.i64 === "bigint"
        ? `${value} !== 0n && ${value} !== 0`
        : `${value} !== 0`;
  }
}

/** Lines that write one value with its tag. */
function valueLines(scope: ProtoCodecScope, field: ProtoField, value: string): string[] {
  const { type } = field;
  if (type.kind === "message") {
    const body = `${scope.functionOf(type.definition, "write")}(${value}, out, depth - 1);`;
    if (!field.delimited) return delimited(scope, valueTag(field), [body]);
    const writeTag = scope.door("writeTag");
    return [`${writeTag}(out, ${valueTag(field)});`, body, `${writeTag}(out, ${groupEndTag(field)});`];
  }
  return taggedScalar(scope, valueTag(field), wireName(type.kind), value);
}

function listLines(scope: ProtoCodecScope, field: ProtoField, list: string): string[] {
  const { type } = field;
  if (!field.packed || type.kind === "message") {
    return loop(`for (const item of ${list})`, valueLines(scope, field, "item"));
  }
  return [`${scope.door(`write${wireName(type.kind)}s`)}(out, ${packedTag(field)}, ${list});`];
}

/** An entry always has its key and its value: some readers, Kitex's for Go among them, refuse one without. */
function mapLines(scope: ProtoCodecScope, field: ProtoField, map: string): string[] {
  const { key, type } = field;
  if (key === undefined) throw new Error(`the map ${field.name} has no key`);
  const tags = entryTags(key, field);
  const value =
    type.kind === "message"
      ? [
          `const last = ${scope.door("beginDelimited")}(out, ${tags.value});`,
          `${scope.functionOf(type.definition, "write")}(item, out, depth - 1);`,
          `${scope.door("endDelimited")}(out, last);`,
        ]
      : taggedScalar(scope, tags.value, wireName(type.kind), "item");
  return loop(
    `for (const [key, item] of ${map})`,
    delimited(scope, valueTag(field), [...taggedScalar(scope, tags.key, wireName(key), "key"), ...value]),
  );
}

function taggedScalar(scope: ProtoCodecScope, tag: string, name: string, value: string): string[] {
  return [`${scope.door("writeTag")}(out, ${tag});`, `${scope.door(`write${name}`)}(out, ${value});`];
}

function delimited(scope: ProtoCodecScope, tag: string, body: readonly string[]): string[] {
  return [
    `const start = ${scope.door("beginDelimited")}(out, ${tag});`,
    ...body,
    `${scope.door("endDelimited")}(out, start);`,
  ];
}

function block(head: string, body: readonly string[]): string[] {
  return [head === "" ? "{" : `${head} {`, ...indented(body, "  "), "}"];
}
