import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { FieldDescriptorProto } from "../descriptor-proto.ts";
import type { MessageShapes } from "../message-shapes.ts";
import type { SourceFile } from "../source-file.ts";
import { checkEnum } from "./enum-rules.ts";
import { checkExtension } from "./extension-rules.ts";
import { type FeaturedPart, featuredParts } from "./featured-parts.ts";
import { checkField, type NamedTypes } from "./field-rules.ts";
import { Findings } from "./findings.ts";
import { checkMessage } from "./message-rules.ts";

/** Checks the rules of Protobuf for what files define; names must be resolved and options serialized. */
export function checkRules(files: Iterable<SourceFile>, shapes: MessageShapes, diagnostics: DiagnosticList): void {
  const parts = Array.from(files, (file) => [new Findings(file, diagnostics), featuredParts(file, shapes)] as const);
  const types = namedTypes(parts);
  for (const [findings, all] of parts) for (const each of all) check(each, types, shapes, findings);
}

function namedTypes(parts: readonly (readonly [Findings, readonly FeaturedPart[]])[]): NamedTypes {
  const closedEnums = new Map<string, number>();
  const mapValues = new Map<string, FieldDescriptorProto>();
  for (const [{ file }, all] of parts) {
    for (const each of all) {
      if (each.kind === "enum" && each.features.enum_type === "CLOSED") {
        const [first] = file.damaged ? [] : each.part.value;
        closedEnums.set(`.${each.fullName}`, first?.number ?? 0);
      } else if (each.kind === "mapEntry") {
        const value = each.part.field.find(({ number }) => number === 2);
        if (value !== undefined) mapValues.set(`.${each.fullName}`, value);
      }
    }
  }
  return { closedEnums, mapValues };
}

function check(each: FeaturedPart, types: NamedTypes, shapes: MessageShapes, findings: Findings): void {
  const { features, options } = each;
  switch (each.kind) {
    case "message":
      checkMessage(each.part, features, options, findings);
      break;
    case "enum":
      checkEnum(each.part, features, options, findings);
      break;
    case "extension":
      checkExtension(each.part, shapes, findings);
      checkField(each.part, features, options, types, findings);
      break;
    case "field":
      checkField(each.part, features, options, types, findings);
  }
}
