import type { SourceText, Span } from "../source.ts";
import type { Position } from "../thrift/ast.ts";
import type { FileDescriptorProto } from "./descriptor-proto.ts";
import type { ImportSyntax } from "./text/header.ts";
import type { OptionSyntax } from "./text/option-syntax.ts";

/** Where a part of a descriptor stands, and what is said of it. */
export interface Site {
  /** Of its name, in the text of its file. */
  readonly span: Span;
  /** Of its statement, without a block. */
  readonly statement: Span;
  /** Of an extension: the head of the `extend` it stands in. */
  readonly extend?: Span;
  readonly position: Position;
  readonly doc: string | undefined;
}

/** One file of a program before its names are resolved: a descriptor, and what a descriptor does not tell. */
export interface SourceFile {
  readonly descriptor: FileDescriptorProto;
  /** Empty for a file that came as a descriptor. */
  readonly source: SourceText;
  /** By part of the descriptor. */
  readonly sites: ReadonlyMap<object, Site>;
  /** The options of each part of the descriptor, still to be serialized; none for a file that came as a descriptor. */
  readonly options: ReadonlyMap<object, readonly OptionSyntax[]>;
  readonly imports: readonly ImportSyntax[];
  /** Whether something in it could not be read. */
  readonly damaged: boolean;
  /** Whether something in it could not be read that may define names, so that a name that is absent may have been there. */
  readonly incomplete: boolean;
  /** The descriptor as it came, where it came as one. */
  readonly compiled: Uint8Array | undefined;
}

/** Where a part of a file's descriptor stands; the beginning of the file where that is not known. */
export function siteOf(file: SourceFile, part: object): Site {
  const start = { start: 0, end: 0 };
  return file.sites.get(part) ?? { span: start, statement: start, position: file.source.positionAt(0), doc: undefined };
}

/** The places of a dotted name in a stretch of a file; none where it is written with blanks in it. */
export function spansOfName(file: SourceFile, { start, end }: Span, name: string): readonly Span[] {
  const text = file.source.text.slice(start, end);
  const spans: Span[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + name.length);
    if (!/[\w.]/.test(around)) spans.push({ start: start + at, end: start + at + name.length });
  }
  return spans;
}
