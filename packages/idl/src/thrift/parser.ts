import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText } from "../source.ts";
import { closest } from "../suggestion.ts";
import { docAbove, docAtLineEnd } from "./doc-comment.ts";
import { parseAnnotations } from "./parse-annotations.ts";
import { parseConst, takeIntValue } from "./parse-const.ts";
import { parseFields, warnOfXsd } from "./parse-field.ts";
import { headerBegins, parseHeader } from "./parse-header.ts";
import { parseService } from "./parse-service.ts";
import { parseType } from "./parse-type.ts";
import { definitionBegins, definitionWords, skipToDefinition, skipToMember } from "./recovery.ts";
import type {
  ConstDefinitionSyntax,
  DefinitionSyntax,
  EnumMemberSyntax,
  EnumSyntax,
  FileSyntax,
  IncludeSyntax,
  NamespaceSyntax,
  StructSyntax,
  TypedefSyntax,
} from "./syntax.ts";
import type { Token } from "./token.ts";
import { describeToken, SyntaxFailure, TokenCursor } from "./token-cursor.ts";

/**
 * Reads one Thrift file. It always gives a tree: what is not understood is reported and left out, and reading goes on at
 * the next definition, field or method.
 */
export function parseThrift(source: SourceText, diagnostics: DiagnosticList): FileSyntax {
  const cursor = new TokenCursor(source, diagnostics);
  const namespaces: NamespaceSyntax[] = [];
  const includes: IncludeSyntax[] = [];
  const definitions: DefinitionSyntax[] = [];
  let incomplete = false;
  while (!cursor.atEnd) {
    try {
      if (headerBegins(cursor)) {
        if (definitions.length > 0) {
          diagnostics.error(source, cursor.current, `${cursor.current.text} must stand above the first definition`);
        }
        parseHeader(cursor, { namespaces, includes });
      } else {
        definitions.push(parseDefinition(cursor));
      }
      cursor.takeSeparator();
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      incomplete = true;
      skipToDefinition(cursor);
    }
  }
  return { namespaces, includes, definitions, incomplete };
}

function parseDefinition(cursor: TokenCursor): DefinitionSyntax {
  const { current } = cursor;
  const word = current.kind === "name" ? current.text : "";
  switch (word) {
    case "typedef":
      return parseTypedef(cursor);
    case "const":
      return parseConstDefinition(cursor);
    case "enum":
      return parseEnum(cursor);
    case "struct":
    case "union":
    case "exception":
      return parseStruct(cursor, word);
    case "service":
      return parseService(cursor);
    case "senum":
      cursor.take();
      return cursor.failAt(current, "senum is no longer part of Thrift", "use string where it was used");
    default:
      // It is taken, so that a stray token cannot stop the parser.
      cursor.take();
      return cursor.failAt(current, `expected a definition, found ${describeToken(current)}`, definitionHint(word));
  }
}

function definitionHint(word: string): string {
  const meant = closest(word, definitionWords);
  return meant === undefined ? `a definition begins with ${definitionWords.join(", ")}` : `did you mean ${meant}?`;
}

function parseTypedef(cursor: TokenCursor): TypedefSyntax {
  const first = cursor.take();
  const type = parseType(cursor);
  const name = cursor.expectSimpleName("the name of the typedef");
  const annotations = parseAnnotations(cursor);
  cursor.takeSeparator();
  return { kind: "typedef", type, name, annotations, doc: docOfLine(cursor, first) };
}

function parseConstDefinition(cursor: TokenCursor): ConstDefinitionSyntax {
  const first = cursor.take();
  const type = parseType(cursor);
  const name = cursor.expectSimpleName("the name of the constant");
  cursor.expectSymbol("=", "behind the name of a constant");
  const value = parseConst(cursor);
  const annotations = parseAnnotations(cursor);
  cursor.takeSeparator();
  return { kind: "const", type, name, value, annotations, doc: docOfLine(cursor, first) };
}

function parseEnum(cursor: TokenCursor): EnumSyntax {
  const first = cursor.take();
  const name = cursor.expectSimpleName("the name of the enum");
  cursor.expectSymbol("{", "behind the name of an enum");
  const members: EnumMemberSyntax[] = [];
  let closed = true;
  while (closed && !cursor.takeSymbol("}")) {
    const start = cursor.current;
    try {
      members.push(parseEnumMember(cursor));
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      closed = skipToMember(cursor, "}", start);
    }
  }
  const annotations = closed ? parseAnnotations(cursor) : [];
  return { kind: "enum", name, members, annotations, doc: docAbove(cursor.source.text, first) };
}

function parseEnumMember(cursor: TokenCursor): EnumMemberSyntax {
  const first = cursor.current;
  if (first.newlinesBefore > 0 && definitionBegins(cursor)) return cursor.fail('a member of the enum or "}"');
  const name = cursor.expectSimpleName('a member of the enum or "}"');
  let value: EnumMemberSyntax["value"];
  if (cursor.takeSymbol("=")) {
    if (cursor.current.kind !== "int") return cursor.fail("an integer");
    value = takeIntValue(cursor);
  }
  const annotations = parseAnnotations(cursor);
  cursor.takeSeparator();
  return { name, value, annotations, doc: docOfLine(cursor, first) };
}

function parseStruct(cursor: TokenCursor, kind: StructSyntax["kind"]): StructSyntax {
  const first = cursor.take();
  const name = cursor.expectSimpleName(`the name of the ${kind}`);
  const mark = cursor.current;
  if (cursor.takeWord("xsd_all")) warnOfXsd(cursor, mark);
  cursor.expectSymbol("{", `behind the name of the ${kind}`);
  const fields = parseFields(cursor, "}");
  const annotations = parseAnnotations(cursor);
  return { kind, name, fields, annotations, doc: docAbove(cursor.source.text, first) };
}

/** The comment above, else the one at the end of the line that was read last. */
function docOfLine(cursor: TokenCursor, first: Token): string | undefined {
  const { text } = cursor.source;
  return docAbove(text, first) ?? docAtLineEnd(text, cursor.current);
}
