import type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "./descriptor.ts";
import { holdsSimpleValues } from "./set-shape.ts";

/**
 * What stands for a field that was not sent: the IDL's default, else nothing where a field may be absent, else Go's
 * zero value. The caller has refused a missing required field.
 */
export function absentValue(field: FieldDescriptor): unknown {
  return fieldOf(field, new Set());
}

/**
 * Whether an optional field is left out although it has this value: it is the IDL's default, which the reader fills in.
 * Kitex's generated code does so for everything but binary and containers.
 */
export function isUnsentDefault(field: FieldDescriptor, value: unknown): boolean {
  const sent = unsentDefault(field);
  if (sent === undefined) return false;
  // An i64 may be given as a number where its default is a bigint.
  return (
    value === sent.value ||
    (typeof value === "number" &&
      typeof sent.value === "bigint" &&
      Number.isSafeInteger(value) &&
      BigInt(value) === sent.value)
  );
}

/** The default with which an optional field is left out; `undefined` where there is none. */
export function unsentDefault(field: FieldDescriptor): { readonly value: unknown } | undefined {
  if (field.requiredness !== "optional" || field.default === undefined) return undefined;
  switch (field.type.kind) {
    case "binary":
    case "list":
    case "set":
    case "map":
    case "struct":
      return undefined;
    default:
      return { value: field.default() };
  }
}

// `making` holds the structs around this one: a struct that requires itself has no finite default, so it ends absent.

/** A struct of which nothing was sent; its required fields have their zero values too. */
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
