import type { SourceText, Span } from "../../source.ts";
import { docAbove, docAtLineEnd } from "../../thrift/doc-comment.ts";
import type { Site } from "../source-file.ts";
import { blockOptions, bracketOptions, type OptionSyntax } from "./option-syntax.ts";
import type { Statement } from "./outline.ts";

/** Remembers from which statement of a text each part of a descriptor comes. */
export class SiteKeeper {
  readonly source: SourceText;
  readonly sites: Map<object, Site> = new Map();
  readonly options: Map<object, readonly OptionSyntax[]> = new Map();

  constructor(source: SourceText) {
    this.source = source;
  }

  /** The options of a part are those in the brackets of its statement and in its block, unless others are given. */
  keep(part: object, statement: Statement, options: readonly OptionSyntax[] = optionsOf(statement)): void {
    const { text } = this.source;
    const [first] = statement.tokens;
    const span = statement.name ?? statement;
    const comments = [first && docAbove(text, first), docAtLineEnd(text, statement.next)];
    const lines = comments.filter((comment) => comment !== undefined);
    const doc = lines.length === 0 ? undefined : lines.join("\n");
    const position = this.source.positionAt(span.start);
    this.sites.set(part, { span, statement: headOf(statement), position, doc });
    this.options.set(part, options);
  }

  /** Remembers in which `extend` an extension stands, which was kept. */
  keepExtend(part: object, extend: Statement): void {
    const site = this.sites.get(part);
    if (site !== undefined) this.sites.set(part, { ...site, extend: headOf(extend) });
  }
}

/** A statement without its block. */
function headOf({ start, end, tokens }: Statement): Span {
  return { start, end: tokens.at(-1)?.end ?? end };
}

function optionsOf(statement: Statement): readonly OptionSyntax[] {
  return [...bracketOptions(statement), ...blockOptions(statement.body)];
}
