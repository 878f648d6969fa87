import { shown } from "../../thrift/shown.ts";
import type { DescriptorProto, FieldDescriptorProto, RangeProto } from "../descriptor-proto.ts";
import type { Features } from "../features.ts";
import { type NumberRange, NumberRanges } from "../number-ranges.ts";
import { maxFieldNumber, maxMessageSetNumber } from "../text/reserved.ts";
import type { Findings } from "./findings.ts";

/** Checks what a message may hold, beside what concerns each field alone; `features` are its own. */
export function checkMessage(
  message: DescriptorProto,
  features: Features,
  options: ReadonlyMap<string, unknown>,
  findings: Findings,
): void {
  checkRanges(message, options.get("message_set_wire_format") === true, findings);
  for (const [index, oneof] of message.oneofDecl.entries()) {
    const empty = message.field.every(({ oneofIndex }) => oneofIndex !== index);
    if (empty && !findings.file.damaged) {
      findings.error(oneof, `the oneof ${shown(oneof.name)} has no fields`);
    }
  }
  if (options.get("deprecated_legacy_json_field_conflicts") !== true) checkJsonNames(message, features, findings);
}

interface NamedRange extends NumberRange {
  readonly what: string;
  /** The part of the descriptor that it is in. */
  readonly part: object;
}

function checkRanges(message: DescriptorProto, messageSet: boolean, findings: Findings): void {
  const max = messageSet ? maxMessageSetNumber : maxFieldNumber;
  const named = (range: RangeProto, what: string, part: object): NamedRange => {
    return { first: range.start, last: range.end - 1, what, part };
  };
  const extensions = message.extensionRange.map((range) => named(range, "the range for extensions", range));
  const reserved = message.reservedRange.map((range) => named(range, "the reserved range", message));
  const all = [...reserved, ...extensions];
  for (const range of all) {
    if (range.first >= 1 && range.first <= range.last && range.last <= max) continue;
    findings.error(range.part, `${range.what} ${rangeText(range)} is no range of numbers from 1 to ${max}`);
  }
  for (const [range, other] of new NumberRanges(all).overlaps()) {
    const text = `${range.what} ${rangeText(range)} overlaps with ${other.what} ${rangeText(other)}`;
    findings.error(range.part, text);
  }
  if (findings.file.descriptor.syntax === "proto3" && extensions[0] !== undefined) {
    findings.error(extensions[0].part, "messages of proto3 cannot be extended");
  }
  const ranges = new NumberRanges(extensions);
  for (const field of message.field) {
    if (ranges.holding(field.number) === undefined) continue;
    findings.error(field, `${shown(field.name)} has the number ${field.number}, which is for extensions`);
  }
}

function rangeText({ first, last }: NumberRange): string {
  return first === last ? String(first) : `${first} to ${last}`;
}

/** Two fields with one name in JSON cannot be told apart there; proto2 lets that pass unless somebody chose the names. */
function checkJsonNames(message: DescriptorProto, features: Features, findings: Findings): void {
  const first = new Map<string, FieldDescriptorProto>();
  for (const field of message.field) {
    const { jsonName = field.name } = field;
    const other = first.get(jsonName);
    if (other === undefined) {
      first.set(jsonName, field);
      continue;
    }
    const text = `${shown(field.name)} and ${shown(other.name)} are both called ${shown(jsonName)} in JSON`;
    const hint = `the first is in line ${findings.lineOf(other)}`;
    if (features.json_format === "LEGACY_BEST_EFFORT") findings.warning(field, text, hint);
    else findings.error(field, text, hint);
  }
}
