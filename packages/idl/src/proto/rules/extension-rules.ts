import { shown } from "../../thrift/shown.ts";
import { type FieldDescriptorProto, FieldLabel } from "../descriptor-proto.ts";
import type { MessageShapes } from "../message-shapes.ts";
import type { Findings } from "./findings.ts";

/** The messages that proto3 may extend: options. */
const optionMessage = /^\.google\.protobuf\.(?:\w+Options|FeatureSet)$/;

/** Checks an extension against the message it extends. */
export function checkExtension(field: FieldDescriptorProto, shapes: MessageShapes, findings: Findings): void {
  const { name, number, extendee: extended = "" } = field;
  const shape = shapes.get(extended);
  if (shape === undefined) return;
  const shownName = shown(shape.fullName);
  if (!shape.extensionRanges.some(({ start, end }) => start <= number && number < end)) {
    findings.error(field, `${shownName} has no range for extensions that holds the number ${number}`);
  }
  const other = shape.byNumber.get(number);
  if (other !== undefined && other !== field) {
    const holder = shapes.extensionName(other) ?? other.name;
    findings.error(field, `${shown(name)} and ${shown(holder)} both extend ${shownName} with the number ${number}`);
  }
  if (field.label === FieldLabel.Required) findings.error(field, `the extension ${shown(name)} cannot be required`);
  if (findings.file.descriptor.syntax === "proto3" && !optionMessage.test(extended)) {
    findings.error(field, `${shown(name)} cannot extend ${shownName}: proto3 extends options only`);
  }
}
