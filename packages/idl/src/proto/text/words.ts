import type { Span } from "../../source.ts";
import type { Token } from "../../thrift/token.ts";

/** What protobufjs takes for one token, and where it stands in the file. */
export interface Word extends Span {
  readonly text: string;
}

/** A stretch of a file that protobufjs is to read otherwise: as another text, or not at all. An empty stretch adds one. */
export interface Edit extends Span {
  readonly text?: string;
}

/**
 * The words of a file after edits; an edit inside another is left out. A dotted name is one word, and so is a number with
 * its sign.
 */
export function wordsOf(tokens: readonly Token[], edits: readonly Edit[]): readonly Word[] {
  const words: Word[] = [];
  const sorted = edits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let next = 0;
  let until = 0;
  for (const token of tokens) {
    for (let edit = sorted[next]; edit !== undefined && edit.start <= token.start; edit = sorted[++next]) {
      if (edit.start < until) continue;
      if (edit.text !== undefined) words.push({ text: edit.text, start: edit.start, end: edit.end });
      until = Math.max(until, edit.end);
    }
    if (token.start < until || token.kind === "end") continue;
    const before = words.at(-1);
    if (before !== undefined && isOneWord(before, token)) {
      words[words.length - 1] = { text: before.text + token.text, start: before.start, end: token.end };
    } else {
      words.push({ text: token.text, start: token.start, end: token.end });
    }
  }
  return words;
}

/** Whether a token goes on with the word before it. A dot behind a blank may begin a name: `optional .a.B`. */
function isOneWord(before: Word, { kind, text, start }: Token): boolean {
  if (text === "." || text === "/") return start === before.end && /\w$/.test(before.text);
  if (before.text === "-") return kind === "int" || kind === "double" || kind === "name";
  return kind === "name" && /[./]$/.test(before.text);
}
