import type { FieldDescriptor, MessageDescriptor } from "../descriptor.ts";
import { inside, JsonMappingError, mustBe, quoted, tooDeep } from "./mapping-error.ts";
import type { MessageReader } from "./message-mapping.ts";
import { elementsOf, membersOf } from "./object-members.ts";
import { defaultMaxDepth, type JsonReadOptions } from "./options.ts";
import { parseJson } from "./parse-json.ts";
import { readEnum, readMapKey, readScalar } from "./read-scalar.ts";
import { decoded, encoded } from "./through-wire.ts";
import { ownFormOf } from "./well-known/own-forms.ts";

/**
 * The message that a JSON value means (what `JSON.parse` or `toJson` gave), by Protobuf's JSON mapping.
 *
 * Numbers past 2^53 must be strings or bigints: `JSON.parse` has rounded them; `fromJsonString` reads every digit.
 * Throws a `JsonMappingError` that names the path of what is wrong.
 */
export function fromJson<T>(
  descriptor: MessageDescriptor<T, unknown>,
  json: unknown,
  options: JsonReadOptions = {},
): T {
  const { maxDepth = defaultMaxDepth } = options;
  const message = new JsonReader(options).message(descriptor, json, maxDepth);
  // Through the wire format, so that what comes out has everything that decoding gives: defaults, forms of numbers.
  return decoded(descriptor, encoded(descriptor, message, maxDepth), maxDepth);
}

/**
 * The message that a JSON text means, by Protobuf's JSON mapping. A name that stands twice is refused.
 * Throws a `JsonMappingError`.
 */
export function fromJsonString<T>(
  descriptor: MessageDescriptor<T, unknown>,
  text: string,
  options: JsonReadOptions = {},
): T {
  return fromJson(descriptor, parseJson(text), options);
}

/** Says that an unknown value is passed over. */
const ignored: unique symbol = Symbol("ignored");

class JsonReader implements MessageReader {
  readonly options: JsonReadOptions;

  constructor(options: JsonReadOptions) {
    this.options = options;
  }

  message(descriptor: MessageDescriptor, json: unknown, depth: number): object {
    if (depth <= 0) throw tooDeep();
    const form = ownFormOf(descriptor);
    if (form !== undefined) return form.read(json, depth, descriptor, this);
    const properties = new Map<string, unknown>();
    const fields = fieldsOf(descriptor);
    const seen = new Set<FieldDescriptor>();
    for (const [name, member] of membersOf(json)) {
      const field = fields.get(name);
      if (field === undefined) {
        if (this.options.ignoreUnknownFields === true) continue;
        throw new JsonMappingError(`${descriptor.name} has no field ${quoted(name)}`);
      }
      if (seen.has(field)) throw new JsonMappingError(`the field ${field.name} stands twice`);
      seen.add(field);
      const value = inside(name, () => this.#field(field, member, depth));
      if (value !== ignored) addProperty(properties, field, value);
    }
    for (const field of descriptor.fields) {
      if (field.cardinality === "required" && !properties.has(field.property)) {
        throw new JsonMappingError(`the required field ${field.name} is not set`);
      }
    }
    return Object.fromEntries(properties);
  }

  #field(field: FieldDescriptor, json: unknown, depth: number): unknown {
    switch (field.cardinality) {
      case "repeated":
        return json === null ? ignored : this.#list(field, json, depth);
      case "map":
        return json === null ? ignored : this.#map(field, json, depth);
      default:
        return json === null && !takesNull(field) ? ignored : this.#single(field, json, depth);
    }
  }

  #list(field: FieldDescriptor, json: unknown, depth: number): unknown[] {
    return elementsOf(json)
      .map((element, index) => inside(index, () => this.#single(field, element, depth)))
      .filter((value) => value !== ignored);
  }

  #map(field: FieldDescriptor, json: unknown, depth: number): Map<unknown, unknown> {
    const { key: keyKind = "string" } = field;
    const map = new Map<unknown, unknown>();
    for (const [name, member] of membersOf(json)) {
      inside(name, () => {
        const key = readMapKey(keyKind, name);
        if (map.has(key)) throw new JsonMappingError("the key stands twice");
        const value = this.#single(field, member, depth);
        if (value !== ignored) map.set(key, value);
      });
    }
    return map;
  }

  /** One value of the field's type: the field's own, an element, or a map's value. */
  #single({ type }: FieldDescriptor, json: unknown, depth: number): unknown {
    switch (type.kind) {
      case "message":
        return this.message(type.message(), json, depth - 1);
      case "enum": {
        const descriptor = type.enum();
        if (json === null && descriptor.name === nullValue) return 0;
        const number = readEnum(descriptor, json);
        if (number !== undefined) return number;
        if (this.options.ignoreUnknownFields === true) return ignored;
        throw mustBe(`a name or number of the enum ${descriptor.name}`, json);
      }
      default:
        return readScalar(type.kind, json);
    }
  }
}

const nullValue = "google.protobuf.NullValue";

/** Whether `null` is a value of the field's type, and not its absence. */
function takesNull({ type }: FieldDescriptor): boolean {
  if (type.kind === "message") return type.message().name === "google.protobuf.Value";
  return type.kind === "enum" && type.enum().name === nullValue;
}

function addProperty(
  properties: Map<string, unknown>,
  { property, oneof, name }: FieldDescriptor,
  value: unknown,
): void {
  if (oneof === undefined) {
    properties.set(property, value);
    return;
  }
  if (properties.has(oneof)) throw new JsonMappingError(`${name} is the second member of the oneof ${oneof}`);
  properties.set(oneof, Object.fromEntries([[property, value]]));
}

const fieldsByName = new WeakMap<MessageDescriptor, ReadonlyMap<string, FieldDescriptor>>();

/** The fields of a type by the names that JSON may use: both. */
function fieldsOf(descriptor: MessageDescriptor): ReadonlyMap<string, FieldDescriptor> {
  let fields = fieldsByName.get(descriptor);
  if (fields === undefined) {
    const { fields: all } = descriptor;
    fields = new Map([
      ...all.map((field) => [field.name, field] as const),
      ...all.map((field) => [field.jsonName, field] as const),
    ]);
    fieldsByName.set(descriptor, fields);
  }
  return fields;
}
