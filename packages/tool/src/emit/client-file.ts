import type { MethodDefinition, ServiceDefinition } from "@kitex-ts/idl";
import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import { clientShapes } from "./call-shape.ts";
import { docComment } from "./doc-comment.ts";
import { coreDoor } from "./doors.ts";
import { GeneratedFile } from "./generated-file.ts";
import { declaredExceptions, requestType, responseType } from "./message-types.ts";
import { propertyKey } from "./property.ts";
import { parentName, type ServiceScope, typeImporter } from "./service-scope.ts";

/** Prints `client.ts`: what a client of each service looks like, and how it calls. */
export function clientFile(module: ModulePlan, plan: ProgramPlan): GeneratedFile {
  const declared = [...module.names.services.values()].flatMap(({ client, bindClient }) => [client, bindClient]);
  const file = new GeneratedFile(`${module.folder}/client.ts`, declared, (name) => name === "call");
  for (const service of module.file.services) printClient({ file, module, plan }, service);
  return file;
}

function printClient(scope: ServiceScope, service: ServiceDefinition): void {
  const { file, plan } = scope;
  const names = plan.service(service);
  const parent = service.extends;
  const { methods } = service;
  const base = parent === undefined ? "" : ` extends ${parentName(scope, parent, "client", "client")}`;
  file.blank();
  file.print(...docComment(service));
  if (methods.length === 0) {
    file.print(`export interface ${names.client}${base} {}`);
  } else {
    file.print(`export interface ${names.client}${base} {`);
    for (const method of methods) printMethod(scope, service, method);
    file.print("}");
  }
  const inherited = parent === undefined ? [] : [`...${parentName(scope, parent, "client", "bindClient")}(call)`];
  const bound = methods.map((method) => {
    const bind = file.import(binder(method), coreDoor);
    return `${propertyKey(plan.method(service, method).property)}: ${bind}(call, ${JSON.stringify(method.name)})`;
  });
  const call = inherited.length + bound.length === 0 ? "_call" : "call";
  file.blank();
  file.print(
    `export function ${names.bindClient}(${call}: ${file.importType("ClientCall", coreDoor)}): ${names.client} {`,
  );
  printObject(file, [...inherited, ...bound]);
  file.print("}");
}

function printMethod(scope: ServiceScope, service: ServiceDefinition, method: MethodDefinition): void {
  const { file, plan } = scope;
  const importType = typeImporter(scope);
  const failures = declaredExceptions(method).map((exception) =>
    importType(plan.struct(exception).type, exception.file),
  );
  const request = requestType(service, method, "input", plan, importType);
  const declared = failures.length === 0 ? [] : [failures.join(" | ")];
  const response = method.oneway ? [] : [responseType(method, "output", plan, importType)];
  const parameters = [...(method.parameters.length === 0 ? [] : [request]), ...response, ...declared];
  const type = file.importType(methodType(method), coreDoor);
  file.print(...docComment({ ...method, throws: failures }, "  "));
  const generic = parameters.length === 0 ? "" : `<${parameters.join(", ")}>`;
  file.print(`  readonly ${propertyKey(plan.method(service, method).property)}: ${type}${generic};`);
}

function methodType(method: MethodDefinition): string {
  if (method.parameters.length === 0) return method.oneway ? "OnewayNoRequest" : "UnaryNoRequest";
  return method.oneway ? "Oneway" : clientShapes[method.streaming].type;
}

function binder(method: MethodDefinition): string {
  if (method.parameters.length === 0) return method.oneway ? "onewayNoRequest" : "unaryNoRequest";
  return method.oneway ? "oneway" : clientShapes[method.streaming].bind;
}

/** Prints the object that a bind function returns, one property a line. */
export function printObject(file: GeneratedFile, properties: readonly string[]): void {
  if (properties.length === 0) file.print("  return {};");
  else file.print("  return {", ...properties.map((property) => `    ${property},`), "  };");
}
