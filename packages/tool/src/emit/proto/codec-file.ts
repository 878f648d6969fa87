import { enumsOf, messagesOf } from "../../plan/proto/module-names.ts";
import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import type { GeneratedFile } from "../generated-file.ts";
import { ProtoCodecScope } from "./codec-scope.ts";
import { printEnumDescriptor, printMessageDescriptor } from "./descriptor.ts";
import { printMessageReader } from "./read-message.ts";
import { printMessageWriter } from "./write-message.ts";

/** Prints `codec.ts`: descriptors, and straight-line functions that write and read each message. */
export function protoCodecFile(module: ProtoModulePlan, plan: ProtoPlan): GeneratedFile {
  const scope = new ProtoCodecScope(module, plan);
  for (const definition of enumsOf(module.file)) printEnumDescriptor(scope, definition);
  for (const message of messagesOf(module.file)) {
    printMessageDescriptor(scope, message);
    printMessageWriter(scope, message);
    printMessageReader(scope, message);
  }
  printFileDescriptor(scope);
  return scope.file;
}

function printFileDescriptor({ file, module }: ProtoCodecScope): void {
  const { descriptor, importName } = module.file;
  file.blank();
  file.print(
    `/** ${importName.replaceAll("*/", "*\\/")} as a serialized \`google.protobuf.FileDescriptorProto\`, in base64. */`,
    `export const ${module.names.fileDescriptor} =`,
    `  ${JSON.stringify(Buffer.from(descriptor).toString("base64"))};`,
  );
}
