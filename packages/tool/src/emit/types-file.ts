import type {
  ConstDefinition,
  EnumDefinition,
  StructDefinition,
  StructField,
  ThriftFile,
  ThriftType,
} from "@kitex-ts/idl";
import type { StructNames } from "../plan/module-names.ts";
import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import { isFilledIn, isSimpleElement, underlying } from "../plan/shapes.ts";
import { type Direction, typeText } from "../plan/type-mapping.ts";
import { docComment } from "./doc-comment.ts";
import { codecDoor } from "./doors.ts";
import { constructorLines } from "./exception-constructor.ts";
import { GeneratedFile } from "./generated-file.ts";
import { constLiteral, type LiteralScope, LiteralSize } from "./literal.ts";
import { propertyKey } from "./property.ts";
import { indented } from "./source-lines.ts";

/** Prints `types.ts`: what an application sees of the IDL's data. */
export function typesFile(module: ModulePlan, plan: ProgramPlan): GeneratedFile {
  const file = new GeneratedFile(`${module.folder}/types.ts`, declaredNames(module));
  const printer = new TypesPrinter(file, module, plan);
  for (const definition of module.file.enums) printer.enum(definition);
  for (const definition of module.file.typedefs) printer.typedef(definition.name);
  for (const definition of module.file.structs) printer.struct(definition);
  for (const definition of module.file.constants) printer.constant(definition);
  return file;
}

function declaredNames({ names }: ModulePlan): string[] {
  return [
    ...names.enums.values(),
    ...names.constants.values(),
    ...[...names.aliases.values()].flatMap(({ type, input }) => [type, input]),
    ...[...names.structs.values()].flatMap(({ type, input, fields, fieldsInput }) => [
      type,
      input,
      fields,
      fieldsInput,
    ]),
  ];
}

class TypesPrinter {
  readonly #file: GeneratedFile;
  readonly #module: ModulePlan;
  readonly #plan: ProgramPlan;
  readonly #literals: LiteralScope;

  constructor(file: GeneratedFile, module: ModulePlan, plan: ProgramPlan) {
    this.#file = file;
    this.#module = module;
    this.#plan = plan;
    this.#literals = {
      plan,
      namesEnumMembers: true,
      importValue: (name, of) => (of === module.file ? name : file.import(name, plan.specifier(module, of, "types"))),
      typeText: (type) => this.#constType(type),
      fieldTypeText: (type) => this.#type(type, "output"),
      // `codec.ts` could make it, but imports this file.
      defaultStruct: () => undefined,
      size: new LiteralSize(),
    };
  }

  enum(definition: EnumDefinition): void {
    const name = this.#module.names.enums.get(definition.name) ?? definition.name;
    this.#file.blank();
    this.#file.print(...docComment(definition));
    if (definition.members.length === 0) {
      this.#file.print(`export const ${name} = {} as const;`);
    } else {
      this.#file.print(`export const ${name} = {`);
      for (const member of definition.members) {
        this.#file.print(...docComment(member, "  "), `  ${propertyKey(member.name)}: ${member.value},`);
      }
      this.#file.print("} as const;");
    }
    // Open: a newer peer may send a number that this IDL does not know.
    const values = new Set(definition.members.map(({ value }) => String(value)));
    this.#file.print(
      ...docComment(definition),
      `export type ${name} = ${[...values, values.size === 0 ? "number" : "(number & {})"].join(" | ")};`,
    );
  }

  typedef(name: string): void {
    const definition = this.#module.file.typedefs.find((typedef) => typedef.name === name);
    const names = this.#module.names.aliases.get(name);
    if (definition === undefined || names === undefined) return;
    this.#file.blank();
    this.#file.print(
      ...docComment(definition),
      `export type ${names.type} = ${this.#type(definition.type, "output")};`,
    );
    if (names.input === names.type) return;
    this.#file.blank();
    this.#file.print(
      ...docComment(definition),
      `export type ${names.input} = ${this.#type(definition.type, "input")};`,
    );
  }

  struct(definition: StructDefinition): void {
    const names = this.#plan.struct(definition);
    if (definition.kind === "union") {
      this.#union(definition, names.type, "output");
      if (names.input !== names.type) this.#union(definition, names.input, "input");
      return;
    }
    this.#interface(definition, names.fields, "output");
    if (definition.kind === "exception") this.#exceptionClass(definition, names);
    else if (names.input !== names.type) this.#interface(definition, names.input, "input");
  }

  constant(definition: ConstDefinition): void {
    const name = this.#module.names.constants.get(definition.name) ?? definition.name;
    this.#literals.size.reset();
    const value = constLiteral(definition.value, definition.type, this.#literals, definition.position);
    this.#file.blank();
    this.#file.print(
      ...docComment(definition),
      `export const ${name}: ${this.#constType(definition.type)} = ${value};`,
    );
  }

  #interface(definition: StructDefinition, name: string, direction: Direction): void {
    this.#file.blank();
    this.#file.print(...docComment(definition));
    const symbol = this.#unknownFieldsKey();
    if (definition.fields.length === 0 && symbol === undefined) {
      this.#file.print(`export interface ${name} {}`);
      return;
    }
    this.#file.print(`export interface ${name} {`);
    // An exception is one class both ways: more may be absent going in, but what is there has the type that comes out.
    const valueDirection = definition.kind === "exception" ? "output" : direction;
    for (const field of definition.fields) {
      const type = this.#type(field.type, valueDirection);
      const property = mayBeAbsent(definition, field, direction, this.#plan) ? `?: ${type} | undefined` : `: ${type}`;
      this.#file.print(...docComment(field, "  "), `  ${propertyKey(field.name)}${property};`);
    }
    if (symbol !== undefined) this.#file.print(`  [${symbol}]?: Uint8Array | undefined;`);
    this.#file.print("}");
  }

  #exceptionClass(definition: StructDefinition, { type, fields, fieldsInput }: StructNames): void {
    const base = this.#file.import("ThriftException", codecDoor);
    const hasDefaults = fieldsInput !== fields;
    if (hasDefaults) this.#interface(definition, fieldsInput, "input");
    this.#file.blank();
    this.#file.print(
      ...docComment(definition),
      `export class ${type} extends ${base}<${fields}> {`,
      `  override readonly name = ${JSON.stringify(definition.name)} as const;`,
    );
    if (hasDefaults) {
      const isTaken = (name: string): boolean => this.#file.has(name);
      const lines = constructorLines(definition, fieldsInput, this.#literals, isTaken);
      this.#file.print("", ...indented(lines, "  "));
    }
    this.#file.print("}");
  }

  #union(definition: StructDefinition, name: string, direction: Direction): void {
    this.#file.blank();
    this.#file.print(...docComment(definition), `export type ${name} =`);
    for (const field of definition.fields) {
      const member = `{ ${propertyKey(field.name)}: ${this.#type(field.type, direction)} }`;
      this.#file.print(...docComment(field, "  "), `  | ${member}`);
    }
    this.#file.print(`  | ${this.#file.importType("UnknownMember", codecDoor)};`);
  }

  #unknownFieldsKey(): string | undefined {
    return this.#plan.options.keepUnknownFields ? this.#file.import("unknownFields", codecDoor) : undefined;
  }

  #type(type: ThriftType, direction: Direction): string {
    return typeText(type, direction, this.#plan, (name, of) => this.#typeName(name, of));
  }

  #typeName(name: string, of: ThriftFile): string {
    return of === this.#module.file
      ? name
      : this.#file.importType(name, this.#plan.specifier(this.#module, of, "types"));
  }

  /** Constants are shared by everyone who imports them: their containers are read-only. */
  #constType(type: ThriftType): string {
    const inner = underlying(type);
    switch (inner.kind) {
      case "list":
        return `ReadonlyArray<${this.#constType(inner.element)}>`;
      case "set":
        return `${isSimpleElement(inner.element) ? "ReadonlySet" : "ReadonlyArray"}<${this.#constType(inner.element)}>`;
      case "map":
        return `ReadonlyMap<${this.#constType(inner.key)}, ${this.#constType(inner.value)}>`;
      default:
        return this.#type(type, "output");
    }
  }
}

/** Whether a value may lack the field: reading gives no such property, or writing needs none. */
export function mayBeAbsent(
  struct: StructDefinition,
  field: StructField,
  direction: Direction,
  plan: ProgramPlan,
): boolean {
  if (field.requiredness !== "default") return field.requiredness === "optional";
  if (direction === "input" && isFilledIn(field)) return true;
  return plan.shapes.isOmittable(field.type, struct);
}
