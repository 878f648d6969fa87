import fc from "fast-check";
import { expect, test } from "vitest";
import { outlineOf, type Statement, statementAt } from "./outline.ts";

type Shown = readonly [string, ...Shown[]];

function shown({ kind, name, body }: Statement): Shown {
  return [name === undefined ? kind : `${kind} ${name.text}`, ...body.map(shown)];
}

test("a file is cut into its statements", () => {
  const { statements } = outlineOf(`syntax = "proto3"; package a.b; import public "x";
    option (x).y = { a: { b: [1, 2]; c: "}" } };
    message M {
      repeated .a.Type field = 1 [(x) = { y: [";", "}"] }, deprecated = true];
      map<string, int32> map = 2;
      oneof choice { option (z) = 1; string message = 3; group Group = 4 { optional int32 group = 1; } }
      reserved 5 to max; extensions 6;
      extend X { optional int32 extend = 7; }
      ;
    }
    export enum E { option = 0; B = -1 [(v) = {}]; }
    service S { rpc Call(stream M) returns (M) { option (y) = {}; } rpc B(M) returns (M); }`);
  expect(statements.map(shown)).toEqual([
    ["other"],
    ["other"],
    ["import"],
    ["option"],
    [
      "message M",
      ["field field"],
      ["field map"],
      ["oneof choice", ["option"], ["field message"], ["group Group", ["field group"]]],
      ["reserved"],
      ["extensions"],
      ["extend", ["field extend"]],
    ],
    ["enum E", ["field option"], ["field B"]],
    ["service S", ["rpc Call", ["option"]], ["rpc B"]],
  ]);
});

test("an offset belongs to the innermost statement around it", () => {
  const text = "message A { message B { int32 c = 1; } } message D {}";
  const { statements } = outlineOf(text);
  const nameAt = (place: string) => statementAt(statements, text.indexOf(place))?.name?.text;
  expect(["int32", "B", "A", "D"].map(nameAt)).toEqual(["c", "B", "A", "D"]);
  expect(statementAt(statements, text.indexOf(" message D"))).toBeUndefined();
});

test("whatever a file holds, statements do not overlap and stand in those around them", () => {
  const token = fc.constantFrom(
    ...'message enum oneof group option extend a = 1 { } [ ] ; , ( ) < > "s" \''.split(" "),
  );
  const check = (statements: readonly Statement[], from: number, until: number) => {
    let at = from;
    for (const { start, end, body } of statements) {
      expect(start).toBeGreaterThanOrEqual(at);
      expect(end).toBeLessThanOrEqual(until);
      check(body, start, end);
      at = end;
    }
  };
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
      const text = tokens.join(" ");
      check(outlineOf(text).statements, 0, text.length);
    }),
  );
});

test("blocks a hundred thousand deep cost no stack", () => {
  expect(outlineOf("message A {".repeat(100_000)).statements).toHaveLength(1);
});
