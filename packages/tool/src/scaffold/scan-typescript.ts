/** A piece of TypeScript that is neither blank nor comment. A template is one token, whatever stands in it. */
export interface Token {
  readonly kind: "word" | "literal" | "punctuation";
  readonly text: string;
  /** Offsets in the source, the end behind the last character. */
  readonly start: number;
  readonly end: number;
}

/** Words behind which a slash begins a regular expression. */
const wordsBeforeExpressions: ReadonlySet<string> = new Set(
  "await case delete do else extends in instanceof new of return throw typeof void yield".split(" "),
);

/**
 * Splits TypeScript into tokens, well enough to find declarations and the brackets around them. Gives `undefined` for
 * text that it cannot make sense of: a string, comment or bracket without end.
 */
export function scanTypeScript(source: string): readonly Token[] | undefined {
  const scanner = new Scanner(source);
  const tokens = scanner.tokens(0, undefined);
  return scanner.failed || !areBalanced(tokens) ? undefined : tokens;
}

class Scanner {
  readonly #source: string;
  #at = 0;
  failed = false;

  constructor(source: string) {
    this.#source = source;
  }

  /** Tokens from `start` to the end, or to the `}` that ends a part of a template. */
  tokens(start: number, until: "}" | undefined): Token[] {
    const tokens: Token[] = [];
    let depth = 0;
    this.#at = start;
    while (!this.failed && this.#at < this.#source.length) {
      if (this.#skipBlank()) continue;
      const character = this.#source.charAt(this.#at);
      if (until !== undefined && character === "}" && depth === 0) return tokens;
      if (character === "{") depth++;
      if (character === "}") depth--;
      tokens.push(this.#token(character, tokens.at(-1)));
    }
    if (until !== undefined) this.failed = true;
    return tokens;
  }

  #token(character: string, previous: Token | undefined): Token {
    const start = this.#at;
    let kind: Token["kind"] = "literal";
    if (character === '"' || character === "'") this.#string(character);
    else if (character === "`") this.#template();
    else if (character === "/" && beginsExpression(previous)) this.#regularExpression();
    else if (/[\w$\u0080-\uffff#\\]/.test(character)) {
      kind = /[0-9]/.test(character) ? "literal" : "word";
      this.#advance(/[\w$\u0080-\uffff#\\.]/, kind === "literal");
    } else {
      kind = "punctuation";
      this.#at += this.#source.startsWith("=>", start) ? 2 : this.#source.startsWith("...", start) ? 3 : 1;
    }
    return { kind, text: this.#source.slice(start, this.#at), start, end: this.#at };
  }

  #advance(pattern: RegExp, withDots: boolean): void {
    while (this.#at < this.#source.length) {
      const character = this.#source.charAt(this.#at);
      if (!pattern.test(character) || (character === "." && !withDots)) return;
      this.#at++;
    }
  }

  /** Whether there was a blank or comment, which was passed over. */
  #skipBlank(): boolean {
    const rest = this.#source.slice(this.#at, this.#at + 2);
    if (/^\s/.test(rest)) {
      this.#at++;
    } else if (rest === "//" || (rest === "#!" && this.#at === 0)) {
      const end = this.#source.indexOf("\n", this.#at);
      this.#at = end < 0 ? this.#source.length : end;
    } else if (rest === "/*") {
      const end = this.#source.indexOf("*/", this.#at + 2);
      if (end < 0) this.failed = true;
      this.#at = end + 2;
    } else {
      return false;
    }
    return true;
  }

  #string(quote: string): void {
    for (this.#at++; this.#at < this.#source.length; this.#at++) {
      const character = this.#source.charAt(this.#at);
      if (character === "\\") this.#at++;
      else if (character === "\n") break;
      else if (character === quote) {
        this.#at++;
        return;
      }
    }
    this.failed = true;
  }

  #template(): void {
    for (this.#at++; this.#at < this.#source.length; this.#at++) {
      const character = this.#source.charAt(this.#at);
      if (character === "\\") this.#at++;
      else if (character === "$" && this.#source.charAt(this.#at + 1) === "{") this.tokens(this.#at + 2, "}");
      else if (character === "`") {
        this.#at++;
        return;
      }
      if (this.failed) return;
    }
    this.failed = true;
  }

  #regularExpression(): void {
    let inClass = false;
    for (this.#at++; this.#at < this.#source.length; this.#at++) {
      const character = this.#source.charAt(this.#at);
      if (character === "\n") break;
      if (character === "\\") this.#at++;
      else if (character === "[") inClass = true;
      else if (character === "]") inClass = false;
      else if (character === "/" && !inClass) {
        this.#at++;
        this.#advance(/[a-z]/, false);
        return;
      }
    }
    this.failed = true;
  }
}

/** Whether a slash behind the token begins a regular expression instead of dividing. */
function beginsExpression(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === "literal") return false;
  if (previous.kind === "word") return wordsBeforeExpressions.has(previous.text);
  return previous.text !== ")" && previous.text !== "]";
}

function areBalanced(tokens: readonly Token[]): boolean {
  const open: string[] = [];
  for (const { kind, text } of tokens) {
    if (kind !== "punctuation") continue;
    if (text === "(" || text === "[" || text === "{") open.push(text);
    else if (text === ")" || text === "]" || text === "}") {
      if (open.pop() !== { ")": "(", "]": "[", "}": "{" }[text]) return false;
    }
  }
  return open.length === 0;
}
