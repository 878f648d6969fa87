import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import { clientFile } from "./client-file.ts";
import { codecFile } from "./codec-file.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { header } from "./header.ts";
import { serverFile } from "./server-file.ts";
import { serviceFile } from "./service-file.ts";
import { typesFile } from "./types-file.ts";

/** A file to be: its path below the output folder, with `/` between its parts, and its whole text. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Prints everything that is generated for one Thrift file. `source` is what the files name as where they are from. */
export function renderModule(plan: ProgramPlan, module: ModulePlan, source: string): OutputFile[] {
  const { file } = module;
  const files: GeneratedFile[] = [typesFile(module, plan)];
  if (file.structs.length + file.services.length > 0) files.push(codecFile(module, plan));
  if (file.services.length > 0)
    files.push(serviceFile(module, plan), clientFile(module, plan), serverFile(module, plan));
  const first = header(source);
  return files.map((generated) => ({ path: generated.path, text: generated.render(first) }));
}
