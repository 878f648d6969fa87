import type { Token } from "./token.ts";

/**
 * What the comments above a definition say: those between it and the last blank line. Where one of them is a doc comment
 * the ordinary ones beside it say nothing. A comment at the end of the line above belongs to that line.
 */
export function docAbove(text: string, token: Token): string | undefined {
  const { comments } = token;
  let first = comments.length;
  let gap = token.newlinesBefore;
  for (let index = comments.length - 1; index >= endOfLineComments(token); index--) {
    const comment = comments[index];
    if (comment === undefined || gap > 1) break;
    first = index;
    gap = comment.newlinesBefore;
  }
  const block = comments.slice(first).map((comment) => text.slice(comment.start, comment.end));
  const docs = block.filter(isDocComment);
  return joined(docs.length > 0 ? docs : block);
}

/** What a comment at the end of a line says; `next` is the token behind it. */
export function docAtLineEnd(text: string, next: Token): string | undefined {
  const count = endOfLineComments(next);
  return joined(next.comments.slice(0, count).map((comment) => text.slice(comment.start, comment.end)));
}

/** How many of the comments before a token stand on the line of the token before them, with nothing else behind. */
function endOfLineComments(token: Token): number {
  const { comments } = token;
  let count = 0;
  while (comments[count]?.newlinesBefore === 0) count++;
  if (count < comments.length) return count;
  const lineEnds = token.newlinesBefore > 0 || token.kind === "end" || token.text === "}" || token.text === ")";
  return lineEnds ? count : 0;
}

function isDocComment(comment: string): boolean {
  return comment.startsWith("/**") && comment.length > 4;
}

function joined(comments: readonly string[]): string | undefined {
  if (comments.length === 0) return undefined;
  const lines = comments.flatMap((comment) => (comment.startsWith("/*") ? blockLines(comment) : [lineText(comment)]));
  const first = lines.findIndex((line) => line !== "");
  if (first < 0) return undefined;
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(first, last + 1).join("\n");
}

function lineText(comment: string): string {
  const text = comment.startsWith("#") ? comment.slice(1) : comment.slice(comment.startsWith("///") ? 3 : 2);
  return (text.startsWith(" ") ? text.slice(1) : text).trimEnd();
}

/** The lines of a block comment without its marks, its column of stars, or the indentation all its lines share. */
function blockLines(comment: string): string[] {
  let from = 1;
  while (comment[from] === "*") from++;
  let until = comment.endsWith("*/") ? comment.length - 1 : comment.length;
  while (until > from && comment[until - 1] === "*") until--;
  const [first = "", ...rest] = comment.slice(Math.min(from, until), until).split(/\r\n|\r|\n/);
  const filled = rest.filter((line) => line.trim() !== "");
  const starred = filled.length > 0 && filled.every((line) => line.trimStart().startsWith("*"));
  const indent = starred
    ? 0
    : filled.reduce((least, line) => Math.min(least, line.length - line.trimStart().length), Infinity);
  const others = rest.map((line) => (starred ? withoutStar(line) : line.slice(Math.min(indent, line.length))));
  return [first.trim(), ...others.map((line) => line.trimEnd())];
}

function withoutStar(line: string): string {
  const text = line.trimStart();
  if (!text.startsWith("*")) return text;
  return text.startsWith("* ") ? text.slice(2) : text.slice(1);
}
