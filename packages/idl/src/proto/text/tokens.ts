import type { Comment, Token } from "../../thrift/token.ts";

/** Blanks, a comment, or a token; what begins none of them is a symbol of one character. */
const piece =
  /(\s+)|(\/\/[^\n\r]*|\/\*.*?(?:\*\/|$))|([A-Za-z_]\w*)|((?:\d|\.\d)(?:[eE][+-]?\d|[\w.])*)|("(?:[^"\\\n\r]|\\[^\n\r])*"?|'(?:[^'\\\n\r]|\\[^\n\r])*'?)|./gsu;

const noComments: readonly Comment[] = [];

/**
 * The tokens of a .proto file, `end` last. A dot between names is a symbol, a minus too; a string keeps its quotes and
 * its escapes. Nothing is refused: whether it is Protobuf is for the parser to say.
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let comments: Comment[] | undefined;
  // The beginning of a file counts as the beginning of a line.
  let newlinesBefore = 1;
  const add = (kind: Token["kind"], start: number, end: number) => {
    tokens.push({ kind, start, end, text: text.slice(start, end), comments: comments ?? noComments, newlinesBefore });
    comments = undefined;
    newlinesBefore = 0;
  };
  for (const match of text.matchAll(piece)) {
    const [whole, blanks, comment, name, number, string] = match;
    const start = match.index;
    const end = start + whole.length;
    if (blanks !== undefined) {
      newlinesBefore += lineBreaks(blanks);
    } else if (comment !== undefined) {
      comments ??= [];
      comments.push({ start, end, newlinesBefore });
      newlinesBefore = 0;
    } else if (name !== undefined) {
      add("name", start, end);
    } else if (number !== undefined) {
      add(/^(?:0[xX][\da-fA-F]+|\d+)$/.test(number) ? "int" : "double", start, end);
    } else if (string !== undefined) {
      add("string", start, end);
    } else {
      add("symbol", start, end);
    }
  }
  add("end", text.length, text.length);
  return tokens;
}

function lineBreaks(blanks: string): number {
  return blanks.match(/\r\n|\r|\n/g)?.length ?? 0;
}
