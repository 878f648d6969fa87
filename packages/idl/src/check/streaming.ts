import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText } from "../source.ts";
import type { MethodDefinition } from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type { MethodSyntax } from "../thrift/syntax.ts";

const modes: ReadonlyMap<string, MethodDefinition["streaming"]> = new Map([
  ["unary", "unary"],
  ["client", "client"],
  ["server", "server"],
  ["bidirectional", "bidirectional"],
]);

/**
 * What the annotation `streaming.mode` says of a method; without one, `unary`. As in Kitex it stands once, and on a method
 * with exactly one parameter.
 */
export function streamingOf(
  { annotations, name, oneway, parameters }: MethodSyntax,
  source: SourceText,
  diagnostics: DiagnosticList,
): MethodDefinition["streaming"] {
  const [annotation, second] = annotations.filter((candidate) => candidate.name === "streaming.mode");
  if (annotation === undefined) return "unary";
  if (second !== undefined) diagnostics.error(source, second, "streaming.mode is given twice");
  const mode = modes.get(annotation.value);
  if (mode === undefined) {
    const message = `${shown(annotation.value)} is no streaming mode`;
    diagnostics.error(source, annotation, message, "the modes are client, server, bidirectional and unary");
    return "unary";
  }
  if (parameters.length !== 1) {
    const message = `${shown(name.text)} has a streaming mode and must have one parameter, found ${parameters.length}`;
    diagnostics.error(source, name, message);
  }
  if (oneway) diagnostics.error(source, annotation, `${shown(name.text)} is oneway and cannot have a streaming mode`);
  return mode;
}
