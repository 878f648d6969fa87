import type { Span } from "../source.ts";

/** A comment of any kind, its marks included. */
export interface Comment extends Span {
  /** Line breaks between what stands before, a comment or a token, and this comment. */
  readonly newlinesBefore: number;
}

/** What one step of the lexer finds. Keywords are names: what they mean depends on where they stand. */
export interface Token extends Span {
  readonly kind: "name" | "int" | "double" | "string" | "symbol" | "end";
  /** The text as written; of a string, what it stands for. */
  readonly text: string;
  /** The comments between the token before and this one. */
  readonly comments: readonly Comment[];
  /** Line breaks between what stands before, a comment or a token, and this token. */
  readonly newlinesBefore: number;
}
