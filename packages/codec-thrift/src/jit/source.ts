import { fieldHeader, ttypeOf } from "../binary/ttype.ts";
import { unsentDefault } from "../default-value.ts";
import type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "../descriptor.ts";
import { isInherited } from "../own-value.ts";
import { holdsSimpleValues } from "../set-shape.ts";
import { writeOrder } from "../write-order.ts";

/**
 * Prints the source of a writer and a reader for each of the structs, in the shape of generated code.
 *
 * The text holds nothing from a descriptor but numbers and names as JSON strings, whatever the names are. It expects
 * the primitives by name, and `structs`: the same list, from which it takes defaults and exception classes. Writers
 * are called `write0`, `write1`, …, readers `read0`, ….
 */
export function codecSource(structs: readonly StructDescriptor[]): string {
  const indexOf = new Map(structs.map((struct, index) => [struct, index]));
  const call = (verb: "write" | "read", struct: StructDescriptor): string => {
    const index = indexOf.get(struct);
    if (index === undefined) throw new TypeError("a descriptor leads to another struct than before");
    return verb + index;
  };
  return structs.map((struct, index) => writerSource(struct, index, call) + readerSource(struct, index, call)).join("");
}

/** The name of the function that writes or reads a struct. */
type FunctionName = (verb: "write" | "read", struct: StructDescriptor) => string;

/** A name as a JavaScript string. JSON leaves two line separators as they are; escaped they are harmless anywhere. */
function quote(name: string): string {
  return JSON.stringify(name).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function writerSource(struct: StructDescriptor, index: number, call: FunctionName): string {
  const lines = [
    `function write${index}(given, out, depth) {`,
    // An exception that has a class keeps its data in `fields`.
    struct.create === undefined ? "const value = given;" : "const value = given?.fields;",
    "checkStruct(value, depth);",
    struct.kind === "union" ? "let members = 0;" : "",
  ];
  for (const field of writeOrder(struct.fields)) lines.push(fieldWriterSource(struct, index, field, call));
  const kept = struct.keepUnknownFields === true;
  if (struct.kind === "union") {
    const unless = kept ? "members !== 0 || value[unknownFields] === undefined" : "true";
    lines.push(`if (members !== 1 && (${unless})) throw notOneMember(${quote(struct.name)}, members);`);
  }
  if (kept) lines.push("writeUnknownFields(out, value[unknownFields]);");
  lines.push("out.writeByte(0);", "}\n");
  return lines.join("\n");
}

function fieldWriterSource(
  struct: StructDescriptor,
  index: number,
  field: FieldDescriptor,
  call: FunctionName,
): string {
  const name = quote(field.name);
  const own = isInherited(field.name) ? `Object.hasOwn(value, ${name}) ? value[${name}] : undefined` : `value[${name}]`;
  const absent = field.requiredness === "optional" || field.omitAbsent === true;
  const lines = [`{ let item = ${own};`];
  if (absent) {
    const left = struct.kind !== "union" && unsentDefault(field) !== undefined;
    const unlessDefault = left
      ? ` && !isUnsentDefault(structs[${index}].fields[${struct.fields.indexOf(field)}], item)`
      : "";
    lines.push(`if (item !== undefined${unlessDefault}) {`);
  } else if (field.default !== undefined) {
    lines.push(`if (item === undefined) item = structs[${index}].fields[${struct.fields.indexOf(field)}].default();`);
  }
  if (struct.kind === "union") lines.push("members++;");
  const header = fieldHeader(field.type.kind, field.id);
  const primitive = primitiveOf(field.type);
  if (primitive !== undefined) lines.push(`write${primitive}Field(out, ${header}, item);`);
  else lines.push(`writeFieldHeader(out, ${header});`, valueWriterSource(field.type, "item", 1, call));
  lines.push(absent ? "} }" : "}");
  return lines.join("\n");
}

/** Prints what writes the value of a variable; `level` is how many levels lie between it and the struct's `depth`. */
function valueWriterSource(type: TypeDescriptor, variable: string, level: number, call: FunctionName): string {
  const depth = `depth - ${level}`;
  switch (type.kind) {
    case "list":
    case "set": {
      const begin = type.kind === "set" && holdsSimpleValues(type.element) ? "writeSetBegin" : "writeListBegin";
      return [
        `${begin}(out, ${ttypeOf[type.element.kind]}, ${variable}, ${depth});`,
        `for (const item${level} of ${variable}) {`,
        valueWriterSource(type.element, `item${level}`, level + 1, call),
        "}",
      ].join("\n");
    }
    case "map":
      return [
        `writeMapBegin(out, ${ttypeOf[type.key.kind]}, ${ttypeOf[type.value.kind]}, ${variable}, ${depth});`,
        `for (const [key${level}, item${level}] of ${variable}) {`,
        valueWriterSource(type.key, `key${level}`, level + 1, call),
        valueWriterSource(type.value, `item${level}`, level + 1, call),
        "}",
      ].join("\n");
    case "struct":
      return `${call("write", type.struct())}(${variable}, out, ${depth});`;
    default:
      return `write${primitiveOf(type)}(out, ${variable});`;
  }
}

function readerSource(struct: StructDescriptor, index: number, call: FunctionName): string {
  const kept = struct.keepUnknownFields === true;
  const union = struct.kind === "union";
  const lines = [`function read${index}(input, depth) {`, "if (depth <= 0) throw tooDeep();"];
  if (union) lines.push("let value;");
  else lines.push(...struct.fields.map((_, at) => `let field${at};`));
  if (kept) lines.push("let kept;");
  lines.push(
    "for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {",
    "switch (header) {",
  );
  struct.fields.forEach((field, at) => {
    lines.push(
      `case ${fieldHeader(field.type.kind, field.id)}: {`,
      valueReaderSource(field.type, "item", 1, call),
      union ? `value = { ${propertyOf(field.name)}: item };` : `field${at} = item;`,
      "break; }",
    );
  });
  lines.push(
    kept
      ? "default: kept = keepField(input, header, depth - 1, kept);"
      : "default: skip(input, header >>> 16, depth - 1);",
    "} }",
    union ? "value ??= { $unknown: true };" : `const value = ${literalSource(struct, index)};`,
  );
  if (kept) {
    const lost = union ? "kept !== undefined && value.$unknown === true" : "kept !== undefined";
    lines.push(`if (${lost}) value[unknownFields] = kept.bytes(input);`);
  }
  lines.push(struct.create === undefined ? "return value;" : `return structs[${index}].create(value);`, "}\n");
  return lines.join("\n");
}

/** Prints the object of all fields, missing ones replaced or refused. */
function literalSource(struct: StructDescriptor, index: number): string {
  const properties = struct.fields.map((field, at) => {
    const variable = `field${at}`;
    const absent = `absentValue(structs[${index}].fields[${at}])`;
    let item = `${variable} !== undefined ? ${variable} : ${absent}`;
    if (field.requiredness === "required")
      item = `${variable} !== undefined ? ${variable} : missing(${quote(field.name)})`;
    else if (field.default === undefined && (field.requiredness === "optional" || field.omitAbsent === true))
      item = variable;
    return `${propertyOf(field.name)}: ${item}`;
  });
  return `{ ${properties.join(", ")} }`;
}

/** A name on the left side in an object literal, where `__proto__` would set the prototype unless it is computed. */
function propertyOf(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : quote(name);
}

/** Prints what reads a value into a new variable. */
function valueReaderSource(type: TypeDescriptor, variable: string, level: number, call: FunctionName): string {
  const depth = `depth - ${level}`;
  const size = `size${level}`;
  const loop = `for (let i${level} = 0; i${level} < ${size}; i${level}++) {`;
  const item = `item${level}`;
  switch (type.kind) {
    case "list":
    case "set": {
      const asSet = type.kind === "set" && holdsSimpleValues(type.element);
      return [
        `const ${size} = read${type.kind === "set" ? "Set" : "List"}Begin(input, ${ttypeOf[type.element.kind]}, ${depth});`,
        `const ${variable} = ${asSet ? "new Set()" : "[]"};`,
        loop,
        valueReaderSource(type.element, item, level + 1, call),
        asSet ? `${variable}.add(${item});` : `${variable}.push(${item});`,
        "}",
      ].join("\n");
    }
    case "map":
      return [
        `const ${size} = readMapBegin(input, ${ttypeOf[type.key.kind]}, ${ttypeOf[type.value.kind]}, ${depth});`,
        `const ${variable} = new Map();`,
        loop,
        // The key has a block of its own, because both halves of an entry name their variables by level.
        `let key${level}; {`,
        valueReaderSource(type.key, item, level + 1, call),
        `key${level} = ${item}; }`,
        valueReaderSource(type.value, item, level + 1, call),
        `${variable}.set(key${level}, ${item});`,
        "}",
      ].join("\n");
    case "struct":
      return `const ${variable} = ${call("read", type.struct())}(input, ${depth});`;
    default:
      return `const ${variable} = ${simpleReaderSource(type)};`;
  }
}

function simpleReaderSource(type: TypeDescriptor): string {
  switch (type.kind) {
    case "bool":
      return "readBool(input)";
    case "string":
      return "readString(input)";
    case "binary":
      return "readBinary(input)";
    case "i64":
      return type.as === "number" ? "readI64AsNumber(input)" : "input.readI64()";
    default:
      return `input.read${primitiveOf(type)}()`;
  }
}

/** The part of a primitive's name that its kind stands for; `undefined` for containers and structs. */
function primitiveOf(type: TypeDescriptor): string | undefined {
  switch (type.kind) {
    case "bool":
      return "Bool";
    case "i8":
      return "I8";
    case "i16":
      return "I16";
    case "i32":
    case "enum":
      return "I32";
    case "i64":
      return "I64";
    case "double":
      return "Double";
    case "string":
      return "String";
    case "binary":
      return "Binary";
    default:
      return undefined;
  }
}
