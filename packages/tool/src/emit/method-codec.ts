import type { MethodDefinition, ServiceDefinition, StructDefinition, StructField } from "@kitex-ts/idl";
import type { MessageNames } from "../plan/module-names.ts";
import { underlying } from "../plan/shapes.ts";
import type { Direction } from "../plan/type-mapping.ts";
import type { CodecScope } from "./codec-scope.ts";
import { defaultText, printDescriptor } from "./descriptor.ts";
import { argsStruct, hasDefault, onlyParameter, requestType, responseType, resultStruct } from "./message-types.ts";
import { fieldLoop, localOf, missing, objectLines, planLocals, presentValue, requiredChecks } from "./read-struct.ts";
import { indented, wrapped } from "./source-lines.ts";
import { printStreamCodecs } from "./stream-codec.ts";
import { fieldLines, printFields } from "./write-struct.ts";
import { scalarName } from "./write-value.ts";

/** Prints the codecs of a method's two messages. They are in no struct, so they cost no level of depth. */
export function printMethodCodecs(scope: CodecScope, service: ServiceDefinition, method: MethodDefinition): void {
  const names = scope.plan.method(service, method);
  if (method.streaming !== "unary") {
    printStreamCodecs(scope, service, method, names);
    return;
  }
  printArgsCodec(scope, service, method, names.args);
  printResultCodec(scope, service, method, names.result);
}

function printArgsCodec(
  scope: CodecScope,
  service: ServiceDefinition,
  method: MethodDefinition,
  names: MessageNames,
): void {
  const args = argsStruct(service, method);
  const type = (direction: Direction): string =>
    requestType(service, method, direction, scope.plan, (name, of) => scope.typeName(name, of));
  const [output, input] = [type("output"), type("input")];
  const only = onlyParameter(method);
  printDescriptor(scope, args, names.descriptor, { isOneValue: only !== undefined });
  if (only !== undefined) {
    printOnlyWriter(scope, names, only, input);
    printOnlyReader(scope, names, args, only, output);
  } else if (method.parameters.length > 0) {
    printSeveralWriter(scope, names, args, input);
    printSeveralReader(scope, names, args, output);
  } else {
    printEmptyCodec(scope, names);
  }
  printCodec(scope, names, "BodyCodec", "bodyCodec", output, input);
}

function printOnlyWriter(scope: CodecScope, names: MessageNames, parameter: StructField, input: string): void {
  printWriterHead(scope, names, `value: ${input}`, usesDepth([parameter]));
  if (hasDefault(parameter)) {
    const value = `value === undefined ? ${defaultText(scope, parameter)} : value`;
    const type = scope.type(parameter.type, "input");
    scope.file.print(
      `  const item: ${type} = ${value};`,
      ...indented(fieldLines(scope, parameter, "item", "depth"), "  "),
    );
  } else {
    scope.file.print(...indented(fieldLines(scope, parameter, "value", "depth"), "  "));
  }
  scope.file.print("  out.writeByte(0);", "}");
}

function printOnlyReader(
  scope: CodecScope,
  names: MessageNames,
  args: StructDefinition,
  parameter: StructField,
  output: string,
): void {
  const locals = planLocals(scope, args);
  const local = localOf(locals, parameter);
  printReaderHead(scope, names, output);
  scope.file.print(...indented(fieldLoop(scope, [parameter], locals, "depth", false), "  "));
  scope.file.print(...indented(returnOnly(scope, args, parameter, local), "  "), "}");
}

/** A request that was not sent is what the IDL says, or the value of defaults. */
function returnOnly(scope: CodecScope, args: StructDefinition, parameter: StructField, local: string): string[] {
  if (parameter.requiredness === "required") {
    return [`if (${local} === undefined) throw ${missing(scope, parameter)};`, `return ${local};`];
  }
  const inner = underlying(parameter.type);
  const isUnion = inner.kind === "struct" && inner.definition.kind === "union";
  if (isUnion && !hasDefault(parameter)) return [`return ${local} ?? { $unknown: true };`];
  return [`return ${presentValue(scope, args, parameter, local)};`];
}

function printSeveralWriter(scope: CodecScope, names: MessageNames, args: StructDefinition, input: string): void {
  printWriterHead(scope, names, `value: ${input}`, true);
  scope.file.print(`  ${scope.door("checkStruct")}(value, depth);`);
  printFields(scope, args, "value", "depth");
  scope.file.print("  out.writeByte(0);", "}");
}

function printSeveralReader(scope: CodecScope, names: MessageNames, args: StructDefinition, output: string): void {
  const locals = planLocals(scope, args);
  printReaderHead(scope, names, output);
  scope.file.print(...indented(fieldLoop(scope, args.fields, locals, "depth", false), "  "));
  scope.file.print(...indented(requiredChecks(scope, args, locals), "  "));
  const object = objectLines(args, (field) => presentValue(scope, args, field, localOf(locals, field)));
  scope.file.print(...indented(wrapped("return ", object, ";"), "  "), "}");
}

function printEmptyCodec(scope: CodecScope, names: MessageNames): void {
  printWriterHead(scope, names, "_value: undefined", false);
  scope.file.print("  out.writeByte(0);", "}");
  printReaderHead(scope, names, "undefined");
  scope.file.print(...indented(fieldLoop(scope, [], new Map(), "depth", false), "  "), "}");
}

function printResultCodec(
  scope: CodecScope,
  service: ServiceDefinition,
  method: MethodDefinition,
  names: MessageNames,
): void {
  const result = resultStruct(service, method);
  const type = (direction: Direction): string =>
    responseType(method, direction, scope.plan, (name, of) => scope.typeName(name, of));
  const [output, input] = [type("output"), type("input")];
  printDescriptor(scope, result, names.descriptor, {});
  printResultWriter(scope, names, method, result, input);
  printResultReader(scope, names, method, result, output);
  printCodec(scope, names, "ResultCodec", "resultCodec", output, input);
}

function printResultWriter(
  scope: CodecScope,
  names: MessageNames,
  method: MethodDefinition,
  result: StructDefinition,
  input: string,
): void {
  const { file } = scope;
  printWriterHead(scope, names, `outcome: ${scope.doorType("Result")}<${input}, unknown>`, usesDepth(result.fields));
  const undeclared = `throw ${scope.door("undeclaredException")}(outcome.error);`;
  const [success] = method.returns === undefined ? [] : result.fields;
  const failures = result.fields.filter((field) => field !== success);
  if (success === undefined && failures.length === 0) {
    file.print(`  if (!outcome.ok) ${undeclared}`, "  out.writeByte(0);", "}");
    return;
  }
  if (success === undefined) file.print("  if (outcome.ok) {", "    // A void method answers with an empty struct.");
  else file.print("  if (outcome.ok) {", ...indented(fieldLines(scope, success, "outcome.value", "depth"), "    "));
  for (const field of failures) {
    file.print(`  } else if (outcome.error instanceof ${exceptionClass(scope, field)}) {`);
    file.print(...indented(fieldLines(scope, field, "outcome.error", "depth"), "    "));
  }
  file.print(`  } else ${undeclared}`, "  out.writeByte(0);", "}");
}

function printResultReader(
  scope: CodecScope,
  names: MessageNames,
  method: MethodDefinition,
  result: StructDefinition,
  output: string,
): void {
  const { file } = scope;
  const isVoid = method.returns === undefined;
  const locals = planLocals(scope, result);
  printReaderHead(scope, names, `${scope.doorType("Result")}<${output}, unknown>${isVoid ? "" : " | undefined"}`);
  file.print(...indented(fieldLoop(scope, result.fields, locals, "depth", false), "  "));
  for (const field of isVoid ? result.fields : result.fields.slice(1)) {
    const local = localOf(locals, field);
    file.print(`  if (${local} !== undefined) return { ok: false, error: ${local} };`);
  }
  const [success] = result.fields;
  if (isVoid || success === undefined) {
    file.print("  return { ok: true, value: undefined };", "}");
  } else {
    const local = localOf(locals, success);
    file.print(`  return ${local} === undefined ? undefined : { ok: true, value: ${local} };`, "}");
  }
}

function exceptionClass(scope: CodecScope, field: StructField): string {
  const inner = underlying(field.type);
  if (inner.kind !== "struct") throw new Error(`${field.name} is no exception`);
  return scope.classOf(inner.definition);
}

/** Whether writing the fields opens further levels. */
function usesDepth(fields: readonly StructField[]): boolean {
  return fields.some((field) => scalarName(field.type) === undefined);
}

function printWriterHead(scope: CodecScope, names: MessageNames, value: string, withDepth: boolean): void {
  const parameters = `${value}, out: ${scope.doorType("ByteWriter")}${withDepth ? ", depth: number" : ""}`;
  scope.file.blank();
  scope.file.print(`function ${names.write}(${parameters}): void {`);
}

function printReaderHead(scope: CodecScope, names: MessageNames, type: string): void {
  scope.file.blank();
  scope.file.print(`function ${names.read}(input: ${scope.doorType("ByteReader")}, depth: number): ${type} {`);
}

function printCodec(
  scope: CodecScope,
  names: MessageNames,
  type: "BodyCodec" | "ResultCodec",
  maker: "bodyCodec" | "resultCodec",
  output: string,
  input: string,
): void {
  const parameters = output === input ? output : `${output}, ${input}`;
  scope.file.blank();
  scope.file.print(
    `export const ${names.codec}: ${scope.doorType(type)}<${parameters}> = ` +
      `${scope.door(maker)}(${names.descriptor}, ${names.write}, ${names.read});`,
  );
}
