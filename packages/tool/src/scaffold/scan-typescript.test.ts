import fc from "fast-check";
import { expect, test } from "vitest";
import { scanTypeScript } from "./scan-typescript.ts";

function texts(source: string): string[] | undefined {
  return scanTypeScript(source)?.map(({ text }) => text);
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is source text.
test("comments and blanks are passed over, strings and templates are one token", () => {
  expect(texts('#!/usr/bin/env node\na /* { */ = "{" + `x${ { b: `}` }.b }y`; // }')).toEqual([
    "a",
    "=",
    '"{"',
    "+",
    "`x${ { b: `}` }.b }y`",
    ";",
  ]);
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: this was source text.

test("a slash divides behind a value and begins a regular expression elsewhere", () => {
  expect(texts("a / b / c")).toEqual(["a", "/", "b", "/", "c"]);
  expect(texts("x = /[/}]\\/{/g.test(y)")).toContain("/[/}]\\/{/g");
  expect(texts("return /}/")).toEqual(["return", "/}/"]);
  expect(texts("f(x) / 2")).toEqual(["f", "(", "x", ")", "/", "2"]);
});

test.each(["'a", "`${a`", "/* x", "f(]", "}", "{", "/[/", '"a\nb"'])("%j makes no sense", (source) => {
  expect(scanTypeScript(source)).toBeUndefined();
});

test("tokens lie behind one another and are what the source says there, whatever the source", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."{}()[]`'\"/\\$ab1 \n*=;,".split("")) }), (source) => {
      let end = 0;
      for (const token of scanTypeScript(source) ?? []) {
        expect(token.start).toBeGreaterThanOrEqual(end);
        expect(source.slice(token.start, token.end)).toBe(token.text);
        expect(token.end).toBeGreaterThan(token.start);
        end = token.end;
      }
    }),
  );
});
