import type { Token } from "../../thrift/token.ts";
import { tokensOf } from "./tokens.ts";

/** What a statement defines, by its first word; `field` also stands for a value of an enum. */
export type StatementKind =
  | "message"
  | "enum"
  | "service"
  | "oneof"
  | "rpc"
  | "extend"
  | "group"
  | "field"
  | "reserved"
  | "extensions"
  | "option"
  | "import"
  | "other";

/** One statement of a .proto file: what stands before a semicolon or a block, and the statements of the block. */
export interface Statement {
  readonly kind: StatementKind;
  /** Without the block and the semicolon. */
  readonly tokens: readonly Token[];
  /** The name it defines. */
  readonly name: Token | undefined;
  /** The statements of its block. */
  readonly body: readonly Statement[];
  /** The token behind the semicolon, or behind the brace that opens the block. */
  readonly next: Token;
  readonly start: number;
  readonly end: number;
}

/** A file cut into statements, for the places of what the parser finds in it. */
export interface Outline {
  readonly tokens: readonly Token[];
  readonly statements: readonly Statement[];
}

interface OpenBlock {
  readonly kind: StatementKind;
  readonly header: readonly Token[];
  readonly next: Token;
  readonly body: Statement[];
}

/**
 * Cuts a file into statements. Whatever it holds, this ends with an outline; of a file that is no Protobuf it is one of
 * little use. Depth costs no stack.
 */
export function outlineOf(text: string): Outline {
  const tokens = tokensOf(text);
  const statements: Statement[] = [];
  const blocks: OpenBlock[] = [];
  let header: Token[] = [];
  let nested = 0;
  const bodyOf = () => blocks.at(-1)?.body ?? statements;
  const end = (next: Token, until: number) => {
    const [first] = header;
    if (first !== undefined) {
      const kind = kindOf(header, blocks.at(-1)?.kind);
      bodyOf().push({
        kind,
        tokens: header,
        name: nameIn(header, kind),
        body: [],
        next,
        start: first.start,
        end: until,
      });
    }
    header = [];
    nested = 0;
  };
  const close = (until: number) => {
    const block = blocks.pop();
    const [first] = block?.header ?? [];
    if (block === undefined || first === undefined) return;
    const { kind, body, next } = block;
    const name = nameIn(block.header, kind);
    bodyOf().push({ kind, tokens: block.header, name, body, next, start: first.start, end: until });
  };
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1] ?? token;
    const inValue = nested > 0 || header[0]?.text === "option";
    if (token.kind === "end") {
      end(token, token.start);
      while (blocks.length > 0) close(token.start);
    } else if (token.text === "[" || (token.text === "{" && inValue)) {
      nested++;
      header.push(token);
    } else if (nested > 0 && (token.text === "]" || token.text === "}")) {
      nested--;
      header.push(token);
    } else if (token.text === ";" && nested === 0) {
      end(next, token.end);
    } else if (token.text === "{") {
      blocks.push({ kind: kindOf(header, blocks.at(-1)?.kind), header, next, body: [] });
      header = [];
    } else if (token.text === "}") {
      end(token, token.start);
      close(token.end);
    } else {
      header.push(token);
    }
  }
  return { tokens, statements };
}

/** The innermost statement around an offset. */
export function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  let found: Statement | undefined;
  let candidates = statements;
  for (;;) {
    const inner = candidates[lastStarted(candidates, offset)];
    if (inner === undefined || inner.end <= offset) return found;
    found = inner;
    candidates = inner.body;
  }
}

/** The index of the last statement that starts at an offset or before it; -1 when none does. */
function lastStarted(statements: readonly Statement[], offset: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const definitions: ReadonlySet<string> = new Set(["message", "enum", "service", "oneof", "rpc"]);
const others: ReadonlySet<string> = new Set(["extend", "reserved", "extensions", "option", "import"]);

function kindOf(header: readonly Token[], parent: StatementKind | undefined): StatementKind {
  const at = isVisibility(header[0]) && header[1]?.text !== "=" ? 1 : 0;
  const word = header[at]?.text ?? "";
  if (header[at + 1]?.text === "=") return parent === undefined ? "other" : "field";
  if (isKind(word)) return word;
  if (parent === undefined) return "other";
  return header.slice(0, 3).some(({ text }) => text === "group") && groupName(header) !== undefined ? "group" : "field";
}

function isVisibility(token: Token | undefined): boolean {
  return token?.text === "export" || token?.text === "local";
}

function isKind(word: string): word is StatementKind {
  return definitions.has(word) || others.has(word);
}

function nameIn(header: readonly Token[], kind: StatementKind): Token | undefined {
  if (definitions.has(kind)) return header[isVisibility(header[0]) ? 2 : 1];
  if (kind === "group") return groupName(header);
  if (kind !== "field") return undefined;
  return header[header.findIndex(({ text }) => text === "=") - 1];
}

/** `group` is a type only where a name and a number follow it. */
function groupName(header: readonly Token[]): Token | undefined {
  const at = header.findIndex(({ text }) => text === "group");
  return header[at + 2]?.text === "=" && header[at + 1]?.kind === "name" ? header[at + 1] : undefined;
}
