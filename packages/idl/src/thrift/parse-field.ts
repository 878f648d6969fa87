import type { Requiredness } from "./ast.ts";
import { docAbove, docAtLineEnd } from "./doc-comment.ts";
import { parseAnnotations } from "./parse-annotations.ts";
import { parseConst, takeInt } from "./parse-const.ts";
import { parseType } from "./parse-type.ts";
import { definitionBegins, skipToMember } from "./recovery.ts";
import type { ConstSyntax, FieldSyntax } from "./syntax.ts";
import { SyntaxFailure, type TokenCursor } from "./token-cursor.ts";

/**
 * Takes the fields up to `close`, and `close` itself. A field that is not understood is reported and left out.
 * Where the file goes on with another definition, the list ends there, and the missing `close` is reported.
 */
export function parseFields(cursor: TokenCursor, close: "}" | ")"): readonly FieldSyntax[] {
  const fields: FieldSyntax[] = [];
  while (!cursor.takeSymbol(close)) {
    const first = cursor.current;
    try {
      fields.push(parseField(cursor, close));
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      if (!skipToMember(cursor, close, first)) return fields;
    }
  }
  return fields;
}

function parseField(cursor: TokenCursor, close: "}" | ")"): FieldSyntax {
  const first = cursor.current;
  const unclosed = first.newlinesBefore > 0 && definitionBegins(cursor);
  if (unclosed || (first.kind !== "int" && first.kind !== "name")) return cursor.fail(`a field or "${close}"`);
  const id = first.kind === "int" ? takeInt(cursor) : undefined;
  if (id !== undefined) cursor.expectSymbol(":", "behind the id of a field");
  const requiredness = takeRequiredness(cursor);
  const type = parseType(cursor);
  // `&` marks a field that C++ holds by pointer.
  cursor.takeSymbol("&");
  const name = cursor.expectSimpleName("the name of the field");
  const defaultValue = cursor.takeSymbol("=") ? parseDefaultValue(cursor) : undefined;
  skipXsd(cursor);
  const annotations = parseAnnotations(cursor);
  cursor.takeSeparator();
  const { text } = cursor.source;
  const doc = docAbove(text, first) ?? docAtLineEnd(text, cursor.current);
  return { id, requiredness, type, name, defaultValue, annotations, doc };
}

/** A field in the next line is not taken for the value that is missing in this one. */
function parseDefaultValue(cursor: TokenCursor): ConstSyntax {
  const { current, ahead } = cursor;
  if (current.kind === "int" && current.newlinesBefore > 0 && ahead.text === ":") return cursor.fail("a value");
  return parseConst(cursor);
}

function takeRequiredness(cursor: TokenCursor): Requiredness {
  if (cursor.takeWord("required")) return "required";
  return cursor.takeWord("optional") ? "optional" : "default";
}

/** Marks for XML schemas, which Apache's grammar has and no generator reads. */
function skipXsd(cursor: TokenCursor): void {
  for (;;) {
    const mark = cursor.current;
    if (cursor.takeWord("xsd_optional") || cursor.takeWord("xsd_nillable")) {
      warnOfXsd(cursor, mark);
    } else if (cursor.isWord("xsd_attrs") && cursor.ahead.text === "{") {
      cursor.take();
      warnOfXsd(cursor, mark);
      skipBraces(cursor);
    } else {
      return;
    }
  }
}

/** Takes what stands between the next brace and the one that closes it, both included. */
function skipBraces(cursor: TokenCursor): void {
  let open = 0;
  do {
    if (cursor.atEnd) cursor.fail('"}"');
    if (cursor.isSymbol("{")) open++;
    if (cursor.isSymbol("}")) open--;
    cursor.take();
  } while (open > 0);
}

/** Reports that a mark for XML schemas has no effect. */
export function warnOfXsd(
  cursor: TokenCursor,
  mark: { readonly start: number; readonly end: number; readonly text: string },
): void {
  cursor.diagnostics.warning(cursor.source, mark, `${mark.text} has no effect`);
}
