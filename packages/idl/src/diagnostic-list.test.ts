import { describe, expect, test } from "vitest";
import { DiagnosticList } from "./diagnostic-list.ts";
import { SourceText } from "./source.ts";

const source = (name: string) => new SourceText(`/${name}`, name, "one two\nthree\n");

describe("DiagnosticList", () => {
  test("orders by file, as files were first mentioned, then by place", () => {
    const list = new DiagnosticList();
    const [b, a] = [source("b"), source("a")];
    list.error(b, { start: 8, end: 13 }, "b three");
    list.warning(a, { start: 4, end: 7 }, "a two");
    list.error(b, { start: 0, end: 3 }, "b one");
    expect(list.sorted().map(({ message }) => message)).toEqual(["b one", "b three", "a two"]);
  });

  test("marks no more than the rest of the line, and at least one character", () => {
    const list = new DiagnosticList();
    list.error(source("a"), { start: 4, end: 100 }, "long");
    list.error(source("a"), { start: 14, end: 14 }, "at the end");
    expect(list.sorted().map(({ position, length }) => [position.line, position.column, length])).toEqual([
      [1, 5, 3],
      [3, 1, 1],
    ]);
  });

  test("keeps errors however many warnings there were, and counts what it leaves out", () => {
    const list = new DiagnosticList();
    for (let index = 0; index < 1_500; index++) list.warning(source("a"), { start: 0, end: 1 }, "w", "hint");
    expect(list.hasErrors).toBe(false);
    for (let index = 0; index < 1_002; index++) list.error(source("a"), { start: 1, end: 2 }, "e");
    expect(list.hasErrors).toBe(true);
    const messages = list.sorted().map(({ message }) => message);
    expect(messages.length).toBe(2_002);
    expect(messages.slice(-2)).toEqual(["500 more warnings are left out", "2 more errors are left out"]);
  });
});
