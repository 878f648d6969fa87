import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import { claimElements, readLength } from "./binary/reader.ts";
import { fixedSize, leastSize, TType } from "./binary/ttype.ts";
import { ThriftError, tooDeep } from "./thrift-error.ts";

/**
 * Passes over a value of the given type without building it.
 *
 * It keeps its own stack, so that no nesting of the bytes can exhaust the one of the program. At most `depth` structs
 * and containers may lie inside one another, and their elements count against the reader's budget.
 */
export function skip(input: ByteReader, type: number, depth: number): void {
  const size = fixedSize(type);
  if (size > 0) input.skip(size);
  else if (type === TType.String) input.skip(readLength(input, "string"));
  else skipNested(input, type, depth);
}

/**
 * What is still to be passed over, innermost level last. A struct is 0, 0, 0; a container is how many values are left
 * in it, and the types that they have in turn (a list's twice the same).
 */
type Levels = number[];

function skipNested(input: ByteReader, type: number, depth: number): void {
  const levels: Levels = [];
  open(input, type, depth, levels);
  while (levels.length > 0) {
    const top = levels.length - 3;
    const next = nextType(input, levels, top);
    if (next === 0) {
      levels.length = top;
      continue;
    }
    const size = fixedSize(next);
    if (size > 0) input.skip(size);
    else if (next === TType.String) input.skip(readLength(input, "string"));
    else open(input, next, depth, levels);
  }
}

/** The type of the next value in the innermost level; 0 at its end. */
function nextType(input: ByteReader, levels: Levels, top: number): number {
  const first = levels[top + 1] as number;
  if (first === 0) {
    const type = input.readByte();
    if (type !== TType.Stop) input.skip(2);
    return type;
  }
  const left = levels[top] as number;
  if (left === 0) return 0;
  levels[top] = left - 1;
  return left % 2 === 0 ? first : (levels[top + 2] as number);
}

function open(input: ByteReader, type: number, depth: number, levels: Levels): void {
  if (leastSize(type) === 0) throw new ThriftError(`unknown type id ${type}`);
  if (levels.length >= depth * 3) throw tooDeep();
  if (type === TType.Struct) {
    levels.push(0, 0, 0);
    return;
  }
  const first = input.readByte();
  const second = type === TType.Map ? input.readByte() : first;
  const size = input.readI32();
  if (size === 0) return;
  if (leastSize(first) === 0 || leastSize(second) === 0) throw new ThriftError(`unknown type id ${first}`);
  const perEntry = type === TType.Map ? leastSize(first) + leastSize(second) : leastSize(first);
  claimElements(input, nameOf(type), size, perEntry);
  const values = type === TType.Map ? size * 2 : size;
  if (fixedSize(first) > 0 && fixedSize(second) > 0) input.skip(size * perEntry);
  else levels.push(values, first, second);
}

function nameOf(type: number): string {
  if (type === TType.Map) return "map";
  return type === TType.Set ? "set" : "list";
}
