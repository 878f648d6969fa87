import fc from "fast-check";
import { expect, test } from "vitest";
import { tokensOf } from "./tokens.ts";

const shown = (text: string) =>
  tokensOf(text)
    .slice(0, -1)
    .map(({ kind, text: written }) => `${kind} ${written}`);

test("names, numbers, strings and symbols are told apart", () => {
  expect(shown(`a.b_1 = -0x1F 017 1.5e+3 .5 1e9 "x\\"y" 'z' {};`)).toEqual([
    "name a",
    "symbol .",
    "name b_1",
    "symbol =",
    "symbol -",
    "int 0x1F",
    "int 017",
    "double 1.5e+3",
    "double .5",
    "double 1e9",
    'string "x\\"y"',
    "string 'z'",
    "symbol {",
    "symbol }",
    "symbol ;",
  ]);
});

test("a token knows the comments before it and the lines between", () => {
  const [first, second, end] = tokensOf("// one\n\n/* two */ a\nb // three");
  expect(first?.comments.map(({ newlinesBefore }) => newlinesBefore)).toEqual([1, 2]);
  expect([first?.newlinesBefore, second?.newlinesBefore]).toEqual([0, 1]);
  expect(end).toMatchObject({ kind: "end", comments: [{ newlinesBefore: 0 }] });
});

test("a string ends with its line, a comment with the file", () => {
  expect(shown('"abc\nd "e\\')).toEqual(['string "abc', "name d", 'string "e', "symbol \\"]);
  expect(tokensOf("a /* b").map(({ kind }) => kind)).toEqual(["name", "end"]);
});

test("whatever a file holds, tokens and what is between them are the file", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
      let at = 0;
      for (const { start, end, text: written } of tokensOf(text)) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(written).toBe(text.slice(start, end));
        at = end;
      }
      expect(at).toBe(text.length);
    }),
  );
});

test("a token of a megabyte is read", () => {
  for (const text of [`"${"\\x".repeat(500_000)}"`, "a".repeat(1_000_000), `/*${"*".repeat(1_000_000)}*/`]) {
    expect(tokensOf(text).at(-1)?.start).toBe(text.length);
  }
});
