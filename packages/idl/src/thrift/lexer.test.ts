import { describe, expect, test } from "vitest";
import { DiagnosticList } from "../diagnostic-list.ts";
import { SourceText } from "../source.ts";
import { Lexer } from "./lexer.ts";

function lex(text: string): { tokens: string[]; found: string[] } {
  const diagnostics = new DiagnosticList();
  const lexer = new Lexer(new SourceText("/a", "a", text), diagnostics);
  const tokens: string[] = [];
  for (let token = lexer.next(); token.kind !== "end"; token = lexer.next()) tokens.push(`${token.kind} ${token.text}`);
  return { tokens, found: diagnostics.sorted().map(({ message }) => message) };
}

describe("Lexer", () => {
  test.each([
    ["a _b a.b a1.2c", ["name a", "name _b", "name a.b", "name a1.2c"]],
    ["0 12 -3 +4", ["int 0", "int 12", "int -3", "int +4"]],
    ["0x1F -0xff 0o17", ["int 0x1F", "int -0xff", "int 0o17"]],
    ["1.5 .5 -1e3 2E-4 +.1e+2", ["double 1.5", "double .5", "double -1e3", "double 2E-4", "double +.1e+2"]],
    ["e10", ["name e10"]],
    ["1:i32 a=2,b", ["int 1", "symbol :", "name i32", "name a", "symbol =", "int 2", "symbol ,", "name b"]],
    [
      "list<i32>&*()[]{};",
      ["name list", "symbol <", "name i32", ..."> & * ( ) [ ] { } ;".split(" ").map((s) => `symbol ${s}`)],
    ],
    [
      "a//b\nc#d\re/*f*/g/**/h/***/i/* * / **/j",
      ["name a", "name c", "name e", "name g", "name h", "name i", "name j"],
    ],
    ["a\t\v\f\r\n b", ["name a", "name b"]],
  ])("%j", (text, tokens) => {
    const lexed = lex(text);
    expect(lexed.tokens).toEqual(tokens);
    expect(lexed.found).toEqual([]);
  });

  test.each([
    ["a @$% b", ['unexpected "@$%"']],
    ["a \0 b", ['unexpected "\\u0000"']],
    ["a /* b", ["this comment is not closed"]],
    ["12ab", ['"12ab" is neither a number nor a name']],
    ["0x", ['"0x" is neither a number nor a name']],
    ["0xfg", ['"0xfg" is neither a number nor a name']],
    ["0o8", ['"0o8" is neither a number nor a name']],
    ["a.", ['unexpected "."']],
    ["+", ['unexpected "+"']],
    ["a / b", ['unexpected "/"']],
    ["struct A：B", ['unexpected "："']],
  ])("%j is reported", (text, found) => {
    expect(lex(text).found).toEqual(found);
  });

  test("a megabyte of garbage is one finding", () => {
    expect(lex("@".repeat(1_000_000)).found.length).toBe(1);
  });
});
