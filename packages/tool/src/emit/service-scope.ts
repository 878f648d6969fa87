import type { ServiceDefinition, ThriftFile } from "@kitex-ts/idl";
import type { ModulePart } from "../plan/module-path.ts";
import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import type { TypeImporter } from "../plan/type-mapping.ts";
import type { GeneratedFile } from "./generated-file.ts";

/** What the printers of `client.ts`, `server.ts` and `service.ts` share. */
export interface ServiceScope {
  readonly file: GeneratedFile;
  readonly module: ModulePlan;
  readonly plan: ProgramPlan;
}

/** Imports types of `types.ts` files. */
export function typeImporter({ file, module, plan }: ServiceScope): TypeImporter {
  return (name: string, of: ThriftFile) => file.importType(name, plan.specifier(module, of, "types"));
}

/** What a part of another folder, or of this one, declares for a parent service; by its local name. */
export function parentName(
  { file, module, plan }: ServiceScope,
  parent: ServiceDefinition,
  part: ModulePart,
  what: "info" | "client" | "handler" | "bindClient" | "bindHandler",
): string {
  const name = plan.service(parent)[what];
  if (parent.file === module.file) return name;
  const from = plan.specifier(module, parent.file, part);
  return what === "client" || what === "handler" ? file.importType(name, from) : file.import(name, from);
}
