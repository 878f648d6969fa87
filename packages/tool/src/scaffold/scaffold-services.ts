import type { ServiceDefinition, ThriftFile } from "@kitex-ts/idl";
import { handlerParameter, type Streaming } from "../emit/call-shape.ts";
import type { DocSource } from "../emit/doc-comment.ts";
import type { IdlKind } from "../load.ts";
import { NameScope, onlyParameterName, uncapitalized } from "../plan/naming.ts";
import type { ProgramPlan } from "../plan/program-plan.ts";

/** A service as the scaffold's files mention it. */
export interface ScaffoldService {
  /** Its name in the IDL, for messages. */
  readonly name: string;
  readonly language: IdlKind;
  readonly info: ImportedName;
  readonly handlerType: ImportedName;
  /** The constant in `handler.ts`. */
  readonly handler: string;
  /** What the names are imported from, without its ending and its start: `echo/service`. */
  readonly from: string;
  readonly doc: DocSource;
  readonly methods: readonly ScaffoldMethod[];
}

/** A name as a module exports it, and as it is called where it is imported. */
export interface ImportedName {
  readonly name: string;
  readonly local: string;
}

export interface ScaffoldMethod {
  readonly property: string;
  /** `Echo.echo`, for messages. */
  readonly title: string;
  /** Names of the handler's parameters. */
  readonly parameters: readonly string[];
  readonly streaming: Streaming;
  readonly doc: DocSource;
}

/** A scope for the names of the scaffold's files. */
export function scaffoldScope(): NameScope {
  return new NameScope(["createServer", "server", "port", "console", "process"]);
}

/** All services of Thrift files, with names that are distinct in one module. */
export function scaffoldServices(files: readonly ThriftFile[], plan: ProgramPlan, scope: NameScope): ScaffoldService[] {
  return files
    .flatMap((file) => file.services)
    .map((service) => {
      const names = plan.service(service);
      return {
        name: service.name,
        language: "thrift",
        info: { name: names.info, local: scope.claim(names.info) },
        handlerType: { name: names.handler, local: scope.claim(names.handler) },
        handler: scope.claim(uncapitalized(names.handler)),
        from: `${plan.module(service.file).folder}/service`,
        doc: service,
        methods: methodsOf(service, plan),
      };
    });
}

/** A service's methods, inherited ones first. */
function methodsOf(service: ServiceDefinition, plan: ProgramPlan): ScaffoldMethod[] {
  const inherited = service.extends === undefined ? [] : methodsOf(service.extends, plan);
  const own = service.methods.map((method) => ({
    property: plan.method(service, method).property,
    title: `${service.name}.${method.name}`,
    parameters:
      method.parameters.length === 0
        ? ["ctx"]
        : [handlerParameter(method.streaming, onlyParameterName(method), "").name, "ctx"],
    streaming: method.streaming,
    doc: { doc: method.doc, annotations: method.annotations },
  }));
  return [...inherited, ...own];
}

/** Imports of one name of each service, one line for each module. `specifier` completes where they come from. */
export function importLines(
  keyword: "import" | "import type",
  services: readonly ScaffoldService[],
  nameOf: (service: ScaffoldService) => ImportedName,
  specifier: (from: string) => string,
): string[] {
  const modules = new Map<string, string[]>();
  for (const service of services) {
    const { name, local } = nameOf(service);
    const names = modules.get(service.from) ?? [];
    modules.set(service.from, [...names, name === local ? name : `${name} as ${local}`]);
  }
  return [...modules].map(
    ([from, names]) => `${keyword} { ${names.join(", ")} } from ${JSON.stringify(specifier(from))};`,
  );
}
