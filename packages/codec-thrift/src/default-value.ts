import type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "./descriptor.ts";
import { holdsSimpleValues } from "./set-shape.ts";

/**
 * What stands for a field that was not sent: the IDL's default, else nothing where a field may be absent, else Go's
 * zero value. The caller has refused a missing required field.
 */
export function absentValue(field: FieldDescriptor): unknown {
  return fieldOf(field, new Set());
}

/** A struct of which nothing was sent; its required fields have their zero values too. */
export function defaultStruct(struct: StructDescriptor): object {
  return structOf(struct, new Set());
}

// `making` holds the structs around this one: a struct that requires itself has no finite default, so it ends absent.

function structOf(struct: StructDescriptor, making: Set<StructDescriptor>): object {
  if (struct.kind === "union") return { $unknown: true };
  making.add(struct);
  // fromEntries defines properties, so that a field called `__proto__` is a property like any other.
  const fields = Object.fromEntries(struct.fields.map((field) => [field.name, fieldOf(field, making)]));
  making.delete(struct);
  return struct.create?.(fields) ?? fields;
}

function fieldOf(field: FieldDescriptor, making: Set<StructDescriptor>): unknown {
  if (field.default !== undefined) return field.default();
  if (field.requiredness === "optional" || field.omitAbsent === true) return undefined;
  return zeroOf(field.type, making);
}

function zeroOf(type: TypeDescriptor, making: Set<StructDescriptor>): unknown {
  switch (type.kind) {
    case "bool":
      return false;
    case "i64":
      return type.as === "number" ? 0 : 0n;
    case "string":
      return "";
    case "binary":
      return new Uint8Array(0);
    case "list":
      return [];
    case "set":
      return holdsSimpleValues(type.element) ? new Set() : [];
    case "map":
      return new Map();
    case "struct": {
      const struct = type.struct();
      return making.has(struct) ? undefined : structOf(struct, making);
    }
    default:
      return 0;
  }
}
