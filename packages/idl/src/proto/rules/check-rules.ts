import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { MessageShapes } from "../message-shapes.ts";
import type { SourceFile } from "../source-file.ts";
import { checkEnum } from "./enum-rules.ts";
import { checkExtension } from "./extension-rules.ts";
import { type FeaturedPart, featuredParts } from "./featured-parts.ts";
import { checkField } from "./field-rules.ts";
import { Findings } from "./findings.ts";
import { checkMessage } from "./message-rules.ts";

/** Checks the rules of Protobuf for what files define; names must be resolved and options serialized. */
export function checkRules(files: Iterable<SourceFile>, shapes: MessageShapes, diagnostics: DiagnosticList): void {
  const parts = Array.from(files, (file) => [new Findings(file, diagnostics), featuredParts(file, shapes)] as const);
  const closedEnums = new Set<string>();
  for (const [, all] of parts) {
    for (const each of all) {
      if (each.kind === "enum" && each.features.enum_type === "CLOSED") closedEnums.add(`.${each.fullName}`);
    }
  }
  for (const [findings, all] of parts) for (const each of all) check(each, closedEnums, shapes, findings);
}

function check(each: FeaturedPart, closedEnums: ReadonlySet<string>, shapes: MessageShapes, findings: Findings): void {
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
      checkField(each.part, features, options, closedEnums, findings);
      break;
    case "field":
      checkField(each.part, features, options, closedEnums, findings);
  }
}
