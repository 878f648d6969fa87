import type { TypeDescriptor } from "../descriptor.ts";

/** The type ids of the binary protocol. */
export const TType = {
  Stop: 0,
  Bool: 2,
  I8: 3,
  Double: 4,
  I16: 6,
  I32: 8,
  I64: 10,
  /** Strings and binaries. */
  String: 11,
  /** Structs, unions and exceptions. */
  Struct: 12,
  Map: 13,
  Set: 14,
  List: 15,
} as const;

/** The type id that each kind of descriptor has on the wire. */
export const ttypeOf: Readonly<Record<TypeDescriptor["kind"], number>> = {
  bool: TType.Bool,
  i8: TType.I8,
  i16: TType.I16,
  i32: TType.I32,
  i64: TType.I64,
  double: TType.Double,
  string: TType.String,
  binary: TType.String,
  enum: TType.I32,
  list: TType.List,
  set: TType.Set,
  map: TType.Map,
  struct: TType.Struct,
};

/** Bytes of a value whose size its type fixes, by type id; 0 for every other id. */
const fixedBytes: Uint8Array = sizes({ 2: 1, 3: 1, 4: 8, 6: 2, 8: 4, 10: 8 });

/** The fewest bytes that a value takes, by type id; 0 where the id is no value's. */
const leastBytes: Uint8Array = sizes({ 2: 1, 3: 1, 4: 8, 6: 2, 8: 4, 10: 8, 11: 4, 12: 1, 13: 6, 14: 5, 15: 5 });

/** How many bytes every value of the type takes; 0 when they differ or the id is unknown. */
export function fixedSize(type: number): number {
  return fixedBytes[type] ?? 0;
}

/** The fewest bytes that a value of the type takes; 0 when the id is unknown. */
export function leastSize(type: number): number {
  return leastBytes[type] ?? 0;
}

/** A field's type and id as one number, 0xTTIIII, as writers write it and readers switch on it. */
export function fieldHeader(kind: TypeDescriptor["kind"], id: number): number {
  return (ttypeOf[kind] << 16) | (id & 0xffff);
}

function sizes(byType: Readonly<Record<number, number>>): Uint8Array {
  const table = new Uint8Array(256);
  for (const [type, size] of Object.entries(byType)) table[Number(type)] = size;
  return table;
}
