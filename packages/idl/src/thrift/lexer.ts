import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText } from "../source.ts";
import { shown } from "./shown.ts";
import { readStringLiteral } from "./string-literal.ts";
import type { Comment, Token } from "./token.ts";

/** What a token without comments carries. */
const noComments: readonly Comment[] = [];

const symbols = new Set(":;,{}()=<>[]*&");

/**
 * Cuts a Thrift file into tokens. It never fails: what is no token is reported and left out, so that the parser goes on
 * behind it.
 */
export class Lexer {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #diagnostics: DiagnosticList;
  #at = 0;
  // The beginning of a file counts as the beginning of a line.
  #newlines = 1;

  constructor(source: SourceText, diagnostics: DiagnosticList) {
    this.#source = source;
    this.#text = source.text;
    this.#diagnostics = diagnostics;
  }

  /** The next token; at the end of the text, `end` again and again. */
  next(): Token {
    for (;;) {
      const comments = this.#skipTrivia();
      const start = this.#at;
      const newlinesBefore = this.#newlines;
      this.#newlines = 0;
      const token = this.#scan(start);
      if (token === undefined) {
        this.#newlines = newlinesBefore;
        continue;
      }
      return { kind: token.kind, start, end: this.#at, text: token.text, comments, newlinesBefore };
    }
  }

  #scan(start: number): Pick<Token, "kind" | "text"> | undefined {
    const text = this.#text;
    if (start >= text.length) return { kind: "end", text: "" };
    const code = text.charCodeAt(start);
    if (isLetter(code)) return this.#scanName(start);
    if (isDigit(code) || ((code === 0x2b || code === 0x2d || code === 0x2e) && this.#numberFollows(start))) {
      return this.#scanNumber(start);
    }
    const character = text.charAt(start);
    if (character === '"' || character === "'") {
      const literal = readStringLiteral(this.#source, start, this.#diagnostics);
      this.#at = literal.end;
      return { kind: "string", text: literal.value };
    }
    this.#at = start + 1;
    if (symbols.has(character)) return { kind: "symbol", text: character };
    this.#skipStrayCharacters(start);
    return undefined;
  }

  /** Reports a run of characters that begin no token once, not one by one. */
  #skipStrayCharacters(start: number): void {
    const text = this.#text;
    while (this.#at < text.length && isStray(text.charCodeAt(this.#at))) this.#at++;
    const stray = text.slice(start, this.#at);
    const hint = /[\u2018-\u201f\uff00-\uffef\u3000-\u303f]/.test(stray)
      ? "this looks like full-width punctuation"
      : undefined;
    this.#diagnostics.error(this.#source, { start, end: this.#at }, `unexpected ${shown(stray)}`, hint);
  }

  #scanName(start: number): Pick<Token, "kind" | "text"> {
    const text = this.#text;
    let at = start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isLetter(code) || isDigit(code)) continue;
      // A dot belongs to a name only when the name goes on behind it.
      const next = text.charCodeAt(at + 1);
      if (code !== 0x2e || !(isLetter(next) || isDigit(next))) break;
    }
    this.#at = at;
    return { kind: "name", text: text.slice(start, at) };
  }

  #numberFollows(at: number): boolean {
    const code = this.#text.charCodeAt(at + 1);
    if (isDigit(code)) return true;
    return this.#text.charCodeAt(at) !== 0x2e && code === 0x2e && isDigit(this.#text.charCodeAt(at + 2));
  }

  #scanNumber(start: number): Pick<Token, "kind" | "text"> {
    const text = this.#text;
    let at = start;
    if (text[at] === "+" || text[at] === "-") at++;
    let kind: "int" | "double" = "int";
    const radix = text[at] === "0" ? text[at + 1] : undefined;
    if (radix === "x" || radix === "X" || radix === "o" || radix === "O") {
      at = skipWhile(text, at + 2, isLetterOrDigit);
    } else {
      at = skipWhile(text, at, isDigit);
      if (text[at] === "." && isDigit(text.charCodeAt(at + 1))) {
        kind = "double";
        at = skipWhile(text, at + 1, isDigit);
      }
      if (text[at] === "e" || text[at] === "E") {
        const digits = text[at + 1] === "+" || text[at + 1] === "-" ? at + 2 : at + 1;
        if (isDigit(text.charCodeAt(digits))) {
          kind = "double";
          at = skipWhile(text, digits, isDigit);
        }
      }
    }
    const numberEnd = at;
    at = skipWhile(text, at, isLetterOrDigit);
    this.#at = at;
    const written = text.slice(start, numberEnd);
    const hasPrefix = /^[+-]?0[xXoO]/.test(written);
    if (at > numberEnd || (hasPrefix && !/^[+-]?0([xX][0-9A-Fa-f]+|[oO][0-7]+)$/.test(written))) {
      const whole = text.slice(start, at);
      this.#diagnostics.error(this.#source, { start, end: at }, `${shown(whole)} is neither a number nor a name`);
      return { kind: "int", text: "0" };
    }
    return { kind, text: written };
  }

  /** Skips blanks and comments; counts the line breaks behind the last comment. */
  #skipTrivia(): readonly Comment[] {
    const text = this.#text;
    let comments: Comment[] | undefined;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x09 || code === 0x0b || code === 0x0c) {
        this.#at++;
      } else if (code === 0x0a || code === 0x0d) {
        this.#at += code === 0x0d && text.charCodeAt(this.#at + 1) === 0x0a ? 2 : 1;
        this.#newlines++;
      } else {
        const start = this.#at;
        const end = this.#commentEnd(start);
        if (end === undefined) return comments ?? noComments;
        comments ??= [];
        comments.push({ start, end, newlinesBefore: this.#newlines });
        this.#at = end;
        this.#newlines = 0;
      }
    }
  }

  #commentEnd(start: number): number | undefined {
    const text = this.#text;
    const character = text[start];
    if (character === "#") return lineEnd(text, start);
    if (character !== "/") return undefined;
    if (text[start + 1] === "/") return lineEnd(text, start);
    if (text[start + 1] !== "*") return undefined;
    const close = text.indexOf("*/", start + 2);
    if (close >= 0) return close + 2;
    this.#diagnostics.error(
      this.#source,
      { start, end: start + 2 },
      "this comment is not closed",
      'it needs "*/" at its end',
    );
    return text.length;
  }
}

function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== 0x0a && text.charCodeAt(at) !== 0x0d) at++;
  return at;
}

function skipWhile(text: string, start: number, accepts: (code: number) => boolean): number {
  let at = start;
  while (at < text.length && accepts(text.charCodeAt(at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function isLetterOrDigit(code: number): boolean {
  return isLetter(code) || isDigit(code);
}

/** Whether a character begins no token, no blank and no comment. */
function isStray(code: number): boolean {
  if (isLetterOrDigit(code) || (code >= 0x09 && code <= 0x0d) || code === 0x20) return false;
  const character = String.fromCharCode(code);
  return !symbols.has(character) && !"\"'#/+-".includes(character);
}
