import type { Position } from "./thrift/ast.ts";

/** A stretch of a source text: offsets in UTF-16 units, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text of one file, with what is needed to name places in it. */
export class SourceText {
  readonly path: string;
  readonly displayPath: string;
  /** Without a byte order mark. */
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(path: string, displayPath: string, text: string) {
    this.path = path;
    this.displayPath = displayPath;
    this.text = text.startsWith("\ufeff") ? text.slice(1) : text;
  }

  /** Line and column of an offset. */
  positionAt(offset: number): Position {
    const { line, start } = this.#lineAt(offset);
    return { file: this.displayPath, line, column: offset - start + 1 };
  }

  /** The line that an offset is in, without its line break. */
  lineAt(offset: number): string {
    const { line, start } = this.#lineAt(offset);
    const next = this.#starts()[line];
    const text = this.text.slice(start, next);
    return text.replace(/[\r\n]{1,2}$/, "");
  }

  #lineAt(offset: number): { line: number; start: number } {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, start: starts[low] ?? 0 };
  }

  #starts(): readonly number[] {
    this.#lineStarts ??= findLineStarts(this.text);
    return this.#lineStarts;
  }
}

/** Lines end with `\n`, `\r\n` or a lone `\r`. */
function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  return starts;
}
