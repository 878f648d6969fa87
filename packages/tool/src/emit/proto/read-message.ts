import type { ProtoField, ProtoMessage, ProtoType } from "@kitex-ts/idl/proto";
import { isWide } from "../../plan/proto/message-shapes.ts";
import { isOneof, propertiesOf } from "../../plan/proto/property-names.ts";
import { isInherited, propertyAccess, propertyKey } from "../property.ts";
import { indented } from "../source-lines.ts";
import type { ProtoCodecScope } from "./codec-scope.ts";
import { type Locals, localOf, planLocals } from "./locals.ts";
import { entryTags, isPackable, packedTag, readText, valueTag, wireName, zeroText } from "./wire-value.ts";
import { binding } from "./write-message.ts";

/**
 * Prints the function that reads a message. Its parameter `before` is what an earlier occurrence of the same field gave:
 * the specification has them merged.
 */
export function printMessageReader(scope: ProtoCodecScope, message: ProtoMessage): void {
  const { file } = scope;
  const locals = planLocals(scope, message);
  const type = scope.messageType(message, "output");
  const cases = message.fields.flatMap((field) => fieldCases(scope, message, field, locals));
  const lines = [
    `${scope.door("checkDepth")}(depth);`,
    ...declarations(scope, message, locals),
    ...mergeLines(scope, message, locals),
    ...tagLoop(scope, "end", cases),
    ...requiredChecks(scope, message, locals),
    ...objectLines(scope, message, locals, type),
    `if (kept !== undefined) value[${scope.door("unknownFields")}] = kept.toBytes();`,
    "return value;",
  ];
  file.blank();
  file.print(
    `export function ${scope.functionOf(message, "read")}(`,
    `  input: ${scope.doorType("ByteReader")},`,
    "  end: number,",
    "  depth: number,",
    `  before?: ${type},`,
    `): ${type} {`,
    ...indented(lines, "  "),
    "}",
  );
}

function declarations(scope: ProtoCodecScope, message: ProtoMessage, locals: Locals): string[] {
  const variables = propertiesOf(message).map((property) => {
    const local = localOf(locals, property);
    if (isOneof(property)) {
      const type = scope.messageType(message, "output");
      return `let ${local}: ${type}[${JSON.stringify(scope.property(message, property))}];`;
    }
    const type = scope.fieldType(property);
    switch (property.cardinality) {
      case "implicit":
        return `let ${local}: ${type} = ${implicitZero(scope, property)};`;
      case "repeated":
        return `let ${local}: ${type} = [];`;
      case "map":
        return `let ${local}: ${type} = new Map();`;
      default:
        return `let ${local}: ${type} | undefined;`;
    }
  });
  return [...variables, `let kept: ${scope.doorType("KeptFields")} | undefined;`];
}

function implicitZero(scope: ProtoCodecScope, { name, type }: ProtoField): string {
  if (type.kind === "message") throw new Error(`the message field ${name} has no zero value`);
  return zeroText(scope, type);
}

function mergeLines(scope: ProtoCodecScope, message: ProtoMessage, locals: Locals): string[] {
  const bindings = propertiesOf(message).map((property) =>
    binding(scope.property(message, property), localOf(locals, property)),
  );
  const kept = `kept = ${scope.door("keptBefore")}(before);`;
  if (bindings.length === 0) return [`if (before !== undefined) ${kept}`];
  return ["if (before !== undefined) {", `  ({ ${bindings.join(", ")} } = before);`, `  ${kept}`, "}"];
}

/** The loop over the fields of a message that keeps what it does not know. */
function tagLoop(scope: ProtoCodecScope, end: string, cases: readonly string[]): string[] {
  return [
    `while (${scope.door("hasMore")}(input, ${end})) {`,
    "  const start = input.position;",
    `  const tag = ${scope.door("readTag")}(input);`,
    "  switch (tag) {",
    ...indented(cases, "    "),
    "    default:",
    `      kept = ${scope.door("keepField")}(input, start, tag, depth - 1, kept);`,
    "  }",
    "}",
  ];
}

function requiredChecks(scope: ProtoCodecScope, message: ProtoMessage, locals: Locals): string[] {
  return message.fields
    .filter(({ cardinality }) => cardinality === "required")
    .map((field) => {
      const refusal = `${scope.door("missingRequired")}(${JSON.stringify(field.name)})`;
      return `if (${localOf(locals, field)} === undefined) throw ${refusal};`;
    });
}

/** The object, made at once, so that all of a type have one shape. */
function objectLines(scope: ProtoCodecScope, message: ProtoMessage, locals: Locals, type: string): string[] {
  const properties = propertiesOf(message).map((property) => {
    const local = localOf(locals, property);
    return binding(scope.property(message, property), local);
  });
  return [`const value: ${type} = ${properties.length === 0 ? "{}" : `{ ${properties.join(", ")} }`};`];
}

function fieldCases(scope: ProtoCodecScope, message: ProtoMessage, field: ProtoField, locals: Locals): string[] {
  if (field.oneof !== undefined) return memberCase(scope, message, field, localOf(locals, field.oneof));
  const local = localOf(locals, field);
  switch (field.cardinality) {
    case "repeated":
      return listCases(scope, field, local);
    case "map":
      return mapCase(scope, field, local);
    default:
      return singleCase(scope, field, local, (value) => `${local} = ${value};`);
  }
}

/** A field that holds one value; `before` is an expression for the one it held until then. */
function singleCase(
  scope: ProtoCodecScope,
  field: ProtoField,
  before: string,
  assign: (value: string) => string,
): string[] {
  const { type } = field;
  if (type.kind === "message") return messageCase(scope, field, before, assign);
  const value = readText(scope, type.kind, field.checkUtf8);
  if (!isClosed(type)) return caseOf(valueTag(field), [assign(value)]);
  return caseOf(valueTag(field), closedLines(scope, field, value, assign("number")));
}

function memberCase(scope: ProtoCodecScope, message: ProtoMessage, field: ProtoField, local: string): string[] {
  const name = scope.property(message, field);
  const key = JSON.stringify(name);
  const member = isInherited(name)
    ? `(${local} && Object.getOwnPropertyDescriptor(${local}, ${key})?.value)`
    : `(${local} !== undefined && ${key} in ${local} ? ${propertyAccess(local, name)} : undefined)`;
  return singleCase(scope, field, member, (value) => `${local} = { ${propertyKey(name)}: ${value} };`);
}

function messageCase(
  scope: ProtoCodecScope,
  field: ProtoField,
  before: string | undefined,
  assign: (value: string) => string,
): string[] {
  const { type } = field;
  if (type.kind !== "message") throw new Error(`${field.name} is no message`);
  const read = scope.functionOf(type.definition, "read");
  const merged = before === undefined ? "" : `, ${before}`;
  if (!field.delimited) {
    return caseOf(valueTag(field), [assign(`${read}(input, ${scope.door("readEnd")}(input), depth - 1${merged})`)]);
  }
  return caseOf(valueTag(field), [
    `const last = ${scope.door("findGroupEnd")}(input, tag, depth - 1);`,
    assign(`${read}(input, last, depth - 1${merged})`),
    `${scope.door("readTag")}(input);`,
  ]);
}

/** A repeated field is read packed and unpacked, whichever way it is written. */
function listCases(scope: ProtoCodecScope, field: ProtoField, list: string): string[] {
  const { type } = field;
  const push = (value: string): string => `${list}.push(${value});`;
  const claim = `${scope.door("claimElement")}(input);`;
  if (type.kind === "message") {
    const [label = "", ...body] = messageCase(scope, field, undefined, push);
    return [label, `  ${claim}`, ...body];
  }
  const value = readText(scope, type.kind, field.checkUtf8);
  const element = isClosed(type) ? closedLines(scope, field, value, push("number")) : [push(value)];
  const unpacked = caseOf(valueTag(field), [claim, ...element]);
  if (!isPackable(type)) return unpacked;
  const isPlain = !isClosed(type) && !(isWide(type.kind) && scope.plan.options.i64 === "number");
  const packed = isPlain
    ? caseOf(packedTag(field), [`${scope.door(`read${wireName(type.kind)}s`)}(input, ${list});`])
    : caseOf(packedTag(field), [
        `const last = ${scope.door("readEnd")}(input);`,
        `while (${scope.door("hasElement")}(input, last)) {`,
        ...indented(element, "  "),
        "}",
      ]);
  return [...unpacked, ...packed];
}

function mapCase(scope: ProtoCodecScope, field: ProtoField, map: string): string[] {
  const { key, type } = field;
  if (key === undefined) throw new Error(`the map ${field.name} has no key`);
  const tags = entryTags(key, field);
  const readKey = readText(scope, key, field.checkUtf8);
  const keyZero = zeroText(scope, { kind: key });
  const isMessage = type.kind === "message";
  const readItem = isMessage
    ? `${scope.functionOf(type.definition, "read")}(input, ${scope.door("readEnd")}(input), depth - 1, item)`
    : readText(scope, type.kind, field.checkUtf8);
  // A message that was not sent is one without fields.
  const item = isMessage
    ? `item ?? ${scope.functionOf(type.definition, "read")}(input, input.position, depth - 1)`
    : "item";
  const set = `${map}.set(key, ${item});`;
  const store = isClosed(type)
    ? [
        `if (${scope.ofEnum(type.definition, "includes")}(item)) ${set}`,
        `else kept = ${scope.door("keepRange")}(input, start, kept);`,
      ]
    : [set];
  return caseOf(valueTag(field), [
    `const last = ${scope.door("readEnd")}(input);`,
    `${scope.door("claimElement")}(input);`,
    `let key = ${keyZero};`,
    isMessage
      ? `let item: ${scope.valueType(field)} | undefined;`
      : `let item: ${scope.valueType(field)} = ${zeroText(scope, type)};`,
    `while (${scope.door("hasMore")}(input, last)) {`,
    `  const tag = ${scope.door("readTag")}(input);`,
    `  if (tag === ${tags.key}) key = ${readKey};`,
    `  else if (tag === ${tags.value}) item = ${readItem};`,
    `  else ${scope.door("skipField")}(input, tag, depth - 1);`,
    "}",
    ...store,
  ]);
}

/** Lines that store a number of a closed enum, or keep it where it is none of its values. */
function closedLines(scope: ProtoCodecScope, field: ProtoField, value: string, store: string): string[] {
  if (field.type.kind !== "enum") throw new Error(`${field.name} is no enum`);
  return [
    `const number = ${value};`,
    `if (${scope.ofEnum(field.type.definition, "includes")}(number)) ${store}`,
    `else kept = ${scope.door("keepNumber")}(${valueTag(field)}, number, kept);`,
  ];
}

function isClosed(type: ProtoType): type is Extract<ProtoType, { readonly kind: "enum" }> {
  return type.kind === "enum" && type.definition.closed;
}

/** Lines that declare a variable of their own need a block of their own. */
function caseOf(tag: string, body: readonly string[]): string[] {
  if (body.every((line) => !/^(const|let) /.test(line))) return [`case ${tag}:`, ...indented(body, "  "), "  break;"];
  return [`case ${tag}: {`, ...indented(body, "  "), "  break;", "}"];
}
