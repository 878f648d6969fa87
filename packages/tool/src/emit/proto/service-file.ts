import type { ProtoFile, ProtoMessage, ProtoMethod, ProtoService } from "@kitex-ts/idl/proto";
import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import { toolVersion } from "../../version.ts";
import { streamingProperty } from "../call-shape.ts";
import { docComment } from "../doc-comment.ts";
import { coreDoor, grpcDoor, protobufDoor } from "../doors.ts";
import { GeneratedFile } from "../generated-file.ts";
import { propertyKey } from "../property.ts";
import { codegenContract } from "../service-file.ts";
import type { ProtoServiceScope } from "./service-scope.ts";

/** Prints `service.ts`: the facts of each service, as `createClient` and `register` take them. */
export function protoServiceFile(module: ProtoModulePlan, plan: ProtoPlan): GeneratedFile {
  const services = [...module.names.services.values()];
  const file = new GeneratedFile(
    `${module.folder}/service.ts`,
    services.map(({ info }) => info),
  );
  const scope = { file, module, plan };
  for (const service of module.file.services) printService(scope, service);
  file.reexportTypes(
    services.map(({ client }) => client),
    plan.specifier(module, module.file, "client"),
  );
  file.reexportTypes(
    services.map(({ handler }) => handler),
    plan.specifier(module, module.file, "server"),
  );
  return file;
}

function printService(scope: ProtoServiceScope, service: ProtoService): void {
  const { file, module, plan } = scope;
  const names = plan.service(service);
  const clientPart = plan.specifier(module, module.file, "client");
  const serverPart = plan.specifier(module, module.file, "server");
  const parameters = `<${file.importType(names.client, clientPart)}, ${file.importType(names.handler, serverPart)}>`;
  const methods = service.methods.map((method) => `    ${methodText(scope, method)},`);
  file.blank();
  file.print(...docComment(service));
  file.print(
    `export const ${names.info}: ${file.importType("ServiceInfo", coreDoor)}${parameters} = ` +
      `${file.import("defineService", coreDoor)}${parameters}({`,
    `  name: ${JSON.stringify(service.name)},`,
    `  codegen: ${codegenContract},`,
    `  tool: ${JSON.stringify(toolVersion)},`,
    `  payloadCodec: ${file.import("protobuf", protobufDoor)},`,
    ...(module.file.package === "" ? [] : [`  packageName: ${JSON.stringify(module.file.package)},`]),
    `  carrier: ${file.import("grpcProtocol", grpcDoor)},`,
    `  descriptors: () => [${descriptors(scope).join(", ")}],`,
    ...(methods.length === 0 ? ["  methods: {},"] : ["  methods: {", ...methods, "  },"]),
    `  client: ${file.import(names.bindClient, clientPart)},`,
    `  handler: ${file.import(names.bindHandler, serverPart)},`,
    "});",
  );
}

function methodText(scope: ProtoServiceScope, method: ProtoMethod): string {
  const { file } = scope;
  const args = `${file.import("messageBody", protobufDoor)}(${descriptorOf(scope, method.request)})`;
  const result = `${file.import("messageResult", protobufDoor)}(${descriptorOf(scope, method.response)})`;
  return `${propertyKey(method.name)}: { args: ${args}, result: ${result}${streamingProperty(method)} }`;
}

function descriptorOf({ file, module, plan }: ProtoServiceScope, message: ProtoMessage): string {
  return file.import(plan.message(message).descriptor, plan.specifier(module, message.file, "codec"));
}

/** The descriptions of the service's file and of all that it imports, imported files first. */
function descriptors({ file, module, plan }: ProtoServiceScope): string[] {
  const files = new Set<ProtoFile>();
  const visit = (next: ProtoFile): void => {
    if (files.has(next)) return;
    for (const imported of next.imports) visit(imported.file);
    files.add(next);
  };
  visit(module.file);
  return [...files].map((next) => {
    const text = file.import(plan.module(next).names.fileDescriptor, plan.specifier(module, next, "codec"));
    return `${file.import("fromBase64", protobufDoor)}(${text})`;
  });
}
