import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import { CodecScope } from "./codec-scope.ts";
import { printDescriptor } from "./descriptor.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { printMethodCodecs } from "./method-codec.ts";
import { printDefaults, printStructReader, printUnionReader } from "./read-struct.ts";
import { printStructWriter, printUnionWriter } from "./write-struct.ts";

/** Prints `codec.ts`: descriptors, and straight-line functions that write and read each struct and each message. */
export function codecFile(module: ModulePlan, plan: ProgramPlan): GeneratedFile {
  const scope = new CodecScope(module, plan);
  const { keepUnknownFields } = plan.options;
  for (const struct of module.file.structs) {
    printDescriptor(scope, struct, plan.struct(struct).descriptor, { keepsUnknown: keepUnknownFields });
    if (struct.kind === "union") {
      printUnionWriter(scope, struct, keepUnknownFields);
      printUnionReader(scope, struct, keepUnknownFields);
    } else {
      printStructWriter(scope, struct, keepUnknownFields);
      printStructReader(scope, struct, keepUnknownFields);
      printDefaults(scope, struct);
    }
  }
  for (const service of module.file.services) {
    for (const method of service.methods) printMethodCodecs(scope, service, method);
  }
  return scope.file;
}
