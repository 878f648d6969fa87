import type { ProtoMessage } from "@kitex-ts/idl/proto";
import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import type { Direction } from "../../plan/type-mapping.ts";
import type { GeneratedFile } from "../generated-file.ts";

/** What the printers of `client.ts`, `server.ts` and `service.ts` share. */
export interface ProtoServiceScope {
  readonly file: GeneratedFile;
  readonly module: ProtoModulePlan;
  readonly plan: ProtoPlan;
}

/** The type of a message, imported from the `types.ts` that has it. */
export function messageType(
  { file, module, plan }: ProtoServiceScope,
  message: ProtoMessage,
  direction: Direction,
): string {
  const { type, input } = plan.message(message);
  return file.importType(direction === "input" ? input : type, plan.specifier(module, message.file, "types"));
}
