import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText } from "../source.ts";
import type { MethodDefinition, ServiceDefinition, StructField } from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type { FieldSyntax, MethodSyntax } from "../thrift/syntax.ts";
import type { ConstantEvaluator } from "./constants.ts";
import { describe } from "./definition.ts";
import { cycleText, dependencyOrder } from "./dependency-order.ts";
import { defineFields, type FieldOwner } from "./fields.ts";
import type { FileScope, ServiceEntry } from "./scopes.ts";
import { streamingOf } from "./streaming.ts";
import { resolveType } from "./type-resolver.ts";
import { typeText, underlying } from "./type-rules.ts";

/** How many services may stand above one another by `extends`. */
const maxAncestors = 64;

/** Makes the services of all files, those that others extend first; constants must have been defined. */
export function defineServices(
  entries: readonly ServiceEntry[],
  evaluator: ConstantEvaluator,
  diagnostics: DiagnosticList,
): void {
  const parents = new Map(entries.map((entry) => [entry, parentOf(entry, diagnostics)]));
  const { order, cycles } = dependencyOrder(entries, (entry) => {
    const parent = parents.get(entry);
    return parent === undefined ? [] : [parent];
  });
  for (const cycle of cycles) {
    const [first] = cycle;
    if (first === undefined) continue;
    const names = cycle.map(({ syntax }) => syntax.name.text);
    const span = first.syntax.extends ?? first.syntax.name;
    diagnostics.error(first.scope.source, span, `this service extends itself: ${cycleText(names)}`);
  }
  const inCycle = new Set(cycles.flat());
  for (const entry of order) {
    const parent = inCycle.has(entry) ? undefined : parents.get(entry)?.definition;
    entry.definition = defineService(entry, parent, evaluator, diagnostics);
  }
  for (const { definition, scope } of entries) if (definition !== undefined) scope.lists.services.push(definition);
}

function parentOf({ syntax, scope }: ServiceEntry, diagnostics: DiagnosticList): ServiceEntry | undefined {
  if (syntax.extends === undefined) return undefined;
  const { text } = syntax.extends;
  const found = scope.lookup(text);
  if (found === "unknowable") return undefined;
  if (found === undefined) {
    scope.reportUnknown("service", text, syntax.extends, ({ kind }) => kind === "service", diagnostics);
    return undefined;
  }
  if (found.kind === "service") return found;
  diagnostics.error(scope.source, syntax.extends, `${shown(text)} is no service`);
  return undefined;
}

function defineService(
  { syntax, scope }: ServiceEntry,
  parent: ServiceDefinition | undefined,
  evaluator: ConstantEvaluator,
  diagnostics: DiagnosticList,
): ServiceDefinition {
  const inherited = inheritedMethods(parent);
  if (inherited === "too many") {
    diagnostics.error(
      scope.source,
      syntax.extends ?? syntax.name,
      `more than ${maxAncestors} services extend one another`,
    );
  }
  const methods = new Map<string, MethodDefinition>();
  for (const method of syntax.methods) {
    const name = method.name.text;
    if (methods.has(name)) {
      diagnostics.error(scope.source, method.name, `there is already a method called ${shown(name)}`);
      continue;
    }
    const owner = inherited === "too many" ? undefined : inherited.get(name);
    if (owner !== undefined) {
      const message = `${shown(name)} is already a method of ${shown(owner.name)}, which this service extends`;
      diagnostics.error(scope.source, method.name, message);
    }
    methods.set(name, defineMethod(method, scope, evaluator, diagnostics));
  }
  return {
    ...describe(syntax, scope.source),
    file: scope.file,
    extends: inherited === "too many" ? undefined : parent,
    methods: [...methods.values()],
  };
}

/** Name of a method → the service that brings it. */
function inheritedMethods(parent: ServiceDefinition | undefined): ReadonlyMap<string, ServiceDefinition> | "too many" {
  const methods = new Map<string, ServiceDefinition>();
  let depth = 0;
  for (let service = parent; service !== undefined; service = service.extends) {
    if (++depth > maxAncestors) return "too many";
    for (const { name } of service.methods) methods.set(name, service);
  }
  return methods;
}

function defineMethod(
  syntax: MethodSyntax,
  scope: FileScope,
  evaluator: ConstantEvaluator,
  diagnostics: DiagnosticList,
): MethodDefinition {
  const { source } = scope;
  const completeFields = (fields: readonly FieldSyntax[], owner: FieldOwner): readonly StructField[] =>
    defineFields(fields, owner, scope, diagnostics).flatMap(({ syntax: { defaultValue }, field }) => {
      if (field === undefined) return [];
      if (defaultValue !== undefined) field.defaultValue = evaluator.evaluate(defaultValue, field.type, scope);
      return [field];
    });
  const returns = syntax.returns && resolveType(syntax.returns, scope, diagnostics);
  const parameters = completeFields(syntax.parameters, "parameters");
  const throws = completeFields(syntax.throws, "throws");
  reportNonExceptions(syntax.throws, throws, source, diagnostics);
  if (syntax.oneway) reportOneway(syntax, source, diagnostics);
  const streaming = streamingOf(syntax, source, diagnostics);
  return { ...describe(syntax, source), oneway: syntax.oneway, returns, parameters, throws, streaming };
}

function reportNonExceptions(
  syntaxes: readonly FieldSyntax[],
  throws: readonly StructField[],
  source: SourceText,
  diagnostics: DiagnosticList,
): void {
  for (const { name, type } of throws) {
    const plain = underlying(type);
    if (plain.kind === "struct" && plain.definition.kind === "exception") continue;
    const place = syntaxes.find((syntax) => syntax.name.text === name);
    if (place !== undefined) diagnostics.error(source, place.type, `${shown(typeText(type))} is no exception`);
  }
}

function reportOneway({ name, returns, throws }: MethodSyntax, source: SourceText, diagnostics: DiagnosticList): void {
  const [first] = throws;
  if (returns !== undefined) {
    diagnostics.error(source, returns, `the oneway method ${shown(name.text)} must return void: nobody answers it`);
  }
  if (first !== undefined) {
    diagnostics.error(source, first.name, `the oneway method ${shown(name.text)} cannot throw: nobody answers it`);
  }
}
