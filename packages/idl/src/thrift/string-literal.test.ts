import { describe, expect, test } from "vitest";
import { DiagnosticList } from "../diagnostic-list.ts";
import { SourceText } from "../source.ts";
import { readStringLiteral } from "./string-literal.ts";

function read(text: string): { value: string; rest: string; found: string[] } {
  const diagnostics = new DiagnosticList();
  const { value, end } = readStringLiteral(new SourceText("/a", "a", text), 0, diagnostics);
  return { value, rest: text.slice(end), found: diagnostics.sorted().map(({ message }) => message) };
}

describe("readStringLiteral", () => {
  test.each([
    [`"plain" rest`, "plain"],
    [`'single "quotes"' rest`, 'single "quotes"'],
    [`"" rest`, ""],
    [`"a\\n\\t\\r\\\\\\"\\'b" rest`, "a\n\t\r\\\"'b"],
    [`"\\x41\\u00e9\\U0001F600" rest`, "Aé😀"],
    [`"\\ud83d\\ude00" rest`, "😀"],
    [`"\\xe4\\xbd\\xa0\\xe5\\xa5\\xbd" rest`, "你好"],
    [`"you: \\xe4\\xbd\\xa0!" rest`, "you: 你!"],
    [`"中文" rest`, "中文"],
  ])("%s", (text, value) => {
    expect(read(text)).toEqual({ value, rest: " rest", found: [] });
  });

  test("a backslash before anything else stays, with a warning", () => {
    expect(read(String.raw`"^\d+$"`)).toEqual({
      value: String.raw`^\d+$`,
      rest: "",
      found: ['"\\\\d" is no escape; the backslash stays'],
    });
  });

  test.each([String.raw`"\x4"`, String.raw`"\u12"`, String.raw`"\U00110000"`])(
    "%s has an escape that is none",
    (text) => {
      expect(read(text).found[0]).toContain("is no escape");
    },
  );

  test.each([String.raw`"\xff"`, String.raw`"\xe4\xbd"`, String.raw`"\ud800"`, String.raw`"\xe4 \xbd\xa0"`])(
    "%s is not text",
    (text) => {
      expect(read(text).found).toEqual(["the escapes of this string are not valid text"]);
    },
  );

  test("a string may go over several lines", () => {
    expect(read('"one\ntwo")')).toEqual({ value: "one\ntwo", rest: ")", found: [] });
  });

  test("a string that is not closed ends with its line, even when another string follows", () => {
    expect(read('"open\nconst string B = "b"')).toEqual({
      value: "open",
      rest: '\nconst string B = "b"',
      found: ["this string is not closed"],
    });
  });

  test.each(['"', '"abc', "'abc\\", '"abc\\\n', '"\\x'])("%j is not closed", (text) => {
    expect(read(text).found).toContain("this string is not closed");
  });
});
