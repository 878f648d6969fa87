import type { Token } from "./token.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** What a definition begins with. */
export const definitionWords: readonly string[] = [
  "typedef",
  "const",
  "enum",
  "struct",
  "union",
  "exception",
  "service",
];
const headerWords = new Set(["namespace", "include", "cpp_include"]);

/** Whether a definition or a header begins here, as far as its first two tokens tell. */
export function definitionBegins(cursor: TokenCursor): boolean {
  const { current } = cursor;
  if (current.kind !== "name") return false;
  if (definitionWords.includes(current.text)) return cursor.ahead.kind === "name" && cursor.ahead.newlinesBefore === 0;
  return headerWords.has(current.text) && (cursor.ahead.kind === "name" || cursor.ahead.kind === "string");
}

/**
 * After a failure in a member that began with `first`, in a body that ends with `close`: skips to the next member or to
 * `close`, and answers true; or to what shows that the body was never closed, and answers false.
 */
export function skipToMember(cursor: TokenCursor, close: "}" | ")", first: Token): boolean {
  let open = 0;
  for (;;) {
    const { current } = cursor;
    // The member that failed must not be tried again.
    const moved = current !== first;
    const startsLine = current.newlinesBefore > 0;
    if (cursor.atEnd || (startsLine && definitionBegins(cursor))) return false;
    if (current.kind === "symbol") {
      if (open === 0 && current.text === close) return true;
      if (current.text === "}" && (close === ")" || open === 0)) return false;
      if (open === 0 && (current.text === "," || current.text === ";")) {
        cursor.take();
        return true;
      }
      if ("({[".includes(current.text)) open++;
      if (")}]".includes(current.text) && open > 0) open--;
    } else if (moved && startsLine && current.kind === "int" && cursor.ahead.text === ":") {
      return true;
    } else if (moved && startsLine && open === 0) {
      return true;
    }
    cursor.take();
  }
}

/** After a failure outside a body: skips to the next definition, or behind the body of the one that failed. */
export function skipToDefinition(cursor: TokenCursor): void {
  let open = 0;
  for (;;) {
    const { current } = cursor;
    if (cursor.atEnd) return;
    if (definitionBegins(cursor) && (open === 0 || current.newlinesBefore > 0)) return;
    cursor.take();
    if (current.kind !== "symbol") continue;
    if (current.text === "{") open++;
    if (current.text === "}" && --open <= 0) return;
  }
}
