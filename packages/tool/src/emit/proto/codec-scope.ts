import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage } from "@kitex-ts/idl/proto";
import { isUsable } from "../../plan/naming.ts";
import type { PropertySource } from "../../plan/proto/property-names.ts";
import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import { fieldTypeText, valueTypeText } from "../../plan/proto/type-mapping.ts";
import type { Direction } from "../../plan/type-mapping.ts";
import { protobufDoor } from "../doors.ts";
import { GeneratedFile } from "../generated-file.ts";
import { partNames } from "../many-fields.ts";

/** Variables of generated functions: no import may be called so. */
const variable = /^(value|out|depth|input|end|before|start|tag|kept|item|key|last|number|member|members\d*)$/;

function isVariable(name: string): boolean {
  return variable.test(name) || partNames.test(name);
}

/** How the functions begin that generated code calls. */
const call = /^(begin|check|claim|empty|end|find|has|is|keep|kept|missing|not|read|safe|skip|unknown|write)[A-Z]/;

/** What the printers of a .proto file's `codec.ts` share: the file, and the local names of what code in it mentions. */
export class ProtoCodecScope {
  readonly file: GeneratedFile;
  readonly plan: ProtoPlan;
  readonly module: ProtoModulePlan;

  constructor(module: ProtoModulePlan, plan: ProtoPlan) {
    this.plan = plan;
    this.module = module;
    this.file = new GeneratedFile(`${module.folder}/codec.ts`, declaredNames(module), isVariable);
  }

  /**
   * What a variable for a property should be called. None is called like a function, whether the file has imported that
   * by then or not: it would hide it.
   */
  variableFor(property: string): string {
    return call.test(property) ? `_${property}` : property;
  }

  /** Whether a function of the file may call a variable so without hiding anything it needs. */
  isFree(name: string): boolean {
    return isUsable(name) && !isVariable(name) && !this.file.has(name);
  }

  /** A value that the codec's door exports. */
  door(name: string): string {
    return this.file.import(name, protobufDoor);
  }

  /** A type that the codec's door exports. */
  doorType(name: string): string {
    return this.file.importType(name, protobufDoor);
  }

  /** The type of a message; with `input`, of what may be given for one. */
  messageType(message: ProtoMessage, direction: Direction): string {
    const names = this.plan.message(message);
    return this.#typeName(direction === "input" ? names.input : names.type, message.file);
  }

  /** The type of a field's value as it is read. */
  fieldType(field: ProtoField): string {
    return fieldTypeText(field, "output", this.plan, (name, of) => this.#typeName(name, of));
  }

  /** The type of one value of a field as it is read: of a map's entry. */
  valueType(field: ProtoField): string {
    return valueTypeText(field.type, "output", this.plan, (name, of) => this.#typeName(name, of));
  }

  /** The property of a field or oneof. */
  property(message: ProtoMessage, source: PropertySource): string {
    return this.plan.message(message).properties.get(source) ?? source.name;
  }

  /** One of the functions of a message, or its descriptor, from whichever `codec.ts` has it. */
  functionOf(message: ProtoMessage, what: "descriptor" | "write" | "read"): string {
    return this.#fromCodec(this.plan.message(message)[what], message.file);
  }

  /** The descriptor of an enum, or the function that knows its numbers. */
  ofEnum(definition: ProtoEnum, what: "descriptor" | "includes"): string {
    return this.#fromCodec(this.plan.enum(definition)[what], definition.file);
  }

  #typeName(name: string, of: ProtoFile): string {
    return this.file.importType(name, this.plan.specifier(this.module, of, "types"));
  }

  #fromCodec(name: string, of: ProtoFile): string {
    return of === this.module.file ? name : this.file.import(name, this.plan.specifier(this.module, of, "codec"));
  }
}

function declaredNames({ names }: ProtoModulePlan): string[] {
  return [
    ...[...names.messages.values()].flatMap(({ descriptor, write, read }) => [descriptor, write, read]),
    ...[...names.enums.values()].flatMap(({ descriptor, includes }) => [descriptor, includes]),
    names.fileDescriptor,
  ];
}
