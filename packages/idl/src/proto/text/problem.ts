import type { SourceText, Span } from "../../source.ts";
import { shown } from "../../thrift/shown.ts";
import type { Token } from "../../thrift/token.ts";
import { headerOf } from "./header.ts";
import { type Outline, statementAt } from "./outline.ts";

/** Why a file is refused, and where. */
export interface Problem {
  readonly span: Span;
  readonly message: string;
  readonly hint: string | undefined;
}

const refusal = /^illegal [\w ]+? '(?<found>.*?)'(?:, '(?<expected>.*)' expected)? \(line (?<line>\d+)\)$/s;

/** What protobufjs says when a block is not closed. */
const noToken = "null";

/** What an error of protobufjs means, and where it arose: it names a line, and the word that it did not expect there. */
export function problemOf(error: unknown, source: SourceText, outline: Outline): Problem {
  const text = error instanceof Error ? error.message : String(error);
  const end = outline.tokens.at(-1) ?? { start: 0, end: 0 };
  const { found = "", expected, line } = refusal.exec(text)?.groups ?? {};
  if (line === undefined) {
    const from = Number(/\(line (\d+)\)$/.exec(text)?.[1] ?? 1);
    const span = outline.tokens.find(({ start }) => source.positionAt(start).line >= from) ?? end;
    return { span, message: text.replace(/ \(line \d+\)$/, ""), hint: undefined };
  }
  const place = lastUpTo(outline.tokens, Number(line), found, source);
  if (place === undefined && found === noToken) {
    const message =
      expected === undefined ? "the file ends too early" : `expected ${shown(expected)}, found the end of the file`;
    return { span: end, message, hint: undefined };
  }
  const message =
    expected === undefined ? `unexpected ${shown(found)}` : `expected ${shown(expected)}, found ${shown(found)}`;
  return { span: place ?? end, message, hint: place && hintAt(place, outline) };
}

/** The last token up to a line that begins as protobufjs says; it has read at most one token further. */
function lastUpTo(tokens: readonly Token[], line: number, found: string, source: SourceText): Token | undefined {
  return tokens.findLast(
    ({ start, kind }) =>
      kind !== "end" && found !== "" && source.positionAt(start).line <= line && source.text.startsWith(found, start),
  );
}

/** What to do about a word that is refused, where that is known. */
function hintAt({ text, start }: Token, outline: Outline): string | undefined {
  const { syntax } = headerOf(outline);
  const statement = statementAt(outline.statements, start);
  switch (text) {
    case "required":
    case "group":
      return `only proto2 has ${text === "group" ? "groups" : "required fields"}`;
    case "optional":
      return "fields of an edition are optional unless features say otherwise";
  }
  if (statement?.kind !== "field") return undefined;
  const [first, , key] = statement.tokens;
  const startsField = first?.start === start && syntax === "proto2";
  if (startsField) return "a field of proto2 begins with optional, required or repeated";
  const isKey = first?.text === "map" && key?.start === start;
  return isKey ? "the key of a map is an integer, a bool or a string" : undefined;
}
