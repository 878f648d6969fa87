import type { MethodDefinition, ServiceDefinition } from "@kitex-ts/idl";
import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import { toolVersion } from "../version.ts";
import { streamingProperty } from "./call-shape.ts";
import { docComment } from "./doc-comment.ts";
import { codecDoor, coreDoor, grpcDoor } from "./doors.ts";
import { GeneratedFile } from "./generated-file.ts";
import { propertyKey } from "./property.ts";
import { parentName, type ServiceScope } from "./service-scope.ts";

/** The contract between generated code and core that this tool writes for. */
export const codegenContract = 1;

/** Prints `service.ts`: the facts of each service, as `createClient` and `register` take them. */
export function serviceFile(module: ModulePlan, plan: ProgramPlan): GeneratedFile {
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

function printService(scope: ServiceScope, service: ServiceDefinition): void {
  const { file, module, plan } = scope;
  const names = plan.service(service);
  const clientPart = plan.specifier(module, module.file, "client");
  const serverPart = plan.specifier(module, module.file, "server");
  const client = file.importType(names.client, clientPart);
  const handler = file.importType(names.handler, serverPart);
  const parameters = `<${client}, ${handler}>`;
  file.blank();
  file.print(...docComment(service));
  file.print(
    `export const ${names.info}: ${file.importType("ServiceInfo", coreDoor)}${parameters} = ` +
      `${file.import("defineService", coreDoor)}${parameters}({`,
    `  name: ${JSON.stringify(service.name)},`,
    `  codegen: ${codegenContract},`,
    `  tool: ${JSON.stringify(toolVersion)},`,
    `  payloadCodec: ${file.import("thrift", codecDoor)},`,
  );
  if (hasStreams(service)) {
    file.print(`  packageName: ${JSON.stringify(packageName(service))},`);
    file.print(`  carrier: ${file.import("grpcProtocol", grpcDoor)},`);
  }
  if (service.extends !== undefined) file.print(`  extends: ${parentName(scope, service.extends, "service", "info")},`);
  const { methods } = service;
  if (methods.length === 0) file.print("  methods: {},");
  else file.print("  methods: {", ...methods.map((method) => `    ${methodText(scope, service, method)},`), "  },");
  file.print(
    `  client: ${file.import(names.bindClient, clientPart)},`,
    `  handler: ${file.import(names.bindHandler, serverPart)},`,
    "});",
  );
}

function methodText(
  { file, module, plan }: ServiceScope,
  service: ServiceDefinition,
  method: MethodDefinition,
): string {
  const names = plan.method(service, method);
  const from = plan.specifier(module, module.file, "codec");
  const args = file.import(names.args.codec, from);
  const result = file.import(names.result.codec, from);
  const oneway = method.oneway ? ", oneway: true" : "";
  return `${propertyKey(method.name)}: { args: ${args}, result: ${result}${oneway}${streamingProperty(method)} }`;
}

/** Whether a service, or one that it extends, has a method that streams. */
function hasStreams({ methods, extends: parent }: ServiceDefinition): boolean {
  return methods.some(({ streaming }) => streaming !== "unary") || (parent !== undefined && hasStreams(parent));
}

/** What Kitex puts before the service's name in a gRPC path: of the Go package's path the last part, in lower case. */
function packageName({ file }: ServiceDefinition): string {
  const namespace = file.namespaces.get("go");
  if (namespace !== undefined) return namespace.split(/[./]/).at(-1)?.toLowerCase() ?? "";
  return (file.path.split(/[/\\]/).at(-1) ?? "").replace(/\.thrift$/i, "");
}
