import type { MethodDefinition, ServiceDefinition, StructDefinition, StructField } from "@kitex-ts/idl";
import { capitalized } from "../plan/naming.ts";
import type { ProgramPlan } from "../plan/program-plan.ts";
import { underlying } from "../plan/shapes.ts";
import { type Direction, type TypeImporter, typeText } from "../plan/type-mapping.ts";
import { propertyKey } from "./property.ts";
import { mayBeAbsent } from "./types-file.ts";

/** The arguments of a method as a struct: what its call is on the wire. */
export function argsStruct(service: ServiceDefinition, method: MethodDefinition): StructDefinition {
  return messageStruct(service, method, "Args", method.parameters);
}

/** The outcome of a method as a struct: its value as field 0, then the exceptions it declares. */
export function resultStruct(service: ServiceDefinition, method: MethodDefinition): StructDefinition {
  const { position, returns } = method;
  const success: StructField[] =
    returns === undefined
      ? []
      : [{ ...unnamed, position, id: 0, name: "success", type: returns, requiredness: "optional" }];
  const failures = method.throws.map(
    (field): StructField => ({ ...field, requiredness: "optional", defaultValue: undefined }),
  );
  return messageStruct(service, method, "Result", [...success, ...failures]);
}

const unnamed = { defaultValue: undefined, doc: undefined, annotations: [] } as const;

function messageStruct(
  service: ServiceDefinition,
  method: MethodDefinition,
  suffix: string,
  fields: readonly StructField[],
): StructDefinition {
  const name = `${capitalized(service.name)}${capitalized(method.name)}${suffix}`;
  return {
    kind: "struct",
    name,
    fields,
    file: service.file,
    position: method.position,
    doc: undefined,
    annotations: [],
  };
}

/** The exceptions that a method declares, each once. A stream has no place for them on the wire. */
export function declaredExceptions(method: MethodDefinition): StructDefinition[] {
  if (method.streaming !== "unary") return [];
  const exceptions = method.throws.flatMap(({ type }) => {
    const inner = underlying(type);
    return inner.kind === "struct" ? [inner.definition] : [];
  });
  return [...new Set(exceptions)];
}

/** The parameter that is the request by itself, when there is one only. */
export function onlyParameter(method: MethodDefinition): StructField | undefined {
  return method.parameters.length === 1 ? method.parameters[0] : undefined;
}

/**
 * The TypeScript type of a method's request: its parameter, an object of its parameters, or `undefined` when it has
 * none.
 */
export function requestType(
  service: ServiceDefinition,
  method: MethodDefinition,
  direction: Direction,
  plan: ProgramPlan,
  importType: TypeImporter,
): string {
  const type = (field: StructField): string => typeText(field.type, direction, plan, importType);
  const only = onlyParameter(method);
  if (only !== undefined) return direction === "input" && hasDefault(only) ? `${type(only)} | undefined` : type(only);
  if (method.parameters.length === 0) return "undefined";
  const args = argsStruct(service, method);
  const properties = method.parameters.map((field) =>
    mayBeAbsent(args, field, direction, plan)
      ? `${propertyKey(field.name)}?: ${type(field)} | undefined`
      : `${propertyKey(field.name)}: ${type(field)}`,
  );
  return `{ ${properties.join("; ")} }`;
}

/** The TypeScript type of what a method returns. */
export function responseType(
  method: MethodDefinition,
  direction: Direction,
  plan: ProgramPlan,
  importType: TypeImporter,
): string {
  return method.returns === undefined ? "void" : typeText(method.returns, direction, plan, importType);
}

/** Whether a parameter need not be given: the IDL says what it is then. */
export function hasDefault(parameter: StructField): boolean {
  return parameter.requiredness !== "required" && parameter.defaultValue !== undefined;
}
