import protobuf from "protobufjs";
import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { SourceText, Span } from "../../source.ts";
import { checkHeader } from "./check-header.ts";
import { headerOf } from "./header.ts";
import { type Outline, outlineOf, type Statement, statementAt } from "./outline.ts";
import { problemOf } from "./problem.ts";
import { vetOutline } from "./vet-outline.ts";

/** How often a file is read again without what was refused: each time costs as much as the first. */
const maxErrors = 20;

/** A file as protobufjs read it, and its outline. */
export interface ParsedFile {
  readonly root: protobuf.Root;
  readonly outline: Outline;
  /** Whether something was left out that may define names. */
  readonly incomplete: boolean;
}

/**
 * Parses a .proto file with protobufjs, which stops at the first error: the statement that holds it is blanked out and the
 * file read again, so that all errors are found.
 */
export function parseProto(source: SourceText, diagnostics: DiagnosticList): ParsedFile {
  const outline = outlineOf(source.text);
  const refused = [...checkHeader(outline, source, diagnostics), ...vetOutline(outline, source, diagnostics)];
  let incomplete = refused.some((span) => mayDefine(source.text.slice(span.start, span.end)));
  let text = blanked(source.text, [...refused, ...labelsOfOptionals(outline)]);
  for (let errors = 0; ; errors++) {
    const root = new protobuf.Root();
    try {
      protobuf.parse(text, root, { keepCase: true });
      return { root, outline, incomplete };
    } catch (error) {
      const problem = problemOf(error, source, outline);
      diagnostics.error(source, problem.span, problem.message, problem.hint);
      const statement = statementAt(outline.statements, problem.span.start);
      const rest = statement === undefined ? text : blanked(text, [statement]);
      if (rest === text || errors >= maxErrors) return { root: new protobuf.Root(), outline, incomplete: true };
      incomplete ||= mayDefine(text.slice(statement?.start, statement?.end));
      text = rest;
    }
  }
}

/** Whether a piece of a file may define a name that others use, or import one. */
function mayDefine(piece: string): boolean {
  return /[{]|^\s*import\b|\/\*/.test(piece);
}

/**
 * The word `optional` in proto3. protobufjs puts such a field into a oneof called by the field's name behind an underscore,
 * which may be the name of another field; the descriptor has a better one.
 */
function labelsOfOptionals(outline: Outline): readonly Span[] {
  if (headerOf(outline).syntax !== "proto3") return [];
  const labels: Span[] = [];
  const waiting: Statement[] = [...outline.statements];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [first] = next.tokens;
    if (next.kind === "field" && first?.text === "optional") labels.push(first);
    for (const inner of next.body) waiting.push(inner);
  }
  return labels;
}

/** A text with stretches of it replaced by blanks; what stands behind them keeps its place and its line. */
function blanked(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, Math.max(at, start)), text.slice(Math.max(at, start), end).replace(/[^\n\r]/g, " "));
    at = Math.max(at, end);
  }
  return pieces.join("") + text.slice(at);
}
