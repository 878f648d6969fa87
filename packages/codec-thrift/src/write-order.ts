import type { FieldDescriptor, TypeDescriptor } from "./descriptor.ts";

/**
 * A struct's fields in the order in which they are written: those of fixed size first, as Kitex's generated code has
 * it, so that the same value gives the same bytes. An enum is not in the first group, although its size is fixed.
 */
export function writeOrder(fields: readonly FieldDescriptor[]): FieldDescriptor[] {
  return [...fields.filter(({ type }) => isFixed(type)), ...fields.filter(({ type }) => !isFixed(type))];
}

function isFixed(type: TypeDescriptor): boolean {
  switch (type.kind) {
    case "bool":
    case "i8":
    case "i16":
    case "i32":
    case "i64":
    case "double":
      return true;
    default:
      return false;
  }
}
