import type { DiagnosticList } from "../../diagnostic-list.ts";
import { type SourceFile, siteOf } from "../source-file.ts";

/** Reports what is wrong with parts of one file's descriptor, where they stand in its text. */
export class Findings {
  readonly file: SourceFile;
  readonly #diagnostics: DiagnosticList;

  constructor(file: SourceFile, diagnostics: DiagnosticList) {
    this.file = file;
    this.#diagnostics = diagnostics;
  }

  error(part: object, message: string, hint?: string): void {
    this.#diagnostics.error(this.file.source, siteOf(this.file, part).span, message, hint);
  }

  warning(part: object, message: string, hint?: string): void {
    this.#diagnostics.warning(this.file.source, siteOf(this.file, part).span, message, hint);
  }

  /** For a hint: where another part of the file stands. */
  lineOf(part: object): number {
    return siteOf(this.file, part).position.line;
  }
}
