import { ttypeOf } from "./binary/ttype.ts";
import type { StructDescriptor, TypeDescriptor } from "./descriptor.ts";
import { ThriftError } from "./thrift-error.ts";

/** Lists, sets and maps inside one another in one type; no IDL that people write comes near. */
const maxTypeDepth = 64;

/**
 * Gives a descriptor and all that it leads to. Throws when one of them is not what its type says: ids out of range or used twice, names
 * that are no strings, unknown kinds. Descriptors may come from an IDL that is loaded while the program runs.
 */
export function checkDescriptor(root: StructDescriptor): readonly StructDescriptor[] {
  const structs = [root];
  const seen = new Set(structs);
  for (const struct of structs) {
    for (const inner of checkStructDescriptor(struct)) {
      if (!seen.has(inner)) {
        seen.add(inner);
        structs.push(inner);
      }
    }
  }
  return structs;
}

function checkStructDescriptor(struct: StructDescriptor): StructDescriptor[] {
  if (typeof struct.name !== "string") throw new ThriftError("a struct descriptor has no name");
  if (!["struct", "union", "exception"].includes(struct.kind)) throw wrong(struct, `is of unknown kind ${struct.kind}`);
  const ids = new Set<number>();
  const names = new Set<string>();
  const inner: StructDescriptor[] = [];
  for (const { id, name, type, requiredness } of struct.fields) {
    if (typeof name !== "string") throw wrong(struct, `has a field ${id} without a name`);
    if (!Number.isInteger(id) || id < -0x8000 || id > 0x7fff) throw wrong(struct, `has a field of id ${id}`);
    if (ids.has(id)) throw wrong(struct, `has two fields of id ${id}`);
    if (names.has(name)) throw wrong(struct, `has two fields named ${JSON.stringify(name)}`);
    if (!["required", "optional", "default"].includes(requiredness)) {
      throw wrong(struct, `has a field of unknown requiredness ${requiredness}`);
    }
    ids.add(id);
    names.add(name);
    checkType(struct, type, maxTypeDepth, inner);
  }
  return inner;
}

function checkType(struct: StructDescriptor, type: TypeDescriptor, depth: number, inner: StructDescriptor[]): void {
  if (depth === 0) throw wrong(struct, "has a type of too many containers inside one another");
  if (!Object.hasOwn(ttypeOf, type.kind)) throw wrong(struct, `has a type of unknown kind ${type.kind}`);
  switch (type.kind) {
    case "list":
    case "set":
      checkType(struct, type.element, depth - 1, inner);
      break;
    case "map":
      checkType(struct, type.key, depth - 1, inner);
      checkType(struct, type.value, depth - 1, inner);
      break;
    case "struct":
      inner.push(type.struct());
  }
}

function wrong(struct: StructDescriptor, what: string): ThriftError {
  return new ThriftError(`the descriptor of ${JSON.stringify(struct.name)} ${what}`);
}
