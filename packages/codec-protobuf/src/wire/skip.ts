import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import { ProtobufError, tooDeep } from "../protobuf-error.ts";
import { readEnd, readTag } from "./reader.ts";
import { WireType } from "./wire-type.ts";

/**
 * Passes over the value of a field whose tag was read. At most `depth` groups may lie inside one another.
 *
 * Throws for a field number 0, an unknown wire type, and the end of a group that did not begin.
 */
export function skipField(input: ByteReader, tag: number, depth: number): void {
  const isGroup = skipFlat(input, tag);
  if (isGroup) skipGroup(input, tag, depth);
}

/** The position of the tag that ends the group whose start was read; the reader stays where it is. */
export function findGroupEnd(input: ByteReader, tag: number, depth: number): number {
  const start = input.position;
  const end = skipGroup(input, tag, depth);
  input.seek(start);
  return end;
}

/**
 * Passes over everything up to the end of a group and that end, and gives the position where its tag stands.
 *
 * It keeps its own stack, so that no nesting of the bytes can exhaust the one of the program.
 */
function skipGroup(input: ByteReader, start: number, depth: number): number {
  if (depth <= 0) throw tooDeep();
  const open = [start];
  for (;;) {
    const at = input.position;
    const tag = readTag(input);
    if ((tag & 7) === WireType.EndGroup) {
      const opened = open.pop() as number;
      if (tag >>> 3 !== opened >>> 3) throw new ProtobufError(`a group ${opened >>> 3} that ends as ${tag >>> 3}`);
      if (open.length === 0) return at;
    } else if (skipFlat(input, tag)) {
      if (open.length >= depth) throw tooDeep();
      open.push(tag);
    }
  }
}

/** Passes over a value that is no group; says whether it is one. */
function skipFlat(input: ByteReader, tag: number): boolean {
  if (tag >>> 3 === 0) throw new ProtobufError("a field of number 0");
  switch (tag & 7) {
    case WireType.Varint:
      input.readVarint32();
      return false;
    case WireType.Fixed64:
      input.skip(8);
      return false;
    case WireType.Delimited:
      input.seek(readEnd(input));
      return false;
    case WireType.Fixed32:
      input.skip(4);
      return false;
    case WireType.StartGroup:
      return true;
    case WireType.EndGroup:
      throw new ProtobufError(`the end of a group ${tag >>> 3} that did not begin`);
    default:
      throw new ProtobufError(`a field with the unknown wire type ${tag & 7}`);
  }
}
