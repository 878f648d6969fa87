import type { Span } from "../../source.ts";
import type { Token } from "../../thrift/token.ts";
import type { Statement } from "./outline.ts";
import { stringBytes } from "./string-value.ts";

/** One part of an option's name: a field, or an extension where it stands in parentheses (brackets inside a value). */
export interface OptionName extends Span {
  readonly text: string;
  readonly extension: boolean;
}

/** What an option is set to, before its type is known. */
export type OptionValue = Span &
  (
    | { readonly kind: "name"; readonly text: string }
    | { readonly kind: "int"; readonly value: bigint; readonly negative: boolean }
    | { readonly kind: "float"; readonly value: number }
    | { readonly kind: "string"; readonly bytes: Uint8Array }
    | { readonly kind: "list"; readonly values: readonly OptionValue[] }
    | { readonly kind: "message"; readonly entries: readonly OptionEntry[] }
  );

export interface OptionEntry {
  readonly name: OptionName;
  readonly value: OptionValue;
}

/** `option (a.b).c = value;`, or the same inside brackets. */
export interface OptionSyntax {
  readonly path: readonly OptionName[];
  readonly value: OptionValue;
}

/** How deep values may stand in one another. */
const maxDepth = 100;

/**
 * The options in the brackets of a statement. protobufjs reads options too, but a string and a name look alike in what it
 * gives, 64-bit numbers are rounded, and those of enum values lose their messages.
 * The parser has accepted the statement: what cannot be read here is left out.
 */
export function bracketOptions({ tokens, kind }: Statement): readonly OptionSyntax[] {
  const open = tokens.findIndex(({ text }) => text === "[");
  return open < 0 || kind === "option" ? [] : new OptionReader(tokens, open + 1).inBrackets();
}

/** The `option` statements in the block of a statement, or in a file. */
export function blockOptions(statements: readonly Statement[]): readonly OptionSyntax[] {
  return statements.flatMap(({ kind, tokens }) => (kind === "option" ? new OptionReader(tokens, 1).inBrackets() : []));
}

class OptionReader {
  readonly #tokens: readonly Token[];
  #at: number;

  constructor(tokens: readonly Token[], at: number) {
    this.#tokens = tokens;
    this.#at = at;
  }

  inBrackets(): readonly OptionSyntax[] {
    const options: OptionSyntax[] = [];
    for (;;) {
      const path = this.#path();
      if (path.length === 0 || !this.#skip("=")) return options;
      const value = this.#value(0);
      if (value === undefined) return options;
      options.push({ path, value });
      if (!this.#skip(",")) return options;
    }
  }

  #path(): readonly OptionName[] {
    const path: OptionName[] = [];
    do {
      const part = this.#token?.text === "(" ? this.#enclosed("(", ")") : this.#word();
      if (part === undefined) return path;
      path.push(part);
    } while (this.#skip("."));
    return path;
  }

  #word(): OptionName | undefined {
    const token = this.#token;
    if (token?.kind !== "name") return undefined;
    this.#at++;
    return { text: token.text, extension: false, start: token.start, end: token.end };
  }

  /** `(a.b)`, or `[type.googleapis.com/a.b]` in a value. */
  #enclosed(open: string, close: string): OptionName | undefined {
    const first = this.#token;
    if (first === undefined || !this.#skip(open)) return undefined;
    let text = "";
    for (let token = this.#token; token !== undefined; token = this.#token) {
      this.#at++;
      if (token.text === close) return { text, extension: true, start: first.start, end: token.end };
      text += token.text;
    }
    return undefined;
  }

  #value(depth: number): OptionValue | undefined {
    const token = this.#token;
    if (token === undefined || depth > maxDepth) return undefined;
    const { start } = token;
    if (token.text === "{" || token.text === "<") return this.#message(depth, token.text === "{" ? "}" : ">");
    if (token.text === "[") return this.#list(depth);
    if (token.kind === "string") return this.#strings();
    this.#at++;
    const negative = token.text === "-";
    const sign = negative ? -1 : 1;
    const number = negative || token.text === "+" ? this.#tokens[this.#at++] : token;
    if (number === undefined) return undefined;
    const { kind, text, end } = number;
    if (kind === "int") return { kind, value: BigInt(sign) * integerOf(text), negative, start, end };
    if (kind === "double") return { kind: "float", value: sign * Number.parseFloat(text), start, end };
    if (kind !== "name") return undefined;
    if (number === token) return { kind, text, start, end };
    return { kind: "float", value: sign * (/^inf/i.test(text) ? Infinity : Number.NaN), start, end };
  }

  #strings(): OptionValue {
    const parts: Uint8Array[] = [];
    const start = this.#token?.start ?? 0;
    let end = start;
    for (let token = this.#token; token?.kind === "string"; token = this.#token) {
      parts.push(stringBytes(token.text));
      end = token.end;
      this.#at++;
    }
    return { kind: "string", bytes: Buffer.concat(parts), start, end };
  }

  #list(depth: number): OptionValue | undefined {
    const start = this.#token?.start ?? 0;
    this.#at++;
    const values: OptionValue[] = [];
    for (let token = this.#token; token !== undefined; token = this.#token) {
      if (this.#skip("]")) return { kind: "list", values, start, end: token.end };
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
      this.#skip(",");
    }
    return undefined;
  }

  #message(depth: number, close: string): OptionValue | undefined {
    const start = this.#token?.start ?? 0;
    this.#at++;
    const entries: OptionEntry[] = [];
    for (let token = this.#token; token !== undefined; token = this.#token) {
      if (this.#skip(close)) return { kind: "message", entries, start, end: token.end };
      const name = token.text === "[" ? this.#enclosed("[", "]") : this.#word();
      if (name === undefined) return undefined;
      this.#skip(":");
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      entries.push({ name, value });
      if (!this.#skip(",")) this.#skip(";");
    }
    return undefined;
  }

  get #token(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #skip(symbol: string): boolean {
    if (this.#token?.text !== symbol) return false;
    this.#at++;
    return true;
  }
}

/** The value of an integer as a .proto file writes it: decimal, octal or hexadecimal. */
export function integerOf(text: string): bigint {
  if (/^0[xX]/.test(text) || text === "0") return BigInt(text);
  return text.startsWith("0") && /^[0-7]+$/.test(text) ? BigInt(`0o${text}`) : BigInt(text);
}
