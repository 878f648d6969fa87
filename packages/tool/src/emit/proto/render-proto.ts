import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import type { GeneratedFile } from "../generated-file.ts";
import { header } from "../header.ts";
import type { OutputFile } from "../render-program.ts";
import { protoClientFile } from "./client-file.ts";
import { protoCodecFile } from "./codec-file.ts";
import { protoServerFile } from "./server-file.ts";
import { protoServiceFile } from "./service-file.ts";
import { protoTypesFile } from "./types-file.ts";

/** Prints everything that is generated for one .proto file. `source` is what the files name as where they are from. */
export function renderProtoModule(plan: ProtoPlan, module: ProtoModulePlan, source: string): OutputFile[] {
  const files: GeneratedFile[] = [protoTypesFile(module, plan), protoCodecFile(module, plan)];
  if (module.file.services.length > 0) {
    files.push(protoServiceFile(module, plan), protoClientFile(module, plan), protoServerFile(module, plan));
  }
  const first = header(source);
  return files.map((generated) => ({ path: generated.path, text: generated.render(first) }));
}
