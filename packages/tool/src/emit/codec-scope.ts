import type { StructDefinition, ThriftFile, ThriftType } from "@kitex-ts/idl";
import type { ModulePart } from "../plan/module-path.ts";
import { isUsable } from "../plan/naming.ts";
import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import { type Direction, typeText } from "../plan/type-mapping.ts";
import { codecDoor } from "./doors.ts";
import { GeneratedFile } from "./generated-file.ts";
import { type LiteralScope, LiteralSize } from "./literal.ts";
import { partNames } from "./many-fields.ts";

/** Variables of generated functions: no import may be called so. */
const variable = /^(value|out|depth|input|header|kept|fields|member|members|outcome|(size|i|item|key)\d*)$/;

function isVariable(name: string): boolean {
  return variable.test(name) || partNames.test(name);
}

/** What every reader may call, whether the file has imported it by then or not: no variable may be called so. */
const readerCalls: ReadonlySet<string> = new Set(
  "keepField missingRequired readFieldHeader skip tooDeep unknownFields".split(" "),
);

/** What the printers of `codec.ts` share: the file, and the local names of everything that code in it may mention. */
export class CodecScope {
  readonly file: GeneratedFile;
  readonly plan: ProgramPlan;
  readonly module: ModulePlan;
  /** For the defaults of fields. */
  readonly literals: LiteralScope;

  constructor(module: ModulePlan, plan: ProgramPlan) {
    this.plan = plan;
    this.module = module;
    this.file = new GeneratedFile(`${module.folder}/codec.ts`, declaredNames(module), isVariable);
    this.literals = {
      plan,
      namesEnumMembers: false,
      importValue: (name, of) => this.file.import(name, plan.specifier(module, of, "types")),
      typeText: (type) => this.type(type, "output"),
      fieldTypeText: (type) => this.type(type, "output"),
      defaultStruct: (struct) => `${this.functionOf(struct, "create")}()`,
      size: new LiteralSize(),
    };
  }

  /** Whether a function of the file may call a variable so without hiding anything it needs. */
  isFree(name: string): boolean {
    return isUsable(name) && !isVariable(name) && !readerCalls.has(name) && !this.file.has(name);
  }

  /** A value that the codec's door exports. */
  door(name: string): string {
    return this.file.import(name, codecDoor);
  }

  /** A type that the codec's door exports. */
  doorType(name: string): string {
    return this.file.importType(name, codecDoor);
  }

  type(type: ThriftType, direction: Direction): string {
    return typeText(type, direction, this.plan, (name, of) => this.typeName(name, of));
  }

  /** A type that some `types.ts` exports. */
  typeName(name: string, of: ThriftFile): string {
    return this.file.importType(name, this.plan.specifier(this.module, of, "types"));
  }

  /** The class of an exception, to be called with `new` or `instanceof`. */
  classOf(exception: StructDefinition): string {
    const name = this.plan.struct(exception).type;
    return this.file.import(name, this.plan.specifier(this.module, exception.file, "types"));
  }

  /** One of the functions of a struct, or its descriptor, from whichever `codec.ts` has it. */
  functionOf(struct: StructDefinition, what: "descriptor" | "write" | "read" | "create"): string {
    const name = this.plan.struct(struct)[what];
    if (struct.file === this.module.file) return name;
    const part: ModulePart = "codec";
    return this.file.import(name, this.plan.specifier(this.module, struct.file, part));
  }
}

function declaredNames({ names }: ModulePlan): string[] {
  return [
    ...[...names.structs.values()].flatMap(({ descriptor, write, read, create }) => [descriptor, write, read, create]),
    ...[...names.services.values()]
      .flatMap(({ methods }) => [...methods.values()])
      .flatMap(({ args, result }) => [args, result])
      .flatMap(({ codec, descriptor, write, read }) => [codec, descriptor, write, read]),
  ];
}
