import type { ThriftType } from "@kitex-ts/idl";
import { underlying } from "../plan/shapes.ts";

/** The type ids of Thrift's binary protocol. */
const typeIds = {
  bool: 2,
  i8: 3,
  double: 4,
  i16: 6,
  i32: 8,
  enum: 8,
  i64: 10,
  string: 11,
  binary: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

/** The type id of a type on the wire. */
export function typeId(type: ThriftType): number {
  return typeIds[underlying(type).kind];
}

/** The header of a field as one number, 0xTTIIII: its type id and its id. */
export function fieldHeader(type: ThriftType, id: number): string {
  return `0x${typeId(type).toString(16).padStart(2, "0")}${(id & 0xffff).toString(16).padStart(4, "0")}`;
}

/** Whether values of the type all have one size. Kitex writes those fields first; an enum is not among them. */
export function hasFixedSize(type: ThriftType): boolean {
  switch (underlying(type).kind) {
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
