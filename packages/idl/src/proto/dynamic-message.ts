import { type FieldDescriptorProto, FieldLabel, FieldType } from "./descriptor-proto.ts";
import type { MessageShape, MessageShapes } from "./message-shapes.ts";
import {
  delimitedField,
  groupField,
  numberField,
  readFields,
  readPacked,
  type WireField,
  WireType,
} from "./wire-format.ts";

/** A message whose type is known only at run time: the values of options. */
export interface DynamicMessage {
  readonly shape: MessageShape;
  /** Of each field that is there its value, or all of its values in their order. */
  readonly values: Map<FieldDescriptorProto, DynamicValue[]>;
}

/** Of an enum, the number. */
export type DynamicValue = number | bigint | boolean | string | Uint8Array | DynamicMessage;

/** How deep messages may stand in one another. */
const maxDepth = 100;

/** Whether a value of a field is a message. */
export function isMessageField({ type }: FieldDescriptorProto): boolean {
  return type === FieldType.message || type === FieldType.group;
}

/** Serializes a message, its fields in the order of their numbers. */
export function encodeMessage({ values }: DynamicMessage): Uint8Array {
  const sorted = [...values].sort(([a], [b]) => a.number - b.number);
  return Buffer.concat(sorted.flatMap(([field, all]) => encodeField(field, all)));
}

/** Serializes options as Protobuf's own compiler does: its own by their numbers, then extensions as they were set. */
export function encodeOptions({ values }: DynamicMessage): Uint8Array {
  const own = [...values].filter(([field]) => field.extendee === undefined).sort(([a], [b]) => a.number - b.number);
  const extensions = [...values].filter(([field]) => field.extendee !== undefined);
  return Buffer.concat([...own, ...extensions].flatMap(([field, all]) => encodeField(field, all)));
}

function encodeField(field: FieldDescriptorProto, values: readonly DynamicValue[]): readonly Uint8Array[] {
  return values.map((value) => {
    const { number, type } = field;
    if (value instanceof Uint8Array) return delimitedField(number, value);
    if (typeof value === "string") return delimitedField(number, Buffer.from(value, "utf8"));
    if (typeof value === "object") {
      const bytes = encodeMessage(value);
      return type === FieldType.group ? groupField(number, bytes) : delimitedField(number, bytes);
    }
    return numberField(number, wireTypeOf(type), bitsOf(value, type));
  });
}

function wireTypeOf(type: number | undefined): number {
  switch (type) {
    case FieldType.double:
    case FieldType.fixed64:
    case FieldType.sfixed64:
      return WireType.Fixed64;
    case FieldType.float:
    case FieldType.fixed32:
    case FieldType.sfixed32:
      return WireType.Fixed32;
    case FieldType.string:
    case FieldType.bytes:
    case FieldType.message:
      return WireType.Delimited;
    case FieldType.group:
      return WireType.StartGroup;
    default:
      return WireType.Varint;
  }
}

function bitsOf(value: number | bigint | boolean, type: number | undefined): bigint {
  const view = new DataView(new ArrayBuffer(8));
  switch (type) {
    case FieldType.double:
      view.setFloat64(0, Number(value), true);
      return view.getBigUint64(0, true);
    case FieldType.float:
      view.setFloat32(0, Number(value), true);
      return view.getBigUint64(0, true);
    case FieldType.sint32:
    case FieldType.sint64: {
      const signed = BigInt(value);
      return (signed << 1n) ^ (signed >> 63n);
    }
    default:
      return BigInt(value);
  }
}

/** Reads a serialized message. Fields that its type does not have are left out. Throws `WireFormatError`. */
export function decodeMessage(
  bytes: Uint8Array,
  shape: MessageShape,
  shapes: MessageShapes,
  depth = 0,
): DynamicMessage {
  const message: DynamicMessage = { shape, values: new Map() };
  if (depth > maxDepth) return message;
  for (const wire of readFields(bytes)) {
    const field = shape.byNumber.get(wire.number);
    if (field !== undefined) addDecoded(message, field, wire, shapes, depth);
  }
  return message;
}

function addDecoded(
  { values }: DynamicMessage,
  field: FieldDescriptorProto,
  wire: WireField,
  shapes: MessageShapes,
  depth: number,
): void {
  const repeated = field.label === FieldLabel.Repeated;
  const before = values.get(field) ?? [];
  if (isMessageField(field)) {
    const shape = shapes.get(field.typeName ?? "");
    if (shape === undefined || wire.wireType !== wireTypeOf(field.type)) return;
    const inner = decodeMessage(wire.bytes, shape, shapes, depth + 1);
    const [first] = before;
    if (repeated || !isDynamic(first)) values.set(field, [...before, inner]);
    else merge(first, inner);
    return;
  }
  const decoded = decodedValues(field, wire);
  if (decoded.length > 0) values.set(field, repeated ? [...before, ...decoded] : decoded);
}

/** A message that comes in several pieces is their union; of a single value the last counts. */
function merge(into: DynamicMessage, from: DynamicMessage): void {
  for (const [field, values] of from.values) {
    const before = into.values.get(field) ?? [];
    const [first] = before;
    const [second] = values;
    if (field.label === FieldLabel.Repeated) into.values.set(field, [...before, ...values]);
    else if (isDynamic(first) && isDynamic(second)) merge(first, second);
    else into.values.set(field, values);
  }
}

/** Whether a value is a message. */
export function isDynamic(value: DynamicValue | undefined): value is DynamicMessage {
  return typeof value === "object" && !(value instanceof Uint8Array);
}

function decodedValues({ type }: FieldDescriptorProto, wire: WireField): DynamicValue[] {
  if (type === FieldType.string)
    return wire.wireType === WireType.Delimited ? [Buffer.from(wire.bytes).toString()] : [];
  if (type === FieldType.bytes) return wire.wireType === WireType.Delimited ? [Uint8Array.from(wire.bytes)] : [];
  const wireType = wireTypeOf(type);
  if (wire.wireType === wireType) return [numberFrom(wire.bits, type)];
  if (wire.wireType !== WireType.Delimited) return [];
  return readPacked(wire.bytes, wireType).map((bits) => numberFrom(bits, type));
}

function numberFrom(bits: bigint, type: number | undefined): DynamicValue {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(64, bits), true);
  switch (type) {
    case FieldType.double:
      return view.getFloat64(0, true);
    case FieldType.float:
      return view.getFloat32(0, true);
    case FieldType.bool:
      return bits !== 0n;
    case FieldType.uint64:
    case FieldType.fixed64:
      return bits;
    case FieldType.int64:
    case FieldType.sfixed64:
      return BigInt.asIntN(64, bits);
    case FieldType.sint64:
      return BigInt.asIntN(64, (bits >> 1n) ^ -(bits & 1n));
    case FieldType.sint32:
      return Number(BigInt.asIntN(32, (bits >> 1n) ^ -(bits & 1n)));
    case FieldType.uint32:
    case FieldType.fixed32:
      return Number(BigInt.asUintN(32, bits));
    default:
      return Number(BigInt.asIntN(32, bits));
  }
}
