import type { Diagnostic } from "./diagnostic.ts";
import type { SourceText, Span } from "./source.ts";

/**
 * How many errors and how many warnings one run keeps: beyond that the reader needs another tool than a list, and a
 * hostile file could fill the memory.
 */
const maxOfEach = 1_000;

interface Found {
  readonly diagnostic: Diagnostic;
  /** Number of the file in the order in which files were first mentioned. */
  readonly file: number;
  readonly offset: number;
}

/** Collects what is found in the files of one run. */
export class DiagnosticList {
  readonly #found: Found[] = [];
  readonly #fileOrder = new Map<string, number>();
  readonly #counts = { error: 0, warning: 0 };

  /** Whether any error was reported. */
  get hasErrors(): boolean {
    return this.#counts.error > 0;
  }

  /** Reports something that makes the program unusable. */
  error(source: SourceText, span: Span, message: string, hint?: string): void {
    this.#report("error", source, span, message, hint);
  }

  /** Reports something that a reader of the file should know. */
  warning(source: SourceText, span: Span, message: string, hint?: string): void {
    this.#report("warning", source, span, message, hint);
  }

  /** Reports an error that concerns no place in a text, such as a file that cannot be read. */
  fileError(displayPath: string, message: string): void {
    if (!this.#admits("error")) return;
    const position = { file: displayPath, line: 1, column: 1 };
    this.#keep({ severity: "error", position, length: 1, message, sourceLine: "" }, 0);
  }

  /** Everything found, ordered by file (in the order the files were first mentioned) and by place in the file. */
  sorted(): Diagnostic[] {
    const sorted = this.#found.toSorted((a, b) => a.file - b.file || a.offset - b.offset);
    const diagnostics = sorted.map(({ diagnostic }) => diagnostic);
    for (const severity of ["warning", "error"] as const) {
      const last = diagnostics.findLast((diagnostic) => diagnostic.severity === severity);
      const left = this.#counts[severity] - maxOfEach;
      if (last === undefined || left <= 0) continue;
      diagnostics.push({ ...withoutHint(last), message: `${left} more ${severity}s are left out`, sourceLine: "" });
    }
    return diagnostics;
  }

  #report(
    severity: Diagnostic["severity"],
    source: SourceText,
    span: Span,
    message: string,
    hint: string | undefined,
  ): void {
    if (!this.#admits(severity)) return;
    const position = source.positionAt(span.start);
    const sourceLine = source.lineAt(span.start);
    const length = Math.max(1, Math.min(span.end - span.start, sourceLine.length - position.column + 1));
    const diagnostic = { severity, position, length, message, sourceLine };
    this.#keep(hint === undefined ? diagnostic : { ...diagnostic, hint }, span.start);
  }

  #admits(severity: Diagnostic["severity"]): boolean {
    this.#counts[severity]++;
    return this.#counts[severity] <= maxOfEach;
  }

  #keep(diagnostic: Diagnostic, offset: number): void {
    const path = diagnostic.position.file;
    const file = this.#fileOrder.get(path) ?? this.#fileOrder.size;
    this.#fileOrder.set(path, file);
    this.#found.push({ diagnostic, file, offset });
  }
}

function withoutHint({ severity, position, length, message, sourceLine }: Diagnostic): Diagnostic {
  return { severity, position, length, message, sourceLine };
}
