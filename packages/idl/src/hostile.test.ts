import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "./diagnostic.ts";
import { arbitraryFile } from "./testdata/arbitrary-syntax.ts";
import { loadFrom } from "./testdata/diagnose.ts";
import { Printer } from "./testdata/print-syntax.ts";

/** Loads a text and prints what is found: neither may throw, and every finding must be in the text. */
function survives(text: string): readonly string[] {
  const result = loadFrom(text);
  const found = result.ok ? result.warnings : result.diagnostics;
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const diagnostic of found) {
    expect(diagnostic.position.line).toBeLessThanOrEqual(lines);
    if (diagnostic.sourceLine !== "")
      expect(diagnostic.position.column).toBeLessThanOrEqual(diagnostic.sourceLine.length + 2);
    expect(formatDiagnostic(diagnostic, { color: false }).length).toBeLessThan(5_000);
  }
  if (!result.ok) expect(found.length).toBeGreaterThan(0);
  return found.map(({ message }) => message);
}

const deep = 100_000;

describe("a hostile file gives errors, and nothing else", { timeout: 30_000 }, () => {
  test.each([
    ["a comment that is not closed", "struct A {} /* and then", "this comment is not closed"],
    ["a doc comment that is not closed", "/** x", "this comment is not closed"],
    ["a string that is not closed", 'const string A = "x', "this string is not closed"],
    ["NUL bytes", "struct A\0B {}", 'unexpected "\\u0000"'],
    ["a path with a NUL byte", 'include "a\0b"', 'there is no file "a\\u0000b"'],
    [
      "deep types",
      `struct A { 1: ${"list<".repeat(deep)}i32${">".repeat(deep)} a }`,
      "a type is nested more than 64 levels deep",
    ],
    ["deep maps of types", `typedef ${"map<i32,".repeat(deep)}`, "a type is nested more than 64 levels deep"],
    ["deep lists", `const i32 A = ${"[".repeat(deep)}`, "a constant is nested more than 64 levels deep"],
    ["deep maps", `const i32 A = ${"{1:".repeat(deep)}`, "a constant is nested more than 64 levels deep"],
    ["deep map keys", `struct A { 1: i32 a = ${"{".repeat(deep)} }`, "a constant is nested more than 64 levels deep"],
    ["deep braces", `struct A ${"{".repeat(deep)}`, 'expected a field or "}", found "{"'],
    ["deep parentheses", `service A { void m${"(".repeat(deep)}`, 'expected a field or ")", found "("'],
    ["deep xsd_attrs", `struct A { 1: i32 a ${"xsd_attrs {".repeat(deep)}`, 'expected "}", found the end of the file'],
    ["closing braces", "}".repeat(deep), /^\d+ more errors are left out$/],
    ["an integer of a megabyte", `const i64 A = ${"9".repeat(1_000_000)}`, "this integer does not fit 64 bits"],
    ["a double of a megabyte", `const double A = ${"9".repeat(1_000_000)}.0`, "this number is too large for a double"],
    ["a hundred thousand strings that are not closed", '"x\n'.repeat(deep), /^\d+ more errors are left out$/],
    ["a hundred thousand quotes of two kinds", "\"'\n".repeat(deep), /^\d+ more errors are left out$/],
    [
      "a hundred thousand unknown types",
      `struct A { ${Array.from({ length: deep }, (_, i) => `${i + 1}: T${i} f${i}`).join()} }`,
      /^\d+ more errors are left out$/,
    ],
  ])("%s", (_, text, message) => {
    const found = survives(text);
    if (typeof message === "string") expect(found).toContain(message);
    else expect(found.at(-1)).toMatch(message);
  });

  test("a name of a megabyte is a name", () => {
    const name = "n".repeat(1_000_000);
    expect(survives(`struct ${name} { 1: ${name} ${name}, 2: ${name}x y }`)).toEqual([
      `unknown type "${"n".repeat(60)}…"`,
    ]);
  });

  test("a line of two megabytes is read", () => {
    const fields = Array.from(
      { length: 8_000 },
      (_, i) => `${i + 1}: optional ${"list<".repeat(40)}i32${">".repeat(40)} field_${i}`,
    );
    expect(survives(`struct A { ${fields.join(", ")} }`)).toEqual([]);
  });
});

describe("whatever is read, only diagnostics come out", { timeout: 30_000 }, () => {
  test("from any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void survives(text)));
  });

  test("from any sequence of tokens", () => {
    const token = fc.constantFrom(
      ...'namespace include typedef const enum senum struct union exception service extends throws oneway async void required optional i32 bool string list map set A B.c x true 0 1 -1 1.5 0x { } ( ) [ ] < > , ; : = * & "s" \' " // /* */ # \n xsd_attrs cpp_type xsd_all php_namespace'.split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => void survives(tokens.join(" "))),
      { numRuns: 1_000 },
    );
  });

  test("from programs that were cut or changed", () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      drop: fc.nat(5),
      put: fc.string({ unit: "binary", maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        arbitraryFile,
        fc.array(edit, { maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (file, edits, cut) => {
          let text = new Printer(",", "\n").file(file);
          for (const { at, drop, put } of edits) {
            const place = Math.floor(at * text.length);
            text = text.slice(0, place) + put + text.slice(place + drop);
          }
          survives(text.slice(0, Math.ceil(cut * text.length)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
