import type { FieldDescriptor, MessageDescriptor } from "../descriptor.ts";
import { inside, JsonMappingError, mustBe, tooDeep } from "./mapping-error.ts";
import type { MessageWriter } from "./message-mapping.ts";
import { elementsOf, propertyOf } from "./object-members.ts";
import { defaultMaxDepth, type JsonValue, type JsonWriteOptions } from "./options.ts";
import { ownFormOf } from "./well-known/own-forms.ts";
import { writeEnum, writeScalar } from "./write-scalar.ts";

/**
 * The JSON form of a message by Protobuf's JSON mapping, ready for `JSON.stringify`. Unknown fields have none.
 *
 * Throws a `JsonMappingError` that names the path of a value that has no JSON form, or does not fit its type.
 */
export function toJson<Input>(
  descriptor: MessageDescriptor<unknown, Input>,
  value: Input,
  options: JsonWriteOptions = {},
): JsonValue {
  return new JsonWriter(options).message(descriptor, value, options.maxDepth ?? defaultMaxDepth);
}

/** The JSON text of a message, without spaces; negative zero becomes 0. Throws a `JsonMappingError`. */
export function toJsonString<Input>(
  descriptor: MessageDescriptor<unknown, Input>,
  value: Input,
  options: JsonWriteOptions = {},
): string {
  return JSON.stringify(toJson(descriptor, value, options));
}

class JsonWriter implements MessageWriter {
  readonly options: JsonWriteOptions;

  constructor(options: JsonWriteOptions) {
    this.options = options;
  }

  message(descriptor: MessageDescriptor, value: unknown, depth: number): JsonValue {
    if (depth <= 0) throw tooDeep();
    const form = ownFormOf(descriptor);
    if (form !== undefined) return form.write(value, depth, descriptor, this);
    return Object.fromEntries(this.members(descriptor, value, depth));
  }

  members(descriptor: MessageDescriptor, value: unknown, depth: number): [string, JsonValue][] {
    const members: [string, JsonValue][] = [];
    for (const field of descriptor.fields) {
      const name = this.options.protoFieldNames === true ? field.name : field.jsonName;
      const json = inside(name, () => this.#field(field, value, depth));
      if (json !== undefined) members.push([name, json]);
    }
    return members;
  }

  /** `undefined` for a field that is left out. */
  #field(field: FieldDescriptor, message: unknown, depth: number): JsonValue | undefined {
    const value = fieldValue(field, message);
    const emitEmpty = this.options.alwaysEmitImplicit === true;
    switch (field.cardinality) {
      case "repeated": {
        const elements = elementsOf(value ?? []);
        if (elements.length === 0 && !emitEmpty) return undefined;
        return elements.map((element, index) => inside(index, () => this.#single(field, element, depth)));
      }
      case "map": {
        const map = value ?? new Map();
        if (!(map instanceof Map)) throw mustBe("a Map", map);
        if (map.size === 0 && !emitEmpty) return undefined;
        return Object.fromEntries(
          Array.from(map, ([key, entry]) => [
            String(key),
            inside(String(key), () => this.#single(field, entry, depth)),
          ]),
        );
      }
      case "implicit": {
        if (value !== undefined && !isZero(value)) return this.#single(field, value, depth);
        return emitEmpty ? this.#single(field, value ?? zeroOf(field), depth) : undefined;
      }
      default:
        return value === undefined ? undefined : this.#single(field, value, depth);
    }
  }

  /** One value of the field's type: the field's own, an element, or a map's value. */
  #single({ type }: FieldDescriptor, value: unknown, depth: number): JsonValue {
    switch (type.kind) {
      case "message":
        return this.message(type.message(), value, depth - 1);
      case "enum":
        return writeEnum(type.enum(), value, this.options);
      default:
        return writeScalar(type.kind, value);
    }
  }
}

function fieldValue({ property, oneof }: FieldDescriptor, message: unknown): unknown {
  if (oneof === undefined) return propertyOf(message, property);
  const member = propertyOf(message, oneof);
  return member === undefined ? undefined : propertyOf(member, property);
}

/** Whether a field without presence is left out for its value: negative zero is none. */
function isZero(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return value === "" || value === false || value === 0n || Object.is(value, 0);
}

function zeroOf({ type, name }: FieldDescriptor): unknown {
  switch (type.kind) {
    case "message":
      throw new JsonMappingError(`the descriptor says that the message ${name} has no presence`);
    case "string":
      return "";
    case "bool":
      return false;
    case "bytes":
      return new Uint8Array();
    default:
      return 0;
  }
}
