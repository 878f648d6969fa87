// How code for very many fields is written, so that TypeScript checks it, and soon.

import { indented } from "./source-lines.ts";

/**
 * So many statements that branch may follow one another in a function. TypeScript gives up on its control flow (TS2563)
 * after 2,000 steps; a field that is a map takes five.
 */
const mostStatements = 200;

/** The names of the functions that {@link inParts} makes. */
export const partNames: RegExp = /^part\d+$/;

/** Statements, each in its lines, one after the other: where they are many, in functions that are called in turn. */
export function inParts(statements: readonly (readonly string[])[]): string[] {
  if (statements.length <= mostStatements) return statements.flat();
  const lines: string[] = [];
  for (let from = 0; from < statements.length; from += mostStatements) {
    const name = `part${from / mostStatements + 1}`;
    const body = statements.slice(from, from + mostStatements).flat();
    lines.push(`const ${name} = (): void => {`, ...indented(body, "  "), "};", `${name}();`);
  }
  return lines;
}

/** Of a union with so many members one variable may be tested for all of them. */
const mostTested = 32;

/**
 * Lines that test the union in `variable` for one of its `members`: the variable itself, or where those are many a copy,
 * of which TypeScript does not remember what the tests before have told of it. Checking takes the cube of their number
 * otherwise.
 */
export function testedMember(
  variable: string,
  members: number,
  lines: (variable: string) => readonly string[],
): string[] {
  if (members <= mostTested) return [...lines(variable)];
  return ["{", ...indented([`const member = ${variable};`, ...lines("member")], "  "), "}"];
}
