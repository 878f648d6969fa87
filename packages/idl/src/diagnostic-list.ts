import type { Diagnostic } from "./diagnostic.ts";
import type { SourceText, Span } from "./source.ts";

/** How many findings one run keeps: beyond it the reader needs another tool than a list, and a hostile file memory. */
const maxDiagnostics = 1_000;

/** Collects what is found in the files of one run. */
export class DiagnosticList {
  readonly #found: { readonly diagnostic: Diagnostic; readonly file: number; readonly offset: number }[] = [];
  readonly #fileOrder = new Map<string, number>();
  #hasErrors = false;

  /** Whether any error was reported. */
  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** Reports something that makes the program unusable. */
  error(source: SourceText, span: Span, message: string, hint?: string): void {
    this.#hasErrors = true;
    this.#add("error", source, span, message, hint);
  }

  /** Reports something that a reader of the file should know. */
  warning(source: SourceText, span: Span, message: string, hint?: string): void {
    this.#add("warning", source, span, message, hint);
  }

  /** Reports something that concerns no place in a text, such as a file that cannot be read. */
  fileError(displayPath: string, message: string, hint?: string): void {
    this.#hasErrors = true;
    const position = { file: displayPath, line: 1, column: 1 };
    this.#keep(
      { severity: "error", position, length: 1, message, sourceLine: "", ...(hint === undefined ? {} : { hint }) },
      0,
    );
  }

  /** Everything found, ordered by file (in the order the files were first mentioned) and by place in the file. */
  sorted(): Diagnostic[] {
    const sorted = this.#found.toSorted((a, b) => a.file - b.file || a.offset - b.offset);
    return sorted.map(({ diagnostic }) => diagnostic);
  }

  #add(
    severity: Diagnostic["severity"],
    source: SourceText,
    span: Span,
    message: string,
    hint: string | undefined,
  ): void {
    if (this.#found.length > maxDiagnostics) return;
    const position = source.positionAt(span.start);
    const sourceLine = source.lineAt(span.start);
    const length = Math.max(1, Math.min(span.end - span.start, sourceLine.length - position.column + 1));
    this.#keep(
      { severity, position, length, message, sourceLine, ...(hint === undefined ? {} : { hint }) },
      span.start,
    );
  }

  #keep(diagnostic: Diagnostic, offset: number): void {
    if (this.#found.length > maxDiagnostics) return;
    const { file } = diagnostic.position;
    const order = this.#fileOrder.get(file) ?? this.#fileOrder.size;
    this.#fileOrder.set(file, order);
    const full = this.#found.length === maxDiagnostics;
    const kept: Diagnostic = full ? tooMany(diagnostic) : diagnostic;
    this.#found.push(
      full ? { diagnostic: kept, file: Number.MAX_SAFE_INTEGER, offset } : { diagnostic: kept, file: order, offset },
    );
  }
}

function tooMany({ position, severity }: Diagnostic): Diagnostic {
  const message = `more than ${maxDiagnostics} findings; the rest is left out`;
  return { severity, position, length: 1, message, sourceLine: "" };
}
