import type { Span } from "../../source.ts";
import { shown } from "../../thrift/shown.ts";
import { headerOf } from "./header.ts";
import { type Outline, statementAt } from "./outline.ts";
import type { Word } from "./words.ts";

/** Why a file is refused, and where. */
export interface Problem {
  readonly span: Span;
  readonly message: string;
  readonly hint: string | undefined;
}

const refusal = /^illegal [\w ]+? '(?<found>.*?)'(?:, '(?<expected>.*)' expected)? \(line (?<line>\d+)\)$/s;

/** How far protobufjs reads ahead of the word that it refuses. */
const maxLookahead = 2;

/**
 * What an error of protobufjs means, and where it arose: it names a line, which has one word, and what it did not expect
 * there.
 */
export function problemOf(error: unknown, words: readonly Word[], outline: Outline): Problem {
  const text = error instanceof Error ? error.message : String(error);
  const end = outline.tokens.at(-1) ?? { start: 0, end: 0 };
  const { found, expected, line } = refusal.exec(text)?.groups ?? {};
  const wanted = expected === undefined ? "" : `expected ${shown(expected)}, found `;
  if (found === undefined) {
    const last = words[Number(/\(line (\d+)\)$/.exec(text)?.[1] ?? 1) - 1];
    return { span: last ?? end, message: text.replace(/ \(line \d+\)$/, ""), hint: undefined };
  }
  const read = words.slice(0, Number(line)).slice(-maxLookahead - 1);
  const place = read.findLast((word) => word.text === found);
  if (place === undefined) {
    return {
      span: end,
      message: wanted === "" ? "the file ends too early" : `${wanted}the end of the file`,
      hint: undefined,
    };
  }
  const message = wanted === "" ? `unexpected ${shown(found)}` : `${wanted}${shown(found)}`;
  return { span: place, message, hint: hintAt(place, outline) };
}

/** What to do about a word that is refused, where that is known. */
function hintAt({ text, start }: Word, outline: Outline): string | undefined {
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
