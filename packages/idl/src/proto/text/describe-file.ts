import protobuf from "protobufjs";
import type { SourceText } from "../../source.ts";
import { editionNumbers, type MethodDescriptorProto, type ServiceDescriptorProto } from "../descriptor-proto.ts";
import type { SourceFile } from "../source-file.ts";
import { ScopeDescriber } from "./describe-scope.ts";
import { type FileHeader, headerOf, type ImportSyntax } from "./header.ts";
import { blockOptions } from "./option-syntax.ts";
import type { Statement } from "./outline.ts";
import type { ParsedFile } from "./parse.ts";
import { SiteKeeper } from "./site-keeper.ts";

/** The descriptor of a parsed file: names of types are as written, options not yet serialized. */
export function describeFile(importName: string, parsed: ParsedFile, source: SourceText): SourceFile {
  const { statements } = parsed.outline;
  const header = headerOf(parsed.outline);
  const imports = header.imports.filter(({ modifier }) => modifier !== "option");
  const keeper = new SiteKeeper(source);
  const scope = packageScope(parsed.root, header.package);
  const describer = new ScopeDescriber(header.syntax, keeper);
  const parts = { messages: [], enums: [], extensions: [] };
  const services: ServiceDescriptorProto[] = [];
  for (const statement of statements) {
    describer.add(statement, scope, parts);
    const service = statement.kind === "service" ? describeService(statement, scope, keeper) : undefined;
    if (service !== undefined) services.push(service);
  }
  const descriptor = {
    name: importName,
    ...(header.package === "" ? {} : { package: header.package }),
    dependency: imports.map(({ name }) => name),
    publicDependency: indicesOf(imports, "public"),
    weakDependency: indicesOf(imports, "weak"),
    optionDependency: header.imports.flatMap(({ name, modifier }) => (modifier === "option" ? [name] : [])),
    messageType: parts.messages,
    enumType: parts.enums,
    service: services,
    extension: parts.extensions,
    ...syntaxOf(header),
  };
  const named = statements.find(({ tokens }) => tokens[0]?.text === "package");
  if (named !== undefined) keeper.keep(descriptor, named);
  keeper.options.set(descriptor, blockOptions(statements));
  const { sites, options } = keeper;
  const { damaged, incomplete } = parsed;
  return { descriptor, source, sites, options, imports: header.imports, damaged, incomplete, compiled: undefined };
}

function packageScope(root: protobuf.Root, name: string): protobuf.NamespaceBase {
  let scope: protobuf.NamespaceBase = root;
  for (const part of name === "" ? [] : name.split(".")) {
    const inner = scope.get(part);
    if (!(inner instanceof protobuf.Namespace)) break;
    scope = inner;
  }
  return scope;
}

function indicesOf(imports: readonly ImportSyntax[], modifier: ImportSyntax["modifier"]): number[] {
  return imports.flatMap((each, index) => (each.modifier === modifier ? [index] : []));
}

function syntaxOf({ syntax, edition }: FileHeader): { syntax?: string; edition?: number } {
  if (syntax === "proto2") return {};
  const number = edition === undefined ? undefined : editionNumbers.get(edition);
  return number === undefined ? { syntax } : { syntax, edition: number };
}

function describeService(
  statement: Statement,
  scope: protobuf.NamespaceBase,
  keeper: SiteKeeper,
): ServiceDescriptorProto | undefined {
  const found = statement.name && scope.get(statement.name.text);
  if (!(found instanceof protobuf.Service)) return undefined;
  const described: ServiceDescriptorProto = { name: found.name, method: [] };
  for (const inner of statement.body) {
    const method = inner.name && found.get(inner.name.text);
    if (inner.kind !== "rpc" || !(method instanceof protobuf.Method)) continue;
    const signature: MethodDescriptorProto = {
      name: method.name,
      inputType: method.requestType,
      outputType: method.responseType,
      ...(method.requestStream === true ? { clientStreaming: true } : {}),
      ...(method.responseStream === true ? { serverStreaming: true } : {}),
      // A block stands for options even when it has none, as in Protobuf's own compiler.
      ...(keeper.source.text[inner.end - 1] === "}" ? { options: new Uint8Array() } : {}),
    };
    described.method.push(signature);
    keeper.keep(signature, inner);
  }
  keeper.keep(described, statement);
  return described;
}
