import { shown } from "./shown.ts";
import type { ConstSyntax, IntSyntax } from "./syntax.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** How deep lists and maps of a constant may be nested; real ones stay below ten. */
const maxConstDepth = 64;

/** Integers beyond this many characters fit no type of Thrift; 64 bits with sign need 22 in octal, the widest form. */
const maxIntLength = 40;

/** Takes a value: a number, a string, a name, a list or a map. */
export function parseConst(cursor: TokenCursor, depth: number = 0): ConstSyntax {
  const token = cursor.current;
  const { start, end } = token;
  if (depth > maxConstDepth) return cursor.failAt(token, `a constant is nested more than ${maxConstDepth} levels deep`);
  switch (token.kind) {
    case "int": {
      const { value } = takeIntValue(cursor);
      return { kind: "int", value, start, end };
    }
    case "double": {
      cursor.take();
      const value = Number(token.text);
      if (!Number.isFinite(value))
        cursor.diagnostics.error(cursor.source, token, "this number is too large for a double");
      return { kind: "double", value, start, end };
    }
    case "string":
      cursor.take();
      return { kind: "string", value: token.text, start, end };
    case "name":
      cursor.take();
      return { kind: "name", name: token.text, start, end };
    case "symbol":
      if (token.text === "[") return parseList(cursor, depth);
      if (token.text === "{") return parseMap(cursor, depth);
      return cursor.fail("a value");
    case "end":
      return cursor.fail("a value");
  }
}

/** Takes an integer that is a value, which the two compilers read in two ways when it begins with a zero. */
export function takeIntValue(cursor: TokenCursor): IntSyntax {
  const token = cursor.current;
  const int = takeInt(cursor);
  if (/^[+-]?0\d+$/.test(token.text) && int.value !== 0n) {
    const message = `${shown(token.text).slice(1, -1)} is read as ${int.value}; Kitex for Go takes a leading zero for octal`;
    cursor.diagnostics.warning(cursor.source, token, message, "leave the zero out, or write 0o for octal");
  }
  return int;
}

/** Takes an integer; the next token must be one. */
export function takeInt(cursor: TokenCursor): IntSyntax {
  const token = cursor.take();
  const { start, end, text } = token;
  if (text.length > maxIntLength) {
    cursor.diagnostics.error(cursor.source, token, "this integer does not fit 64 bits");
    return { start, end, value: 0n };
  }
  const negative = text.startsWith("-");
  const digits = negative || text.startsWith("+") ? text.slice(1) : text;
  const value = BigInt(digits);
  return { start, end, value: negative ? -value : value };
}

function parseList(cursor: TokenCursor, depth: number): ConstSyntax {
  const { start } = cursor.take();
  const values: ConstSyntax[] = [];
  while (!cursor.isSymbol("]")) {
    if (cursor.atEnd) cursor.fail('a value or "]"');
    values.push(parseConst(cursor, depth + 1));
    cursor.takeSeparator();
  }
  return { kind: "list", values, start, end: cursor.take().end };
}

function parseMap(cursor: TokenCursor, depth: number): ConstSyntax {
  const { start } = cursor.take();
  const entries: [ConstSyntax, ConstSyntax][] = [];
  while (!cursor.isSymbol("}")) {
    if (cursor.atEnd) cursor.fail('a key or "}"');
    const key = parseConst(cursor, depth + 1);
    cursor.expectSymbol(":", "between key and value");
    entries.push([key, parseConst(cursor, depth + 1)]);
    cursor.takeSeparator();
  }
  return { kind: "map", entries, start, end: cursor.take().end };
}
