import { parseAnnotations } from "./parse-annotations.ts";
import type { TypeSyntax } from "./syntax.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** How deep containers may be nested in one type; a message that is nested deeper is refused on the wire anyway. */
export const maxTypeDepth = 64;

/** Words that begin something else, and therefore are no type: a missing `}` or name is noticed where it is missing. */
const notTypes = new Set(
  "namespace include cpp_include typedef const enum senum struct union exception service extends throws oneway required optional".split(
    " ",
  ),
);

/** Takes a type with its annotations. `void` is taken as a name; who does not want it reports it. */
export function parseType(cursor: TokenCursor, depth: number = 0): TypeSyntax {
  const token = cursor.current;
  if (token.kind !== "name" || notTypes.has(token.text)) return cursor.fail("a type");
  if (depth > maxTypeDepth) return cursor.failAt(token, `a type is nested more than ${maxTypeDepth} levels deep`);
  const opens = cursor.ahead.kind === "symbol" && cursor.ahead.text === "<";
  const cppType = cursor.ahead.kind === "name" && cursor.ahead.text === "cpp_type";
  const container = token.text === "list" || token.text === "set" || token.text === "map";
  if (opens && !container) {
    const hint = token.text === "stream" ? 'annotate the method instead: (streaming.mode = "server")' : undefined;
    return cursor.failAt(token, `${token.text}<…> is no type of Thrift; only list, set and map take types`, hint);
  }
  cursor.take();
  const { start } = token;
  if (!container || !(opens || cppType)) {
    if (container) return cursor.fail(`"<" behind ${token.text}`);
    const annotations = parseAnnotations(cursor);
    return { kind: "name", name: token.text, annotations, start, end: token.end };
  }
  takeCppType(cursor);
  cursor.expectSymbol("<", `behind ${token.text}`);
  const first = parseType(cursor, depth + 1);
  if (token.text === "map") {
    cursor.expectSymbol(",", "between the key type and the value type of a map");
    const value = parseType(cursor, depth + 1);
    const { end } = cursor.expectSymbol(">", "to close the map type");
    return { kind: "map", key: first, value, annotations: parseAnnotations(cursor), start, end };
  }
  const { end } = cursor.expectSymbol(">", `to close the ${token.text} type`);
  takeCppType(cursor);
  const kind = token.text === "list" ? "list" : "set";
  return { kind, element: first, annotations: parseAnnotations(cursor), start, end };
}

/** `cpp_type "…"` says nothing outside C++. */
function takeCppType(cursor: TokenCursor): void {
  if (cursor.takeWord("cpp_type")) cursor.expectString("the C++ type in quotes");
}
