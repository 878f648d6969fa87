import type { Position } from "./thrift/ast.ts";

/** One finding about a source file. An error makes the program unusable, a warning does not. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly position: Position;
  /** How many UTF-16 units of the source line it concerns; at least 1. */
  readonly length: number;
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly hint?: string;
  /** The line that `position` is in, without its line break; empty when there is none, as for a file that is missing. */
  readonly sourceLine: string;
}

export interface FormatOptions {
  /** Whether the text carries ANSI colours. */
  readonly color: boolean;
}

/** The widest excerpt of a source line that is shown; a longer line is cut on both sides of the finding. */
const excerptWidth = 120;

/**
 * Prints a diagnostic for a terminal: place and message, the source line, carets under the finding, the hint.
 * Control characters of the source never reach the terminal. There is no line break at the end.
 *
 * ```text
 * idl/echo.thrift:12:20: error: unknown type "Reqest"
 *  12 |   Response echo(1: Reqest req)
 *     |                    ^^^^^^
 *     = did you mean "Request"?
 * ```
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: FormatOptions): string {
  const { position, severity, message, hint, sourceLine } = diagnostic;
  const paint = options.color ? ansi : plain;
  const tint = severity === "error" ? "31" : "33";
  const place = `${visible(position.file)}:${position.line}:${position.column}:`;
  const lines = [`${paint("1", place)} ${paint(`1;${tint}`, `${severity}:`)} ${visible(message)}`];
  const number = String(position.line);
  const margin = " ".repeat(number.length + 1);
  if (sourceLine !== "") {
    const { text, before, marked } = excerpt(sourceLine, position.column - 1, diagnostic.length);
    lines.push(` ${number} | ${text}`, `${margin} | ${before}${paint(`1;${tint}`, "^".repeat(marked))}`);
  }
  if (hint !== undefined) lines.push(`${margin} = ${visible(hint)}`);
  return lines.join("\n");
}

function plain(_code: string, text: string): string {
  return text;
}

function ansi(code: string, text: string): string {
  return `\x1b[${code}m${text}\x1b[0m`;
}

interface Excerpt {
  readonly text: string;
  /** As wide as what stands before the finding. */
  readonly before: string;
  /** Width of the finding in cells of a terminal. */
  readonly marked: number;
}

function excerpt(line: string, at: number, length: number): Excerpt {
  const long = line.length > excerptWidth;
  const start = long ? Math.max(0, Math.min(at - excerptWidth / 3, line.length - excerptWidth)) : 0;
  const from = Math.floor(start);
  const until = long ? Math.min(line.length, from + excerptWidth) : line.length;
  const head = from > 0 ? "…" : "";
  const tail = until < line.length ? "…" : "";
  const prefix = head + line.slice(from, at);
  const marked = line.slice(at, Math.min(at + length, until));
  return {
    text: visible(head + line.slice(from, until) + tail),
    // A tab stays a tab, so that the caret stands under its text whatever the width of a tab is.
    before: Array.from(prefix, (character) => (character === "\t" ? "\t" : " ".repeat(cells(character)))).join(""),
    marked: Math.max(
      1,
      Array.from(marked, cells).reduce((sum, width) => sum + width, 0),
    ),
  };
}

/** Cells of a terminal that a character takes: two for the wide characters of East Asia. */
function cells(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

/** Replaces what a terminal would obey instead of show, tabs excepted. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
