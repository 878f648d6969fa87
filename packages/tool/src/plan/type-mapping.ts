import type { ThriftFile, ThriftType } from "@kitex-ts/idl";
import type { ProgramPlan } from "./program-plan.ts";
import { isSimpleElement } from "./shapes.ts";

/** Which way a value goes: `output` is what reading gives, `input` what may be given to be written. */
export type Direction = "output" | "input";

/** Gives the local name for a type that `types.ts` of an IDL file exports. */
export type TypeImporter = (name: string, file: ThriftFile) => string;

/** The TypeScript type of a Thrift type, as it stands in a file whose imports `importType` minds. */
export function typeText(type: ThriftType, direction: Direction, plan: ProgramPlan, importType: TypeImporter): string {
  const inner = (part: ThriftType): string => typeText(part, direction, plan, importType);
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "i8":
    case "i16":
    case "i32":
    case "double":
      return "number";
    case "i64":
      if (plan.options.i64 === "number") return "number";
      return direction === "input" ? "bigint | number" : "bigint";
    case "string":
      return "string";
    case "binary":
      return "Uint8Array";
    case "list":
      return arrayText(inner(type.element), direction);
    case "set":
      if (!isSimpleElement(type.element)) return arrayText(inner(type.element), direction);
      return `${direction === "input" ? "ReadonlySet" : "Set"}<${inner(type.element)}>`;
    case "map":
      return `${direction === "input" ? "ReadonlyMap" : "Map"}<${inner(type.key)}, ${inner(type.value)}>`;
    case "enum": {
      const { name, file } = type.definition;
      return importType(plan.module(file).names.enums.get(name) ?? name, file);
    }
    case "struct": {
      const names = plan.struct(type.definition);
      return importType(direction === "input" ? names.input : names.type, type.definition.file);
    }
    case "typedef": {
      const { name, file } = type.definition;
      const names = plan.module(file).names.aliases.get(name);
      if (names === undefined) return inner(type.definition.type);
      return importType(direction === "input" ? names.input : names.type, file);
    }
  }
}

/** The type of an array of these elements. */
export function arrayText(element: string, direction: Direction): string {
  const array = /[ |&]/.test(element) && !/^[\w$]+<.*>$/.test(element) ? `(${element})[]` : `${element}[]`;
  return direction === "input" ? `readonly ${array}` : array;
}
