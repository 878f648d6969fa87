import { docAbove, docAtLineEnd } from "./doc-comment.ts";
import { parseAnnotations } from "./parse-annotations.ts";
import { parseFields } from "./parse-field.ts";
import { parseType } from "./parse-type.ts";
import { definitionBegins, skipToMember } from "./recovery.ts";
import type { MethodSyntax, ServiceSyntax } from "./syntax.ts";
import { SyntaxFailure, type TokenCursor } from "./token-cursor.ts";

/** Takes a service; the next token is the word `service`. A method that is not understood is reported and left out. */
export function parseService(cursor: TokenCursor): ServiceSyntax {
  const first = cursor.take();
  const name = cursor.expectSimpleName("the name of the service");
  const parent = cursor.takeWord("extends") ? cursor.expectName("the name of the service it extends") : undefined;
  cursor.expectSymbol("{", "behind the name of a service");
  const methods: MethodSyntax[] = [];
  let closed = true;
  while (closed && !cursor.takeSymbol("}")) {
    const start = cursor.current;
    try {
      methods.push(parseMethod(cursor));
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      closed = skipToMember(cursor, "}", start);
    }
  }
  const annotations = closed ? parseAnnotations(cursor) : [];
  return { kind: "service", name, extends: parent, methods, annotations, doc: docAbove(cursor.source.text, first) };
}

function parseMethod(cursor: TokenCursor): MethodSyntax {
  const first = cursor.current;
  const unclosed = first.newlinesBefore > 0 && definitionBegins(cursor);
  if (unclosed || first.kind !== "name") return cursor.fail('a method or "}"');
  const oneway = takeOneway(cursor);
  const returns = cursor.isWord("void") && cursor.ahead.kind === "name" ? takeVoid(cursor) : parseType(cursor);
  const name = cursor.expectSimpleName("the name of the method");
  cursor.expectSymbol("(", "behind the name of a method");
  const parameters = parseFields(cursor, ")");
  const throws = cursor.takeWord("throws") ? parseThrows(cursor) : [];
  const annotations = parseAnnotations(cursor);
  cursor.takeSeparator();
  const { text } = cursor.source;
  const doc = docAbove(text, first) ?? docAtLineEnd(text, cursor.current);
  return { oneway, returns, name, parameters, throws, annotations, doc };
}

/** `async` is the old word for `oneway`. */
function takeOneway(cursor: TokenCursor): boolean {
  if (cursor.takeWord("oneway")) return true;
  if (!cursor.isWord("async") || cursor.ahead.text !== "void") return false;
  cursor.diagnostics.warning(cursor.source, cursor.current, "async is the old word for oneway");
  cursor.take();
  return true;
}

function takeVoid(cursor: TokenCursor): undefined {
  cursor.take();
  return undefined;
}

function parseThrows(cursor: TokenCursor): MethodSyntax["throws"] {
  cursor.expectSymbol("(", "behind throws");
  return parseFields(cursor, ")");
}
