import { describe, expect, test } from "vitest";
import { type Diagnostic, formatDiagnostic } from "./diagnostic.ts";

const unknownType: Diagnostic = {
  severity: "error",
  position: { file: "idl/echo.thrift", line: 12, column: 20 },
  length: 6,
  message: 'unknown type "Reqest"',
  hint: 'did you mean "Request"?',
  sourceLine: "  Response echo(1: Reqest req)",
};

const plain = (changes: Partial<Diagnostic>) => formatDiagnostic({ ...unknownType, ...changes }, { color: false });

describe("formatDiagnostic", () => {
  test("shows the place, the line, carets under the finding and the hint", () => {
    expect(plain({})).toBe(
      [
        'idl/echo.thrift:12:20: error: unknown type "Reqest"',
        " 12 |   Response echo(1: Reqest req)",
        "    |                    ^^^^^^",
        '    = did you mean "Request"?',
      ].join("\n"),
    );
  });

  test("leaves out a hint and a source line that are not there", () => {
    const { hint: _, ...withoutHint } = unknownType;
    expect(formatDiagnostic({ ...withoutHint, sourceLine: "" }, { color: false })).toBe(
      'idl/echo.thrift:12:20: error: unknown type "Reqest"',
    );
  });

  test("paints errors red and warnings yellow when asked to", () => {
    expect(formatDiagnostic(unknownType, { color: true })).toContain("\x1b[1;31merror:\x1b[0m");
    expect(formatDiagnostic({ ...unknownType, severity: "warning" }, { color: true })).toContain(
      "\x1b[1;33mwarning:\x1b[0m",
    );
  });

  test("keeps tabs before the caret, so that it stands right whatever their width", () => {
    const [, , carets] = plain({
      sourceLine: "\t\tBad x",
      position: { ...unknownType.position, column: 3 },
      length: 3,
    }).split("\n");
    expect(carets).toBe("    | \t\t^^^");
  });

  test("counts wide characters as two cells", () => {
    const sourceLine = "/* 中文 */ Bad x";
    const [, , carets] = plain({ sourceLine, position: { ...unknownType.position, column: 10 }, length: 3 }).split(
      "\n",
    );
    expect(carets).toBe(`    | ${" ".repeat(11)}^^^`);
  });

  test("shows a window of a very long line with the finding in it", () => {
    const sourceLine = `${"a".repeat(1_000_000)}BAD${"b".repeat(1_000_000)}`;
    const [, text = "", carets = ""] = plain({
      sourceLine,
      position: { ...unknownType.position, column: 1_000_001 },
      length: 3,
    }).split("\n");
    expect(text.length).toBeLessThan(150);
    expect(text.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("BAD");
  });

  test("shows the end of a long line when the finding is there", () => {
    const sourceLine = `${"a".repeat(500)}BAD`;
    const [, text = "", carets = ""] = plain({
      sourceLine,
      position: { ...unknownType.position, column: 501 },
      length: 3,
    }).split("\n");
    expect(text.slice(carets.indexOf("^"))).toBe("BAD");
  });

  test("lets no control character of a file reach the terminal", () => {
    const text = plain({ sourceLine: "\x1b[2Jstruct \x07\x00 A\u202e", message: "bad \x1b[31m name", hint: "\x9b31m" });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
  });
});
