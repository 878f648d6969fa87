import { describe, expect, test } from "vitest";
import { diagnose, programOf } from "../testdata/diagnose.ts";

describe("services", () => {
  test.each([
    ["service A extends B {}", ['1:19 error: unknown service "B"']],
    ["service Base {} service A extends Bse {}", ['1:35 error: unknown service "Bse" (did you mean "Base"?)']],
    ["struct B {} service A extends B {}", ['1:31 error: "B" is no service']],
    ["service A extends A {}", ["1:19 error: this service extends itself: A → A"]],
    ["service A extends B {}\nservice B extends A {}", ["1:19 error: this service extends itself: A → B → A"]],
    [
      "service A { void m() } service B extends A {} service C extends B { void m() }",
      ['1:74 error: "m" is already a method of "A", which this service extends'],
    ],
    ["service A { oneway i32 m() }", ['1:20 error: the oneway method "m" must return void: nobody answers it']],
    [
      "exception X {} service A { oneway void m() throws (1: X x) }",
      ['1:57 error: the oneway method "m" cannot throw: nobody answers it'],
    ],
    [
      "struct X {} service A { void m() throws (1: X x, 2: i32 y) }",
      ['1:45 error: "X" is no exception', '1:53 error: "i32" is no exception'],
    ],
    ["exception X {} typedef X Y service A { void m() throws (1: Y y) }", []],
    ["exception X {} service A { void m() throws (0: X y) }", ["1:45 error: 0 is no id for a field; ids begin with 1"]],
    [
      "exception X {} service A { void m() throws (1: X a, 2: X a) }",
      ['1:58 error: there is already a declared exception called "a"'],
    ],
    [
      "service A { Missing m(1: Gone a) throws (1: Lost x) }",
      ['1:13 error: unknown type "Missing"', '1:26 error: unknown type "Gone"', '1:45 error: unknown type "Lost"'],
    ],
    ['service A { void m(1: i32 a = "x") }', ['1:31 error: expected an i32, found the string "x"']],
  ])("%s", (text, expected) => {
    expect(diagnose(text)).toEqual(expected);
  });

  test("extend a service of another file", () => {
    const files = {
      "main.thrift": 'include "base.thrift"\nservice A extends base.Base { void m() }',
      "base.thrift": "service Base { void ping() }",
    };
    const { entry } = programOf(files);
    expect(entry.services[0]?.extends).toBe(entry.includes[0]?.file.services[0]);
    expect(diagnose({ ...files, "base.thrift": "service Base { void m() }" })).toEqual([
      '2:36 error: "m" is already a method of "Base", which this service extends',
    ]);
  });

  test("in a chain of 10,000 are refused", () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `service S${index + 1} extends S${index} {}`);
    expect(diagnose(`service S0 {}\n${lines.join("\n")}`)[0]).toBe(
      "66:21 error: more than 64 services extend one another",
    );
  });
});

describe("streaming.mode", () => {
  test.each(["unary", "client", "server", "bidirectional"])("%s is kept", (mode) => {
    const { entry } = programOf(`service S { i32 m(1: i32 a) (streaming.mode = "${mode}") }`);
    expect(entry.services[0]?.methods[0]?.streaming).toBe(mode);
  });

  test("is unary where nothing is said, whatever the number of parameters", () => {
    const { entry } = programOf("service S { i32 m() i32 n(1: i32 a, 2: i32 b) }");
    expect(entry.services[0]?.methods.map(({ streaming }) => streaming)).toEqual(["unary", "unary"]);
  });

  test.each([
    [
      'i32 m(1: i32 a) (streaming.mode = "both")',
      ['1:30 error: "both" is no streaming mode (the modes are client, server, bidirectional and unary)'],
    ],
    [
      'i32 m(1: i32 a) (streaming.mode = "__proto__")',
      ['1:30 error: "__proto__" is no streaming mode (the modes are client, server, bidirectional and unary)'],
    ],
    [
      'i32 m() (streaming.mode = "server")',
      ['1:17 error: "m" has a streaming mode and must have one parameter, found 0'],
    ],
    [
      'i32 m(1: i32 a, 2: i32 b) (streaming.mode = "client")',
      ['1:17 error: "m" has a streaming mode and must have one parameter, found 2'],
    ],
    [
      'i32 m(1: i32 a) (streaming.mode = "client", streaming.mode = "server")',
      ["1:57 error: streaming.mode is given twice"],
    ],
    [
      'oneway void m(1: i32 a) (streaming.mode = "client")',
      ['1:38 error: "m" is oneway and cannot have a streaming mode'],
    ],
  ])("%s", (method, expected) => {
    expect(diagnose(`service S { ${method} }`)).toEqual(expected);
  });
});
