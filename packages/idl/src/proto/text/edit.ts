import type { Span } from "../../source.ts";

/** A stretch of a text to be replaced; by blanks where no other text is given, so that lines stay where they are. */
export interface Edit extends Span {
  readonly text?: string;
}

/** A text with edits made; an edit inside another is left out. */
export function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start < at) continue;
    pieces.push(text.slice(at, edit.start), edit.text ?? text.slice(edit.start, edit.end).replace(/[^\n\r]/g, " "));
    at = edit.end;
  }
  return pieces.join("") + text.slice(at);
}
