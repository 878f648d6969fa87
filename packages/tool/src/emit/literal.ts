import type { ConstValue, Position, StructDefinition, StructField, ThriftFile, ThriftType } from "@kitex-ts/idl";
import { ToolError } from "../errors.ts";
import type { ProgramPlan } from "../plan/program-plan.ts";
import { isSimpleElement, underlying } from "../plan/shapes.ts";
import { propertyAccess, propertyKey } from "./property.ts";

/** What a literal needs from the file it is printed in. */
export interface LiteralScope {
  readonly plan: ProgramPlan;
  /** Whether members of enums are printed by name; otherwise as numbers, which need no import. */
  readonly namesEnumMembers: boolean;
  /** Gives the local name of a class or object that `types.ts` of an IDL file exports. */
  importValue(name: string, file: ThriftFile): string;
  /** The type arguments of a `Map` or `Set`: an empty one has no elements to tell them by. */
  typeText(type: ThriftType): string;
  /** The same inside a struct, which is of the type that readers get. */
  fieldTypeText(type: ThriftType): string;
  /** A call that makes a struct of defaults, or `undefined` where it has to be printed in place. */
  defaultStruct(struct: StructDefinition): string | undefined;
  /** Counts the structs printed for one literal, and refuses one that has no end. */
  readonly size: LiteralSize;
}

/**
 * How large one literal may become. Structs of defaults stand in structs of defaults, so a few lines of IDL can ask for
 * a literal that is endless or fills the memory.
 */
export class LiteralSize {
  /** Far more than an IDL written by hand needs. */
  static readonly maxStructs = 10_000;
  #structs = 0;

  /** Starts on the next literal. */
  reset(): void {
    this.#structs = 0;
  }

  /** Counts one struct; `position` is what an error points at. */
  count(struct: StructDefinition, position: Position): void {
    this.#structs++;
    if (this.#structs <= LiteralSize.maxStructs) return;
    throw new ToolError(
      `${place(position)}: the value of defaults of ${struct.name} has no end, or is too large to write`,
      {
        hint: "make a field in the circle optional",
      },
    );
  }
}

function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** A constant as an expression. It makes a fresh value each time it is evaluated. */
export function constLiteral(value: ConstValue, type: ThriftType, scope: LiteralScope, position: Position): string {
  const inner = underlying(type);
  const literal = (part: ConstValue, partType: ThriftType): string => constLiteral(part, partType, scope, position);
  switch (value.kind) {
    case "bool":
      return String(value.value);
    case "int":
      return inner.kind === "i64" ? i64Literal(value.value, scope, position) : String(value.value);
    case "double":
      return doubleLiteral(value.value);
    case "string":
      return inner.kind === "binary" ? binaryLiteral(value.value) : JSON.stringify(value.value);
    case "enum":
      return enumLiteral(value, scope);
    case "list": {
      if (inner.kind !== "list" && inner.kind !== "set") break;
      const elements = value.values.map((element) => literal(element, inner.element)).join(", ");
      if (inner.kind === "list" || !isSimpleElement(inner.element)) return `[${elements}]`;
      return `new Set<${scope.typeText(inner.element)}>(${elements === "" ? "" : `[${elements}]`})`;
    }
    case "map": {
      if (inner.kind !== "map") break;
      const entries = value.entries
        .map(([k, v]) => `[${literal(k, inner.key)}, ${literal(v, inner.value)}]`)
        .join(", ");
      const types = `${scope.typeText(inner.key)}, ${scope.typeText(inner.value)}`;
      return `new Map<${types}>(${entries === "" ? "" : `[${entries}]`})`;
    }
    case "struct":
      return structLiteral(value.definition, value.fields, scope, position);
  }
  throw new Error(`a constant of kind ${value.kind} cannot be a ${inner.kind}`);
}

/** Go's zero value of a type, as an expression: what a field without a word is when nobody set it. */
export function zeroLiteral(type: ThriftType, scope: LiteralScope, position: Position): string {
  const inner = underlying(type);
  switch (inner.kind) {
    case "bool":
      return "false";
    case "i64":
      return scope.plan.options.i64 === "bigint" ? "0n" : "0";
    case "i8":
    case "i16":
    case "i32":
    case "double":
    case "enum":
      return "0";
    case "string":
      return '""';
    case "binary":
      return "new Uint8Array(0)";
    case "list":
      return "[]";
    case "set":
      return isSimpleElement(inner.element) ? `new Set<${scope.typeText(inner.element)}>()` : "[]";
    case "map":
      return `new Map<${scope.typeText(inner.key)}, ${scope.typeText(inner.value)}>()`;
    case "struct":
      if (inner.definition.kind === "union") return "{ $unknown: true }";
      return scope.defaultStruct(inner.definition) ?? structLiteral(inner.definition, [], scope, position);
  }
}

function structLiteral(
  struct: StructDefinition,
  given: readonly (readonly [StructField, ConstValue])[],
  scope: LiteralScope,
  position: Position,
): string {
  scope.size.count(struct, position);
  const values = new Map(given);
  const inside: LiteralScope = { ...scope, typeText: scope.fieldTypeText };
  const properties: string[] = [];
  for (const field of struct.fields) {
    const value = values.get(field);
    if (value !== undefined) {
      properties.push(`${propertyKey(field.name)}: ${constLiteral(value, field.type, inside, position)}`);
    } else if (struct.kind !== "union" && !isLeftOut(struct, field, scope.plan)) {
      properties.push(`${propertyKey(field.name)}: ${absentLiteral(field, inside)}`);
    }
  }
  const object = properties.length === 0 ? "{}" : `{ ${properties.join(", ")} }`;
  if (struct.kind !== "exception") return object;
  return `new ${scope.importValue(scope.plan.struct(struct).type, struct.file)}(${object})`;
}

/** Whether a struct of defaults has no such property: nothing says what it would be, or it would have no end. */
function isLeftOut(struct: StructDefinition, field: StructField, plan: ProgramPlan): boolean {
  if (field.requiredness === "optional") return field.defaultValue === undefined;
  return field.requiredness === "default" && plan.shapes.isOmittable(field.type, struct);
}

function absentLiteral(field: StructField, scope: LiteralScope): string {
  if (field.defaultValue !== undefined) return constLiteral(field.defaultValue, field.type, scope, field.position);
  return zeroLiteral(field.type, scope, field.position);
}

function i64Literal(value: bigint, scope: LiteralScope, position: Position): string {
  if (scope.plan.options.i64 === "bigint") return `${value}n`;
  const asNumber = Number(value);
  if (Number.isSafeInteger(asNumber)) return String(asNumber);
  throw new ToolError(`${place(position)}: ${value} is no exact number: --i64 number holds integers below 2^53`, {
    hint: "leave --i64 number away: an i64 is a bigint then",
  });
}

function doubleLiteral(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function binaryLiteral(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  return bytes.length === 0 ? "new Uint8Array(0)" : `Uint8Array.of(${bytes.join(", ")})`;
}

function enumLiteral(value: Extract<ConstValue, { readonly kind: "enum" }>, scope: LiteralScope): string {
  const { definition, member } = value;
  if (member === undefined || !scope.namesEnumMembers) return String(value.value);
  const local = scope.importValue(
    scope.plan.module(definition.file).names.enums.get(definition.name) ?? definition.name,
    definition.file,
  );
  return propertyAccess(local, member.name);
}
