import { describe, expect, test } from "vitest";
import { diagnoseProto, type ProtoFiles, protoProgramOf } from "../testdata/diagnose-proto.ts";

/** The full names of the types of the fields in the last message of the entry. */
function typesIn(files: ProtoFiles): readonly (string | undefined)[] {
  const message = protoProgramOf(files).entries[0]?.messages.at(-1);
  return (message?.fields ?? []).map(({ type }) => ("definition" in type ? type.definition.fullName : type.kind));
}

describe("a name of a type", () => {
  test("is looked for from the innermost scope outwards", () => {
    const text = `syntax = "proto3"; package a.b;
      message X { message X { message Y {} } message Y {} }
      message M { message Y {} X x = 1; Y y = 2; X.X.Y xxy = 3; b.X bx = 4; .a.b.X ax = 5; a . b
        .X.Y spread = 6; }`;
    expect(typesIn(text)).toEqual(["a.b.X", "a.b.M.Y", "a.b.X.X.Y", "a.b.X", "a.b.X", "a.b.X.Y"]);
  });

  test("is passed over where it means a field or a service", () => {
    const text = `syntax = "proto3"; message Foo {} message S {}
      message M { Foo Foo = 1; S s = 2; }`;
    expect(typesIn(text)).toEqual(["Foo", "S"]);
  });

  test("with a first part that is found stays there, even in vain", () => {
    const text = `syntax = "proto3"; package a; message Outer { message a { } a.Outer x = 1; }`;
    expect(diagnoseProto(text)).toEqual(['1:61 error: unknown type "a.Outer" (did you mean "Outer"?)']);
  });

  test.each([
    ["Mesage m = 1;", '1:32 error: unknown type "Mesage"'],
    ["map<string, Nothing> m = 1;", '1:44 error: unknown type "Nothing"'],
    [".p.Nothing m = 1;", '1:32 error: unknown type ".p.Nothing"'],
    ["Int32 m = 1;", '1:32 error: unknown type "Int32"'],
    ["p m = 1;", '1:32 error: unknown type "p"'],
  ])("that means nothing is reported where it stands: %s", (field, message) => {
    expect(diagnoseProto(`syntax = "proto3"; message M { ${field} }`)).toEqual([message]);
  });

  test("close to a name that is there comes with that name", () => {
    const text = `syntax = "proto3"; package some.pkg;
message Message { message Inner {} }
message Other { Mesage a = 1; Message.Iner b = 2; }`;
    expect(diagnoseProto(text)).toEqual([
      '3:17 error: unknown type "Mesage" (did you mean "Message"?)',
      '3:31 error: unknown type "Message.Iner" (did you mean "Message.Inner"?)',
    ]);
  });
});

test("a method takes and gives messages", () => {
  const text = `syntax = "proto3"; package p;
message M {} enum E { Z = 0; }
service S {
  rpc A(E) returns (M);
  rpc B(M) returns (stream E);
  rpc C(string) returns (M);
  rpc D(M) returns (X);
  rpc F(S) returns (p.S.A);
}`;
  expect(diagnoseProto(text)).toEqual([
    '4:9 error: "E" is an enum, no message',
    '5:28 error: "E" is an enum, no message',
    '6:9 error: unknown message "string"',
    '7:21 error: unknown message "X"',
    '8:9 error: unknown message "S"',
    '8:21 error: "p.S.A" is a method, no message',
  ]);
});

test("an extension extends a message", () => {
  expect(diagnoseProto('syntax = "proto2"; enum E { A = 1; } extend E { optional int32 a = 1; }')).toEqual([
    '1:45 error: "E" is an enum, no message',
  ]);
});

test("names are not missed where a reported error may be the reason", () => {
  const text = `syntax = "proto3"; message A { int32 } message B { Inner i = 1; A a = 2; } messag Inner {}`;
  expect(diagnoseProto(text)).toEqual(['1:38 error: unexpected "}"', '1:76 error: unexpected "messag"']);
});
