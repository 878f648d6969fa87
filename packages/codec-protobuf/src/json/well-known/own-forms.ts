import type { MessageDescriptor } from "../../descriptor.ts";
import { JsonMappingError } from "../mapping-error.ts";
import type { OwnForm } from "../message-mapping.ts";
import { propertyOf } from "../object-members.ts";
import type { JsonValue } from "../options.ts";
import { readScalar } from "../read-scalar.ts";
import { writeScalar } from "../write-scalar.ts";
import { anyForm } from "./any.ts";
import { readDuration, writeDuration } from "./duration.ts";
import { readFieldMask, writeFieldMask } from "./field-mask.ts";
import { readListValue, readStruct, readValue, writeListValue, writeStruct, writeValue } from "./struct.ts";
import { readTimestamp, writeTimestamp } from "./timestamp.ts";

/** The message that gives a scalar presence; JSON shows the scalar. */
const wrapper: OwnForm = {
  read: (json, _depth, descriptor) => ({ value: readScalar(wrapped(descriptor), json) }),
  write: (value, _depth, descriptor): JsonValue => writeScalar(wrapped(descriptor), propertyOf(value, "value")),
};

const wrappers = ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"];

const ownForms: ReadonlyMap<string, OwnForm> = new Map<string, OwnForm>([
  ["google.protobuf.Any", anyForm((name) => ownForms.has(name))],
  ["google.protobuf.Duration", { read: readDuration, write: writeDuration }],
  ["google.protobuf.FieldMask", { read: readFieldMask, write: writeFieldMask }],
  ["google.protobuf.ListValue", { read: readListValue, write: writeListValue }],
  ["google.protobuf.Struct", { read: readStruct, write: writeStruct }],
  ["google.protobuf.Timestamp", { read: readTimestamp, write: writeTimestamp }],
  ["google.protobuf.Value", { read: readValue, write: writeValue }],
  ...wrappers.map((name): [string, OwnForm] => [`google.protobuf.${name}Value`, wrapper]),
]);

/** The JSON form of a type that has one of its own; `google.protobuf.Empty` has none. */
export function ownFormOf({ name }: MessageDescriptor): OwnForm | undefined {
  return ownForms.get(name);
}

function wrapped({ name, fields }: MessageDescriptor) {
  const kind = fields[0]?.type.kind;
  if (kind === undefined || kind === "message" || kind === "enum") {
    throw new JsonMappingError(`the descriptor of ${name} has no scalar`);
  }
  return kind;
}
