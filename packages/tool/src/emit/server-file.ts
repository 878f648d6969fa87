import type { MethodDefinition, ServiceDefinition } from "@kitex-ts/idl";
import { onlyParameterName } from "../plan/naming.ts";
import type { ModulePlan, ProgramPlan } from "../plan/program-plan.ts";
import { handlerParameter, handlerResult } from "./call-shape.ts";
import { printObject } from "./client-file.ts";
import { docComment } from "./doc-comment.ts";
import { coreDoor } from "./doors.ts";
import { GeneratedFile } from "./generated-file.ts";
import { declaredExceptions, requestType, responseType } from "./message-types.ts";
import { isInherited, propertyAccess, propertyKey } from "./property.ts";
import { parentName, type ServiceScope, typeImporter } from "./service-scope.ts";

/** Prints `server.ts`: what a handler of each service looks like, and how it is called. */
export function serverFile(module: ModulePlan, plan: ProgramPlan): GeneratedFile {
  const declared = [...module.names.services.values()].flatMap(({ handler, bindHandler }) => [handler, bindHandler]);
  const file = new GeneratedFile(`${module.folder}/server.ts`, declared, (name) =>
    /^(handler|requests?|ctx)$/.test(name),
  );
  for (const service of module.file.services) printHandler({ file, module, plan }, service);
  return file;
}

function printHandler(scope: ServiceScope, service: ServiceDefinition): void {
  const { file, plan } = scope;
  const names = plan.service(service);
  const parent = service.extends;
  const { methods } = service;
  const base = parent === undefined ? "" : ` extends ${parentName(scope, parent, "server", "handler")}`;
  file.blank();
  file.print(...docComment(service));
  if (methods.length === 0) {
    file.print(`export interface ${names.handler}${base} {}`);
  } else {
    file.print(`export interface ${names.handler}${base} {`);
    for (const method of methods) printMethod(scope, service, method);
    file.print("}");
  }
  const inherited = parent === undefined ? [] : [`...${parentName(scope, parent, "server", "bindHandler")}(handler)`];
  const bound = methods.map((method) => boundMethod(scope, service, method));
  const handler = inherited.length + bound.length === 0 ? "_handler" : "handler";
  const table = file.importType("HandlerTable", coreDoor);
  file.blank();
  file.print(`export function ${names.bindHandler}(${handler}: ${names.handler}): ${table} {`);
  printObject(file, [...inherited, ...bound]);
  file.print("}");
}

function printMethod(scope: ServiceScope, service: ServiceDefinition, method: MethodDefinition): void {
  const { file, plan } = scope;
  const importType = typeImporter(scope);
  const failures = declaredExceptions(method).map((exception) => plan.struct(exception).type);
  const request = requestType(service, method, "output", plan, importType);
  const response = responseType(method, "input", plan, importType);
  const context = `ctx: ${file.importType("RpcContext", coreDoor)}`;
  const { name, type } = handlerParameter(method.streaming, onlyParameterName(method), request);
  const parameters = method.parameters.length === 0 ? context : `${name}: ${type}, ${context}`;
  file.print(...docComment({ ...method, throws: failures }, "  "));
  const property = propertyKey(plan.method(service, method).property);
  file.print(`  ${property}(${parameters}): ${handlerResult(method.streaming, response)};`);
}

function boundMethod(scope: ServiceScope, service: ServiceDefinition, method: MethodDefinition): string {
  const { plan } = scope;
  const access = propertyAccess("handler", plan.method(service, method).property);
  const key = propertyKey(method.name);
  // For a name that objects inherit, the compiler does not see that the property is one of the table.
  const typed = isInherited(method.name);
  const context = typed ? `ctx: ${scope.file.importType("RpcContext", coreDoor)}` : "ctx";
  if (method.parameters.length === 0) {
    return `${key}: { invoke: (_request${typed ? ": unknown" : ""}, ${context}) => ${access}(ctx) }`;
  }
  const request = requestType(service, method, "output", plan, typeImporter(scope));
  const { name, type } = handlerParameter(method.streaming, "request", request);
  return `${key}: { invoke: (${name}: ${type}, ${context}) => ${access}(${name}, ctx) }`;
}
