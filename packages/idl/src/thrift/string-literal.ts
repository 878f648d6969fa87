import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText } from "../source.ts";

export interface StringLiteral {
  readonly value: string;
  /** Offset behind the closing quote. */
  readonly end: number;
}

/** One character behind a backslash → what both stand for; the set of Go, in which Kitex's generated constants are. */
const simpleEscapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["0", "\0"],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
]);

/** Letter behind a backslash → how many hexadecimal digits follow. */
const hexEscapes = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/**
 * Reads the string that begins with the quote at `start`. Kitex's compiler lets a string go over several lines; a quote
 * further down is taken for its end only where something that may follow a string follows, or else every forgotten quote
 * would turn the rest of the file around. A string without an end is reported, and ends with its line.
 *
 * `\xHH` are bytes, which together must be UTF-8. A backslash before anything else stays, with a warning:
 * regular expressions in annotations are written so, and Kitex's compiler keeps it too.
 */
export function readStringLiteral(source: SourceText, start: number, diagnostics: DiagnosticList): StringLiteral {
  const { text } = source;
  const quote = text.charAt(start);
  const parts: string[] = [];
  const bytes: number[] = [];
  let at = start + 1;
  let plainFrom = at;
  let valid = true;
  let multiline = false;
  const flushBytes = () => {
    if (bytes.length === 0) return;
    const decoded = Buffer.from(bytes).toString("utf8");
    if (decoded.includes("\ufffd")) valid = false;
    parts.push(decoded);
    bytes.length = 0;
  };
  for (;;) {
    const character = text[at];
    const lineEnds = character === "\n" || character === "\r";
    if (lineEnds && !multiline) multiline = closesLater(text, at, quote);
    if (character === undefined || (lineEnds && !multiline)) {
      diagnostics.error(
        source,
        { start, end: at },
        "this string is not closed",
        `it needs ${quote} before the end of its line`,
      );
      parts.push(text.slice(plainFrom, at));
      return { value: parts.join(""), end: at };
    }
    if (character !== quote && character !== "\\") {
      at++;
      continue;
    }
    if (at > plainFrom) {
      flushBytes();
      parts.push(text.slice(plainFrom, at));
    }
    if (character === quote) break;
    const escaped = readEscape(text, at);
    if (escaped === undefined) {
      const end = Math.min(at + 2, text.length);
      diagnostics.warning(
        source,
        { start: at, end },
        `${JSON.stringify(text.slice(at, end))} is no escape; the backslash stays`,
      );
      // The backslash and what follows go on as plain text.
      plainFrom = at;
      at++;
      continue;
    }
    if (typeof escaped.value === "number") {
      bytes.push(escaped.value);
    } else {
      flushBytes();
      parts.push(escaped.value);
    }
    at = escaped.end;
    plainFrom = at;
  }
  flushBytes();
  const value = parts.join("");
  if (!valid || !value.isWellFormed()) {
    diagnostics.error(
      source,
      { start, end: at + 1 },
      "the escapes of this string are not valid text",
      "use UTF-8 bytes, or \\u",
    );
  }
  return { value, end: at + 1 };
}

/** Whether the next such quote behind a line break can be the end of a string. */
function closesLater(text: string, lineEnd: number, quote: string): boolean {
  for (let at = lineEnd; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    if (character === quote) return at + 1 === text.length || /[\s,;:)\]}]/.test(text.charAt(at + 1));
  }
  return false;
}

/** A number is a byte. */
function readEscape(text: string, at: number): { readonly value: string | number; readonly end: number } | undefined {
  const letter = text.charAt(at + 1);
  const simple = simpleEscapes.get(letter);
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const length = hexEscapes.get(letter);
  if (length === undefined) return undefined;
  const end = at + 2 + length;
  const digits = text.slice(at + 2, end);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits)) return undefined;
  const code = Number.parseInt(digits, 16);
  if (length === 2) return { value: code, end };
  return code > 0x10ffff ? undefined : { value: String.fromCharCode(...utf16(code)), end };
}

/** Surrogates are let through one by one: two escapes may make a pair. */
function utf16(code: number): number[] {
  return code < 0x10000 ? [code] : [0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff)];
}
