import type { MessageDescriptor } from "../descriptor.ts";
import type { JsonReadOptions, JsonValue, JsonWriteOptions } from "./options.ts";

/** Reads messages of any type; types with a JSON form of their own call it for what they hold. */
export interface MessageReader {
  readonly options: JsonReadOptions;
  /** `depth` is how many messages may lie inside one another, this one included. */
  message(descriptor: MessageDescriptor, json: unknown, depth: number): object;
}

/** Writes messages of any type. */
export interface MessageWriter {
  readonly options: JsonWriteOptions;
  message(descriptor: MessageDescriptor, value: unknown, depth: number): JsonValue;
  /** What stands in the object that a type without a JSON form of its own has. */
  members(descriptor: MessageDescriptor, value: unknown, depth: number): [string, JsonValue][];
}

/** A message type that JSON does not show as an object of its fields. */
export interface OwnForm {
  read(json: unknown, depth: number, descriptor: MessageDescriptor, reader: MessageReader): object;
  write(value: unknown, depth: number, descriptor: MessageDescriptor, writer: MessageWriter): JsonValue;
}
