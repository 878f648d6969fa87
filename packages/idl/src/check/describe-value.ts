import type { ThriftType } from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type { ConstSyntax } from "../thrift/syntax.ts";
import { typeText, underlying } from "./type-rules.ts";

/** A type as a message names what is expected: with its article, and what kind of definition it is. */
export function wanted(type: ThriftType): string {
  const plain = underlying(type);
  const text = shown(typeText(type)).slice(1, -1);
  if (plain.kind === "struct") return `a value of the ${plain.definition.kind} ${text}`;
  if (plain.kind === "enum") return `a member of the enum ${text}`;
  return `${/^[aeiou]/.test(text) ? "an" : "a"} ${text}`;
}

/** A value as a message names what is found. */
export function written(syntax: ConstSyntax): string {
  switch (syntax.kind) {
    case "int":
    case "double":
      return String(syntax.value);
    case "string":
      return `the string ${shown(syntax.value)}`;
    case "name":
      return shown(syntax.name);
    case "list":
      return "a list in [ ]";
    case "map":
      return "a map in { }";
  }
}
