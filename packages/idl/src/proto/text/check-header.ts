import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { SourceText, Span } from "../../source.ts";
import { shown } from "../../thrift/shown.ts";
import { editionNumbers } from "../descriptor-proto.ts";
import { stringIn } from "./header.ts";
import type { Outline, Statement } from "./outline.ts";

/** How many parts the name of a package may have. */
const maxParts = 100;

/**
 * Checks that a file says once, and first, which Protobuf it is written in. The result is what is to be kept from
 * protobufjs, which takes any syntax and names no place of an edition it does not know.
 */
export function checkHeader({ statements }: Outline, source: SourceText, diagnostics: DiagnosticList): readonly Span[] {
  const [first] = statements;
  const refused: Span[] = [];
  for (const statement of statements) {
    const word = statement.tokens[0]?.text;
    const wrong = word === "package" ? problemInPackage(statement) : undefined;
    if (wrong !== undefined) {
      diagnostics.error(source, wrong.place, wrong.message);
      refused.push(statement);
    }
    if (word !== "syntax" && word !== "edition") continue;
    const problem = statement === first ? problemIn(statement) : `${word} is said once, before all else`;
    if (problem === undefined) continue;
    diagnostics.error(source, statement, problem);
    refused.push(statement);
  }
  const word = first?.tokens[0]?.text;
  if (first !== undefined && word !== "syntax" && word !== "edition") {
    diagnostics.warning(
      source,
      first,
      "this file says no syntax: it is read as proto2",
      'begin with syntax = "proto3";',
    );
  }
  return refused;
}

function problemIn(statement: Statement): string | undefined {
  const text = stringIn(statement)?.text;
  if (text === undefined) return undefined;
  if (statement.tokens[0]?.text === "edition") {
    return editionNumbers.has(text) ? undefined : `the edition ${shown(text)} is not known`;
  }
  return text === "proto2" || text === "proto3" ? undefined : `the syntax ${shown(text)} is not known`;
}

function problemInPackage({ tokens }: Statement): { readonly place: Span; readonly message: string } | undefined {
  const names = tokens.slice(1).filter(({ kind }) => kind === "name");
  const unsafe = names.find(({ text }) => text === "__proto__");
  if (unsafe !== undefined) return { place: unsafe, message: `${shown(unsafe.text)} cannot be the name of anything` };
  const beyond = names[maxParts];
  return beyond && { place: beyond, message: `the name of a package has at most ${maxParts} parts` };
}
