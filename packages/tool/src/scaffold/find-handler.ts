import type { Token } from "./scan-typescript.ts";

/** Where the methods of a service stand in a file. */
export interface HandlerBody {
  readonly kind: "object" | "class";
  readonly members: ReadonlySet<string>;
  /** Whether more methods may come from elsewhere: a spread, a base class, a computed name. */
  readonly mayHaveMore: boolean;
  /** The last token inside the braces (or the opening one), and the closing brace. */
  readonly last: Token;
  readonly close: Token;
}

/**
 * Finds the object or class that is declared to be a handler of the type: `: EchoHandler = {`,
 * `{ … } satisfies EchoHandler`, `class … implements EchoHandler {`.
 */
export function findHandler(tokens: readonly Token[], typeName: string): HandlerBody | undefined {
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "word" || token.text !== typeName) continue;
    const before = tokens[i - 1]?.text;
    if (before === ":" && tokens[i + 1]?.text === "=" && tokens[i + 2]?.text === "{")
      return body(tokens, i + 2, "object");
    if (before === "satisfies" && tokens[i - 2]?.text === "}") {
      const open = openingOf(tokens, i - 2);
      if (open !== undefined) return body(tokens, open, "object");
    }
    const open = classBody(tokens, i);
    if (open !== undefined) return body(tokens, open, "class");
  }
  return undefined;
}

/** The brace that opens the class whose `implements` clause has the token at `at`. */
function classBody(tokens: readonly Token[], at: number): number | undefined {
  let i = at - 1;
  while (isPartOfTypeList(tokens[i])) i--;
  if (tokens[i]?.text !== "implements") return undefined;
  for (let open = at + 1; open < tokens.length; open++) {
    if (tokens[open]?.text === "{") return open;
    if (!isPartOfTypeList(tokens[open])) return undefined;
  }
  return undefined;
}

function isPartOfTypeList(token: Token | undefined): boolean {
  if (token === undefined || token.text === "implements") return false;
  return token.kind === "word" || [",", "<", ">", "."].includes(token.text);
}

function openingOf(tokens: readonly Token[], close: number): number | undefined {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    depth += nesting(tokens[i]);
    if (depth === 0) return i;
  }
  return undefined;
}

function nesting(token: Token | undefined): number {
  if (token?.kind !== "punctuation") return 0;
  return "([{".includes(token.text) ? 1 : ")]}".includes(token.text) ? -1 : 0;
}

const modifiers: ReadonlySet<string> = new Set(
  "abstract accessor async declare get override private protected public readonly set static".split(" "),
);

function body(tokens: readonly Token[], open: number, kind: "object" | "class"): HandlerBody | undefined {
  const members = new Set<string>();
  let mayHaveMore = kind === "class" && extendsSomething(tokens, open);
  let depth = 0;
  let expectsName = true;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    // Members of a class may stand behind one another without a mark between them.
    if (kind === "class" && depth === 1 && token.kind === "word" && "(:=?!<".includes(tokens[i + 1]?.text ?? " ")) {
      members.add(token.text);
    }
    if (depth === 1 && expectsName && nesting(token) >= 0) {
      const next = tokens[i + 1];
      if (token.text === "...") mayHaveMore = true;
      else if (token.text === "[") {
        const computed = next?.kind === "literal" && tokens[i + 2]?.text === "]" ? unquoted(next.text) : undefined;
        if (computed === undefined) mayHaveMore = true;
        else members.add(computed);
      } else if (token.kind !== "punctuation" && !(modifiers.has(token.text) && isName(next))) {
        members.add(token.kind === "literal" ? unquoted(token.text) : token.text);
        expectsName = false;
      }
      if (token.text === "..." || token.text === "[") expectsName = false;
    }
    depth += nesting(token);
    if (depth === 0) {
      const last = tokens[i - 1];
      return last === undefined ? undefined : { kind, members, mayHaveMore, last, close: token };
    }
    if (depth === 1 && endsMember(kind, token)) expectsName = true;
  }
  return undefined;
}

/** A member of an object ends at a comma; one of a class at a semicolon, or at the brace that closes its body. */
function endsMember(kind: "object" | "class", token: Token): boolean {
  return kind === "object" ? token.text === "," : token.text === ";" || token.text === "}";
}

function isName(token: Token | undefined): boolean {
  return token !== undefined && (token.kind !== "punctuation" || token.text === "[" || token.text === "*");
}

function unquoted(literal: string): string {
  return /^["'`]/.test(literal) ? literal.slice(1, -1) : literal;
}

function extendsSomething(tokens: readonly Token[], open: number): boolean {
  for (let i = open - 1; i >= 0 && tokens[i]?.text !== "class"; i--) if (tokens[i]?.text === "extends") return true;
  return false;
}
