import protobuf from "protobufjs";
import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { SourceText, Span } from "../../source.ts";
import { shown } from "../../thrift/shown.ts";
import type { Token } from "../../thrift/token.ts";
import { type Outline, outlineOf, statementAt } from "./outline.ts";

/** How often a file is read again without what was refused: each time costs as much as the first. */
const maxErrors = 20;

/** A file as protobufjs read it, and its outline. */
export interface ParsedFile {
  readonly root: protobuf.Root;
  readonly outline: Outline;
  /** Whether something was left out, so that a name that is absent may have been there. */
  readonly incomplete: boolean;
}

/**
 * Parses a .proto file with protobufjs, which stops at the first error: the statement that holds it is blanked out and the
 * file read again, so that all errors are found.
 */
export function parseProto(source: SourceText, diagnostics: DiagnosticList): ParsedFile {
  const outline = outlineOf(source.text);
  let { text } = source;
  for (let errors = 0; ; errors++) {
    const root = new protobuf.Root();
    try {
      protobuf.parse(text, root, { keepCase: true });
      return { root, outline, incomplete: errors > 0 };
    } catch (error) {
      const problem = problemOf(error instanceof Error ? error.message : String(error), source, outline, text);
      diagnostics.error(source, problem.span, problem.message);
      const statement = statementAt(outline.statements, problem.span.start);
      const rest = statement === undefined ? text : blanked(text, statement);
      if (rest === text || errors >= maxErrors) return { root: new protobuf.Root(), outline, incomplete: true };
      text = rest;
    }
  }
}

/** The text with a stretch of it replaced by blanks; what stands behind it keeps its place and its line. */
function blanked(text: string, { start, end }: Span): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n\r]/g, " ") + text.slice(end);
}

interface Problem {
  readonly span: Span;
  readonly message: string;
}

const refusal = /^illegal (?<what>[\w ]+?) '(?<found>.*?)'(?:, '(?<expected>.*)' expected)? \(line (?<line>\d+)\)$/s;

/** What an error of protobufjs means, and where it arose: it names a line and the word it did not expect there. */
function problemOf(message: string, source: SourceText, { tokens }: Outline, text: string): Problem {
  const end = tokens.at(-1) ?? { start: 0, end: 0 };
  const groups = refusal.exec(message)?.groups;
  if (groups === undefined) {
    const line = Number(/\(line (\d+)\)$/.exec(message)?.[1] ?? 1);
    const span = tokens.find(({ start }) => source.positionAt(start).line >= line) ?? end;
    return { span, message: message.replace(/ \(line \d+\)$/, "") };
  }
  const { found = "", expected, line } = groups;
  const place = lastBefore(tokens, Number(line), found, source, text);
  const seen = place === undefined || place.kind === "end" ? "the end of the file" : shown(found);
  const what = expected === undefined ? `unexpected ${seen}` : `expected ${shown(expected)}, found ${seen}`;
  return { span: place ?? end, message: what };
}

/** The last token up to a line that begins as protobufjs says; it reads at most one token ahead. */
function lastBefore(
  tokens: readonly Token[],
  line: number,
  found: string,
  source: SourceText,
  text: string,
): Token | undefined {
  return tokens.findLast(
    ({ start, kind }) =>
      kind !== "end" && source.positionAt(start).line <= line && text.startsWith(found, start) && found !== "",
  );
}
