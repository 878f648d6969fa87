import type { TypeDescriptor } from "./descriptor.ts";

/**
 * Whether a set of this type is a `Set` in TypeScript. Elements without a value to compare (structs, containers,
 * binaries) would compare by identity, so their sets are arrays.
 */
export function holdsSimpleValues(element: TypeDescriptor): boolean {
  switch (element.kind) {
    case "binary":
    case "list":
    case "set":
    case "map":
    case "struct":
      return false;
    default:
      return true;
  }
}
