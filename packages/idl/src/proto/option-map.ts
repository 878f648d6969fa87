import { FieldLabel, FieldType } from "./descriptor-proto.ts";
import { type DynamicMessage, type DynamicValue, decodeMessage, isDynamic } from "./dynamic-message.ts";
import type { MessageShapes } from "./message-shapes.ts";

/** What has no options shares this map. */
const none: ReadonlyMap<string, unknown> = new Map();

/**
 * Options by their name, extensions as `(full.name)`. A message is a map of the same kind, a repeated option an array, a
 * value of an enum its name, an integer of 64 bits a `bigint`. Throws `WireFormatError` for bytes that are no message.
 */
export function optionMap(
  bytes: Uint8Array | undefined,
  optionsName: string,
  shapes: MessageShapes,
): ReadonlyMap<string, unknown> {
  const shape = shapes.get(optionsName);
  if (bytes === undefined || bytes.length === 0 || shape === undefined) return none;
  return mapOf(decodeMessage(bytes, shape, shapes), shapes);
}

function mapOf(message: DynamicMessage, shapes: MessageShapes): ReadonlyMap<string, unknown> {
  const map = new Map<string, unknown>();
  for (const [field, values] of message.values) {
    const plain = values.map((value) => plainValue(value, field.type, field.typeName, shapes));
    const extension = shapes.extensionName(field);
    const name = extension === undefined ? field.name : `(${extension})`;
    map.set(name, field.label === FieldLabel.Repeated ? plain : plain.at(-1));
  }
  return map;
}

function plainValue(
  value: DynamicValue,
  type: number | undefined,
  typeName: string | undefined,
  shapes: MessageShapes,
): unknown {
  if (isDynamic(value)) return mapOf(value, shapes);
  return type === FieldType.enum && typeof value === "number" ? shapes.valueName(typeName ?? "", value) : value;
}
