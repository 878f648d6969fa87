import { describe, expect, test } from "vitest";
import { SourceText } from "./source.ts";

const at = (text: string, offset: number) => {
  const { line, column } = new SourceText("/a", "a", text).positionAt(offset);
  return [line, column];
};

describe("SourceText", () => {
  test.each([
    ["", 0, [1, 1]],
    ["ab", 1, [1, 2]],
    ["a\nb", 2, [2, 1]],
    ["a\r\nb", 3, [2, 1]],
    ["a\rb", 2, [2, 1]],
    ["a\n\nb", 2, [2, 1]],
    ["a\n", 2, [2, 1]],
  ])("%j at %i is line and column %j", (text, offset, expected) => {
    expect(at(text, offset)).toEqual(expected);
  });

  test("gives a line without its line break", () => {
    const source = new SourceText("/a", "a", "first\r\nsecond\nthird");
    expect([0, 8, 15].map((offset) => source.lineAt(offset))).toEqual(["first", "second", "third"]);
  });

  test("leaves a byte order mark out", () => {
    expect(new SourceText("/a", "a", "\ufeffstruct").text).toBe("struct");
  });
});
