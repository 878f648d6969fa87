import type { ProtoField, ProtoFile, ProtoScalarKind, ProtoType } from "@kitex-ts/idl/proto";
import { arrayText, type Direction } from "../type-mapping.ts";
import { isWide } from "./message-shapes.ts";
import type { ProtoPlan } from "./proto-plan.ts";

/** Gives the local name for a type that `types.ts` of a .proto file exports. */
export type ProtoTypeImporter = (name: string, file: ProtoFile) => string;

/** The TypeScript type of a field's value, as it stands in a file whose imports `importType` minds. */
export function fieldTypeText(
  { cardinality, key, type }: ProtoField,
  direction: Direction,
  plan: ProtoPlan,
  importType: ProtoTypeImporter,
): string {
  const value = valueTypeText(type, direction, plan, importType);
  if (cardinality === "repeated") return arrayText(value, direction);
  if (cardinality !== "map" || key === undefined) return value;
  return `${direction === "input" ? "ReadonlyMap" : "Map"}<${scalarText(key, direction, plan)}, ${value}>`;
}

/** The TypeScript type of one value: of a field, an element, or a map's entry. */
export function valueTypeText(
  type: ProtoType,
  direction: Direction,
  plan: ProtoPlan,
  importType: ProtoTypeImporter,
): string {
  switch (type.kind) {
    case "enum":
      return importType(plan.enum(type.definition).type, type.definition.file);
    case "message": {
      const names = plan.message(type.definition);
      return importType(direction === "input" ? names.input : names.type, type.definition.file);
    }
    default:
      return scalarText(type.kind, direction, plan);
  }
}

/** The TypeScript type of a scalar. */
function scalarText(kind: ProtoScalarKind, direction: Direction, plan: ProtoPlan): string {
  switch (kind) {
    case "bool":
      return "boolean";
    case "string":
      return "string";
    case "bytes":
      return "Uint8Array";
    default:
      if (!isWide(kind) || plan.options.i64 === "number") return "number";
      return direction === "input" ? "bigint | number" : "bigint";
  }
}
