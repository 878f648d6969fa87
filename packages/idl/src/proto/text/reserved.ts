import type { Span } from "../../source.ts";
import type { NumberRange } from "../number-ranges.ts";
import { integerOf } from "./option-syntax.ts";
import type { Statement } from "./outline.ts";
import { stringText } from "./string-value.ts";

/** The greatest number that a field may have: a tag has 32 bits, three of which are the wire type. */
export const maxFieldNumber = 536_870_911;

/** The greatest number in a message set, where numbers are values and not part of a tag. */
export const maxMessageSetNumber = 2_147_483_646;

/** The greatest number that a value of an enum may have. */
export const maxEnumNumber = 2_147_483_647;

/** `4` or `4 to 7`. */
export interface RangeSyntax extends Span, NumberRange {}

export interface ReservedName extends Span {
  readonly text: string;
}

/** The ranges in a `reserved` or `extensions` statement; `max` stands for the greatest number. */
export function rangesIn({ tokens }: Statement, max: number): readonly RangeSyntax[] {
  const ranges: RangeSyntax[] = [];
  let words: { readonly value: number; readonly start: number; readonly end: number }[] = [];
  let sign = 1;
  const end = () => {
    const [first, last = first] = words;
    if (first !== undefined && last !== undefined) {
      ranges.push({ first: first.value, last: last.value, start: first.start, end: last.end });
    }
    words = [];
  };
  for (const token of tokens.slice(1)) {
    if (token.text === "[") break;
    if (token.text === ",") end();
    if (token.kind === "int") words.push({ ...token, value: sign * Number(integerOf(token.text)) });
    if (/^max$/i.test(token.text)) words.push({ ...token, value: max });
    sign = token.text === "-" ? -1 : 1;
  }
  end();
  return ranges;
}

/** The names in a `reserved` statement; editions write them without quotes. */
export function reservedNamesIn({ tokens }: Statement): readonly ReservedName[] {
  return tokens.slice(1).flatMap(({ kind, text, start, end }) => {
    if (kind === "string") return [{ text: stringText(text), start, end }];
    return kind === "name" && text !== "to" && text !== "max" ? [{ text, start, end }] : [];
  });
}
