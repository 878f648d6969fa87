import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText, Span } from "../source.ts";
import { Lexer } from "./lexer.ts";
import { shown } from "./shown.ts";
import type { NameSyntax } from "./syntax.ts";
import type { Token } from "./token.ts";

/** Thrown, after it was reported, to leave the part of the file that is not understood. Nobody outside the parser sees it. */
export class SyntaxFailure extends Error {
  override readonly name = "SyntaxFailure" as const;
}

/** The parser's place in the tokens of a file: looks at the next two, takes them, reports what it did not expect. */
export class TokenCursor {
  readonly source: SourceText;
  readonly diagnostics: DiagnosticList;
  readonly #lexer: Lexer;
  #current: Token;
  #ahead: Token | undefined;
  #previousEnd = 0;

  constructor(source: SourceText, diagnostics: DiagnosticList) {
    this.source = source;
    this.diagnostics = diagnostics;
    this.#lexer = new Lexer(source, diagnostics);
    this.#current = this.#lexer.next();
  }

  /** The next token. */
  get current(): Token {
    return this.#current;
  }

  /** The token behind the next one. */
  get ahead(): Token {
    this.#ahead ??= this.#lexer.next();
    return this.#ahead;
  }

  /** Offset behind the token taken last. */
  get previousEnd(): number {
    return this.#previousEnd;
  }

  get atEnd(): boolean {
    return this.#current.kind === "end";
  }

  /** Takes the next token, whatever it is. */
  take(): Token {
    const taken = this.#current;
    this.#previousEnd = taken.end;
    this.#current = this.#ahead ?? this.#lexer.next();
    this.#ahead = undefined;
    return taken;
  }

  /** Whether the next token is this symbol. */
  isSymbol(symbol: string): boolean {
    return this.#current.kind === "symbol" && this.#current.text === symbol;
  }

  /** Whether the next token is this word. */
  isWord(word: string): boolean {
    return this.#current.kind === "name" && this.#current.text === word;
  }

  /** Takes the symbol if it is next. */
  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.take();
    return true;
  }

  /** Takes the word if it is next. */
  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.take();
    return true;
  }

  /** Takes `,` or `;` if one is next: Thrift wants neither. */
  takeSeparator(): void {
    if (this.isSymbol(",") || this.isSymbol(";")) this.take();
  }

  expectSymbol(symbol: string, where: string): Token {
    return this.isSymbol(symbol) ? this.take() : this.fail(`"${symbol}" ${where}`);
  }

  expectString(what: string): Token {
    return this.#current.kind === "string" ? this.take() : this.fail(what);
  }

  /** Takes a name that may hold dots. */
  expectName(what: string): NameSyntax {
    if (this.#current.kind !== "name") return this.fail(what);
    const { start, end, text } = this.take();
    return { start, end, text };
  }

  /** Takes the name of something that is defined here: dots are reported. */
  expectSimpleName(what: string): NameSyntax {
    const name = this.expectName(what);
    if (name.text.includes(".")) {
      this.diagnostics.error(this.source, name, `a name that is defined here has no dot: ${shown(name.text)}`);
    }
    return name;
  }

  /** Reports what the next token should have been, and leaves. */
  fail(expected: string, hint?: string): never {
    const token = this.#current;
    return this.failAt(token, `expected ${expected}, found ${describeToken(token)}`, hint);
  }

  failAt(span: Span, message: string, hint?: string): never {
    this.diagnostics.error(this.source, span, message, hint);
    throw new SyntaxFailure(message);
  }
}

/** A token as a message names it. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case "end":
      return "the end of the file";
    case "string":
      return `the string ${shown(token.text)}`;
    case "int":
    case "double":
      return `the number ${shown(token.text).slice(1, -1)}`;
    case "name":
    case "symbol":
      return shown(token.text);
  }
}
