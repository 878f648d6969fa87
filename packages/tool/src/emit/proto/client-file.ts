import type { ProtoService } from "@kitex-ts/idl/proto";
import type { ProtoModulePlan, ProtoPlan } from "../../plan/proto/proto-plan.ts";
import { clientShapes } from "../call-shape.ts";
import { printObject } from "../client-file.ts";
import { docComment } from "../doc-comment.ts";
import { coreDoor } from "../doors.ts";
import { GeneratedFile } from "../generated-file.ts";
import { propertyKey } from "../property.ts";
import { messageType, type ProtoServiceScope } from "./service-scope.ts";

/** Prints `client.ts`: what a client of each service looks like, and how it calls. */
export function protoClientFile(module: ProtoModulePlan, plan: ProtoPlan): GeneratedFile {
  const declared = [...module.names.services.values()].flatMap(({ client, bindClient }) => [client, bindClient]);
  const file = new GeneratedFile(`${module.folder}/client.ts`, declared, (name) => /^_?call$/.test(name));
  for (const service of module.file.services) printClient({ file, module, plan }, service);
  return file;
}

function printClient(scope: ProtoServiceScope, service: ProtoService): void {
  const { file, plan } = scope;
  const names = plan.service(service);
  const members: string[] = [];
  const bound: string[] = [];
  for (const method of service.methods) {
    const { type, bind } = clientShapes[method.streaming];
    const key = propertyKey(names.methods.get(method) ?? method.name);
    const parameters = `${messageType(scope, method.request, "input")}, ${messageType(scope, method.response, "output")}`;
    members.push(...docComment(method, "  "), `  readonly ${key}: ${file.importType(type, coreDoor)}<${parameters}>;`);
    bound.push(`${key}: ${file.import(bind, coreDoor)}(call, ${JSON.stringify(method.name)})`);
  }
  file.blank();
  file.print(...docComment(service));
  if (members.length === 0) file.print(`export interface ${names.client} {}`);
  else file.print(`export interface ${names.client} {`, ...members, "}");
  const call = bound.length === 0 ? "_call" : "call";
  file.blank();
  file.print(
    `export function ${names.bindClient}(${call}: ${file.importType("ClientCall", coreDoor)}): ${names.client} {`,
  );
  printObject(file, bound);
  file.print("}");
}
