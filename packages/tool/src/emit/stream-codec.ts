import type { MethodDefinition, ServiceDefinition, StructDefinition, ThriftType } from "@kitex-ts/idl";
import { ToolError } from "../errors.ts";
import type { MethodNames } from "../plan/module-names.ts";
import { underlying } from "../plan/shapes.ts";
import type { CodecScope } from "./codec-scope.ts";

/**
 * Prints the codecs of a streaming method's messages. On a stream travel the structs themselves, as Kitex has it: there
 * is no struct of arguments or outcome around them, and so no place for a declared exception.
 */
export function printStreamCodecs(
  scope: CodecScope,
  service: ServiceDefinition,
  method: MethodDefinition,
  names: MethodNames,
): void {
  const { file } = scope;
  const title = `${service.name}.${method.name}`;
  const request = structOf(method.parameters[0]?.type, method, `${title} is a stream: its parameter`);
  const response = structOf(method.returns, method, `${title} is a stream: what it returns`);
  file.blank();
  file.print(
    `export const ${names.args.codec}: ${scope.doorType("BodyCodec")}<${types(scope, request)}> = {`,
    `  write: ${scope.functionOf(request, "write")},`,
    `  read: ${scope.functionOf(request, "read")},`,
    "};",
  );
  file.blank();
  file.print(
    `export const ${names.result.codec}: ${scope.doorType("ResultCodec")}<${types(scope, response)}> = {`,
    "  write(outcome, out, depth) {",
    `    if (!outcome.ok) throw ${scope.door("undeclaredException")}(outcome.error);`,
    `    ${scope.functionOf(response, "write")}(outcome.value, out, depth);`,
    "  },",
    `  read: (input, depth) => ({ ok: true, value: ${scope.functionOf(response, "read")}(input, depth) }),`,
    "  declares: () => false,",
    "};",
  );
}

function structOf(type: ThriftType | undefined, { position }: MethodDefinition, what: string): StructDefinition {
  const inner = type === undefined ? undefined : underlying(type);
  if (inner?.kind === "struct" && inner.definition.kind !== "exception") return inner.definition;
  const { file, line, column } = position;
  throw new ToolError(`${file}:${line}:${column}: ${what} must be a struct or a union`, {
    hint: "put the value into a struct",
  });
}

/** What reading a struct gives and, where it differs, what may be given to be written. */
function types(scope: CodecScope, struct: StructDefinition): string {
  const { type, input } = scope.plan.struct(struct);
  const output = scope.typeName(type, struct.file);
  return input === type ? output : `${output}, ${scope.typeName(input, struct.file)}`;
}
