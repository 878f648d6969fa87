import protobuf from "protobufjs";
import type { DiagnosticList } from "../../diagnostic-list.ts";
import type { SourceText } from "../../source.ts";
import { adaptations } from "./adaptations.ts";
import { checkHeader } from "./check-header.ts";
import { type Outline, outlineOf, type Statement, statementAt } from "./outline.ts";
import { problemOf } from "./problem.ts";
import { vetOutline } from "./vet-outline.ts";
import { type Edit, wordsOf } from "./words.ts";

/** How often a file is read again without what was refused: each time costs as much as the first. */
const maxErrors = 20;

/** A file as protobufjs read it, and its outline. */
export interface ParsedFile {
  readonly root: protobuf.Root;
  /** Without what was left out. */
  readonly outline: Outline;
  /** Whether anything was left out. */
  readonly damaged: boolean;
  /** Whether something was left out that may define names. */
  readonly incomplete: boolean;
}

/** A root that looks nothing up: what an extension adds to a message is not for one file to know. */
class UnlinkedRoot extends protobuf.Root {
  _handleAdd(): void {
    // protobufjs would look for the extended message among those met so far, and throw for the strangest finds.
  }
}

/**
 * Parses a .proto file with protobufjs. It stops at the first error: the statement that holds it is left out and the file
 * read again, so that all errors are found. It names only the line of an error: it is given each word on a line of its own.
 */
export function parseProto(source: SourceText, diagnostics: DiagnosticList): ParsedFile {
  const outline = outlineOf(source.text);
  const refused = [...checkHeader(outline, source, diagnostics), ...vetOutline(outline, source, diagnostics)];
  let incomplete = refused.some((span) => mayDefine(source.text.slice(span.start, span.end)));
  const edits: Edit[] = [...refused, ...adaptations(outline)];
  for (let errors = 0; ; errors++) {
    const root = new UnlinkedRoot();
    const words = wordsOf(outline.tokens, edits);
    try {
      protobuf.parse(words.map(({ text }) => text).join("\n"), root, { keepCase: true });
      const left = new Set<Edit>(edits);
      const kept = { tokens: outline.tokens, statements: without(outline.statements, left) };
      return { root, outline: kept, damaged: errors + refused.length > 0, incomplete };
    } catch (error) {
      const problem = problemOf(error, words, outline);
      diagnostics.error(source, problem.span, problem.message, problem.hint);
      const statement = statementAt(outline.statements, problem.span.start);
      if (statement === undefined || edits.includes(statement) || errors >= maxErrors) {
        return { root: new protobuf.Root(), outline, damaged: true, incomplete: true };
      }
      incomplete ||= mayDefine(source.text.slice(statement.start, statement.end));
      edits.push(statement);
    }
  }
}

/** Whether a piece of a file may define a name that others use, or import one. */
function mayDefine(piece: string): boolean {
  return /[{]|^\s*import\b|\/\*/.test(piece);
}

function without(statements: readonly Statement[], left: ReadonlySet<Edit>): readonly Statement[] {
  const kept = statements.filter((statement) => !left.has(statement));
  return kept.map((statement) => ({ ...statement, body: without(statement.body, left) }));
}
