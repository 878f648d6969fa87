import { shown } from "../../thrift/shown.ts";
import type { DescriptorProto, FieldDescriptorProto, RangeProto } from "../descriptor-proto.ts";
import type { Features } from "../features.ts";
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
    if (message.field.every(({ oneofIndex }) => oneofIndex !== index)) {
      findings.error(oneof, `the oneof ${shown(oneof.name)} has no fields`);
    }
  }
  if (options.get("deprecated_legacy_json_field_conflicts") !== true) checkJsonNames(message, features, findings);
}

function checkRanges(message: DescriptorProto, messageSet: boolean, findings: Findings): void {
  const max = messageSet ? maxMessageSetNumber : maxFieldNumber;
  const seen: { readonly range: RangeProto; readonly what: string }[] = [];
  const add = (range: RangeProto, what: string, place: object) => {
    const text = rangeText(range);
    if (range.start < 1 || range.end - 1 > max || range.start >= range.end) {
      findings.error(place, `${what} ${text} is no range of numbers from 1 to ${max}`);
    }
    const other = seen.find((each) => each.range.start < range.end && range.start < each.range.end);
    if (other !== undefined) {
      findings.error(place, `${what} ${text} overlaps with ${other.what} ${rangeText(other.range)}`);
    }
    seen.push({ range, what });
  };
  for (const range of message.reservedRange) add(range, "the reserved range", message);
  for (const range of message.extensionRange) add(range, "the range for extensions", range);
  if (findings.file.descriptor.syntax === "proto3" && message.extensionRange[0] !== undefined) {
    findings.error(message.extensionRange[0], "messages of proto3 cannot be extended");
  }
  for (const field of message.field) {
    const range = message.extensionRange.find(({ start, end }) => start <= field.number && field.number < end);
    if (range === undefined) continue;
    findings.error(field, `${shown(field.name)} has the number ${field.number}, which is for extensions`);
  }
}

/** Ranges exclude their end. */
function rangeText({ start, end }: RangeProto): string {
  return end - start === 1 ? String(start) : `${start} to ${end - 1}`;
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
