import type { ProtoMethod, ProtoService } from "@kitex-ts/idl/proto";
import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import { handlerParameter, handlerResult } from "../call-shape.ts";
import { printObject } from "../client-file.ts";
import { docComment } from "../doc-comment.ts";
import { coreDoor } from "../doors.ts";
import { GeneratedFile } from "../generated-file.ts";
import { isInherited, propertyAccess, propertyKey } from "../property.ts";
import { messageType, type ProtoServiceScope } from "./service-scope.ts";

/** Prints `server.ts`: what a handler of each service looks like, and how it is called. */
export function protoServerFile(module: ProtoModulePlan, plan: ProtoPlan): GeneratedFile {
  const declared = [...module.names.services.values()].flatMap(({ handler, bindHandler }) => [handler, bindHandler]);
  const file = new GeneratedFile(`${module.folder}/server.ts`, declared, (name) =>
    /^(_?handler|requests?|ctx)$/.test(name),
  );
  for (const service of module.file.services) printHandler({ file, module, plan }, service);
  return file;
}

function printHandler(scope: ProtoServiceScope, service: ProtoService): void {
  const { file, plan } = scope;
  const names = plan.service(service);
  const members = service.methods.flatMap((method) => memberLines(scope, service, method));
  const bound = service.methods.map((method) => boundMethod(scope, service, method));
  file.blank();
  file.print(...docComment(service));
  if (members.length === 0) file.print(`export interface ${names.handler} {}`);
  else file.print(`export interface ${names.handler} {`, ...members, "}");
  const handler = bound.length === 0 ? "_handler" : "handler";
  const table = file.importType("HandlerTable", coreDoor);
  file.blank();
  file.print(`export function ${names.bindHandler}(${handler}: ${names.handler}): ${table} {`);
  printObject(file, bound);
  file.print("}");
}

function memberLines(scope: ProtoServiceScope, service: ProtoService, method: ProtoMethod): string[] {
  const { file, plan } = scope;
  const parameter = handlerParameter(method.streaming, "request", messageType(scope, method.request, "output"));
  const result = handlerResult(method.streaming, messageType(scope, method.response, "input"));
  const property = propertyKey(plan.service(service).methods.get(method) ?? method.name);
  const context = `ctx: ${file.importType("RpcContext", coreDoor)}`;
  return [...docComment(method, "  "), `  ${property}(${parameter.name}: ${parameter.type}, ${context}): ${result};`];
}

function boundMethod(scope: ProtoServiceScope, service: ProtoService, method: ProtoMethod): string {
  const { file, plan } = scope;
  const access = propertyAccess("handler", plan.service(service).methods.get(method) ?? method.name);
  const { name, type } = handlerParameter(method.streaming, "request", messageType(scope, method.request, "output"));
  // For a name that objects inherit, the compiler does not see that the property is one of the table.
  const context = isInherited(method.name) ? `ctx: ${file.importType("RpcContext", coreDoor)}` : "ctx";
  return `${propertyKey(method.name)}: { invoke: (${name}: ${type}, ${context}) => ${access}(${name}, ctx) }`;
}
