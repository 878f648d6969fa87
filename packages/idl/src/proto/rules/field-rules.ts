import { shown } from "../../thrift/shown.ts";
import { type FieldDescriptorProto, FieldLabel, FieldType } from "../descriptor-proto.ts";
import { isMessageField } from "../dynamic-message.ts";
import type { Features } from "../features.ts";
import { maxFieldNumber } from "../text/reserved.ts";
import type { Findings } from "./findings.ts";

/** Numbers that Protobuf keeps for its implementations. */
const firstOwn = 19_000;
const lastOwn = 19_999;

/** What fields may name, by its full name with a leading dot. */
export interface NamedTypes {
  /** The first number of each closed enum; 0 where its file could not be read whole. */
  readonly closedEnums: ReadonlyMap<string, number>;
  /** The values' field of each message that stands for the entries of a map. */
  readonly mapValues: ReadonlyMap<string, FieldDescriptorProto>;
}

/** Checks a field or an extension; `features` are its own. */
export function checkField(
  field: FieldDescriptorProto,
  features: Features,
  options: ReadonlyMap<string, unknown>,
  types: NamedTypes,
  findings: Findings,
): void {
  const { name, label, type, typeName = "" } = field;
  checkNumber(field, findings);
  const implicit = features.field_presence === "IMPLICIT" && label === FieldLabel.Optional && !isMessageField(field);
  const alone = field.oneofIndex === undefined && field.extendee === undefined;
  if (field.defaultValue !== undefined && implicit && alone) {
    findings.error(field, `${shown(name)} cannot have a default value: zero stands for its absence`);
  }
  if (type === FieldType.group && findings.file.descriptor.syntax === "proto3") {
    findings.error(field, "proto3 has no groups", "use a field of a message");
  }
  if (options.get("packed") === true && (label !== FieldLabel.Repeated || !isPackable(type))) {
    findings.error(field, `${shown(name)} cannot be packed: it is no repeated field of numbers`);
  }
  const mapValue = types.mapValues.get(typeName);
  if (mapValue !== undefined) checkMapValue(field, mapValue.typeName ?? "", features, types, findings);
  else if (implicit && alone && types.closedEnums.has(typeName)) refuseClosed(field, typeName, findings);
}

function checkMapValue(
  field: FieldDescriptorProto,
  valueType: string,
  features: Features,
  { closedEnums }: NamedTypes,
  findings: Findings,
): void {
  const first = closedEnums.get(valueType);
  if (first === undefined) return;
  if (features.field_presence === "IMPLICIT") refuseClosed(field, valueType, findings);
  else if (first !== 0) {
    const message = `${shown(field.name)} is a map of ${shown(valueType.slice(1))}, whose first value must be 0 then`;
    findings.error(field, message, "it stands for a value that is absent");
  }
}

function refuseClosed(field: FieldDescriptorProto, enumName: string, findings: Findings): void {
  const shownEnum = shown(enumName.slice(1));
  const message = `${shownEnum} is a closed enum, as those of proto2 are: a field of proto3 cannot hold it`;
  findings.error(field, message, "its first value need not be 0");
}

function checkNumber(field: FieldDescriptorProto, findings: Findings): void {
  const { name, number } = field;
  if (number < 1 || (number > maxFieldNumber && field.extendee === undefined)) {
    findings.error(field, `${shown(name)} has the number ${number}; a field has one from 1 to ${maxFieldNumber}`);
  } else if (number >= firstOwn && number <= lastOwn) {
    const message = `${shown(name)} has the number ${number}; those from ${firstOwn} to ${lastOwn} belong to Protobuf itself`;
    findings.error(field, message);
  }
}

function isPackable(type: number | undefined): boolean {
  return (
    type !== FieldType.string && type !== FieldType.bytes && type !== FieldType.message && type !== FieldType.group
  );
}
