import type { Annotation } from "@kitex-ts/idl";

/** What a JSDoc comment is made of. */
export interface DocSource {
  readonly doc: string | undefined;
  /** Thrift: one of the name `deprecated` gives a tag, with its value as the reason. */
  readonly annotations?: readonly Annotation[];
  /** Protobuf: the option of that name. */
  readonly deprecated?: boolean;
  /** Names of the exceptions a method declares, as the reader of the file knows them. */
  readonly throws?: readonly string[];
}

/** Lines of a JSDoc comment, or none where there is nothing to say. */
export function docComment(source: DocSource, indent: string = ""): string[] {
  const text = source.doc === undefined ? [] : docLines(source.doc);
  const tags = [...deprecatedTag(source), ...(source.throws ?? []).map((name) => `@throws {${name}}`)];
  const lines = [...text, ...tags];
  const [first] = lines;
  if (first === undefined) return [];
  if (lines.length === 1) return [`${indent}/** ${first} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

function docLines(doc: string): string[] {
  const lines = harmless(doc)
    .split("\n")
    .map((line) => line.trimEnd());
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function deprecatedTag({ annotations = [], deprecated = false }: DocSource): string[] {
  if (deprecated) return ["@deprecated"];
  const annotation = annotations.find(({ name }) => name === "deprecated");
  if (annotation === undefined || annotation.value === "false") return [];
  const reason = harmless(annotation.value).replaceAll(/\s+/g, " ").trim();
  return [reason === "" || reason === "1" || reason === "true" ? "@deprecated" : `@deprecated ${reason}`];
}

/**
 * Text that can stand in a comment: it does not end the comment, and the compiler takes no order from it
 * (`@ts-nocheck` and its like are obeyed in comments).
 */
function harmless(text: string): string {
  return text
    .replaceAll(/\r\n?|\u2028|\u2029/g, "\n")
    .replaceAll(/(?![\t\n])\p{Cc}/gu, "")
    .replaceAll("*/", "*\\/")
    .replaceAll(/@(?=ts-)/g, "@ ");
}
