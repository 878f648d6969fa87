import { describe, expect, test } from "vitest";
import { diagnoseProto } from "../../testdata/diagnose-proto.ts";

const message = (body: string, syntax = "proto3") => `syntax = "${syntax}";\nmessage M {\n${body}\n}`;

describe("syntax errors", () => {
  test("are all reported, each at the word that is wrong", () => {
    const text = `syntax = "proto3";
message A { int32 a 1; string ok = 2; int32 = 3; }
enum E { A_ZERO = 0 A_ONE = 1; }
service S { rpc X(A) return (A); rpc Y(A); }
oops { }
message B { A a = 1; }`;
    expect(diagnoseProto(text)).toEqual([
      '2:21 error: expected "=", found "1"',
      '2:45 error: unexpected "="',
      '3:21 error: expected ";", found "A_ONE"',
      '4:22 error: expected "returns", found "return"',
      '4:42 error: expected "returns", found ";"',
      '5:1 error: unexpected "oops"',
    ]);
  });

  test.each([
    ["message M {", "1:12 error: the file ends too early"],
    ["message M { int32", "1:18 error: the file ends too early"],
    ["enum E {", '1:9 error: expected "=", found the end of the file'],
    ["message", "1:8 error: the file ends too early"],
    ["}", '1:1 error: unexpected "}"'],
    ["message 1A {}", '1:9 error: unexpected "1A"'],
    ["import foo;", '1:8 error: unexpected "foo"'],
  ])("%s", (text, found) => {
    expect(diagnoseProto(`syntax = "proto3"; ${text}`)).toEqual([
      found.replace(/^1:(\d+)/, (_, column: string) => `1:${Number(column) + 19}`),
    ]);
  });

  test.each([
    ["required int32 a = 1;", "proto3", '3:1 error: unexpected "required" (only proto2 has required fields)'],
    [
      "int32 a = 1;",
      "proto2",
      '3:1 error: unexpected "int32" (a field of proto2 begins with optional, required or repeated)',
    ],
    [
      "map<double, int32> a = 1;",
      "proto3",
      '3:5 error: unexpected "double" (the key of a map is an integer, a bool or a string)',
    ],
    [
      "map<M, int32> a = 1;",
      "proto3",
      '3:5 error: unexpected "M" (the key of a map is an integer, a bool or a string)',
    ],
    ["repeated map<string, int32> a = 1;", "proto3", '3:13 error: unexpected "<"'],
    ["map<string, map<string, string>> a = 1;", "proto3", '3:16 error: expected ">", found "<"'],
  ])("%s in %s comes with what to do", (field, syntax, found) => {
    expect(diagnoseProto(message(field, syntax))).toEqual([found]);
  });

  test("of editions: labels and groups", () => {
    const text = `edition = "2023";
message M {
  optional int32 a = 1;
  required int32 b = 2;
  group C = 3 {}
}`;
    expect(diagnoseProto(text)).toEqual([
      '3:3 error: unexpected "optional" (fields of an edition are optional unless features say otherwise)',
      '4:3 error: unexpected "required" (only proto2 has required fields)',
      '5:3 error: unexpected "group" (only proto2 has groups)',
    ]);
  });
});

describe("a file says first what it is written in", () => {
  test.each([
    ['syntax = "proto4";', '1:1 error: the syntax "proto4" is not known'],
    ['edition = "2022";', '1:1 error: the edition "2022" is not known'],
    ['package a; syntax = "proto3";', "1:12 error: syntax is said once, before all else"],
    ['syntax = "proto3"; syntax = "proto3";', "1:20 error: syntax is said once, before all else"],
    ['syntax = "proto3"; edition = "2023";', "1:20 error: edition is said once, before all else"],
  ])("%s", (text, found) => {
    expect(diagnoseProto(text)).toContain(found);
  });

  test("or is proto2, with a warning", () => {
    expect(diagnoseProto("message M { required int32 a = 1; }")).toEqual([
      '1:1 warning: this file says no syntax: it is read as proto2 (begin with syntax = "proto3";)',
    ]);
  });
});

describe("names", () => {
  test("are defined once in their scope, whatever they name", () => {
    const text = `syntax = "proto2";
message M {
  optional int32 a = 1;
  optional string a = 2;
  oneof b { int32 c = 3; int32 b = 4; }
  message c {}
  enum E { a = 1; d = 2; }
  enum F { d = 1; }
  optional group G = 5 {}
  optional int32 g = 6;
  extensions 100;
  extend M { optional int32 E = 100; }
}
message M {}
service S { rpc A(M) returns (M); rpc A(M) returns (M); }
enum S { X = 1; }`;
    expect(diagnoseProto(text)).toEqual([
      '4:19 error: "a" is defined twice (the first is in line 3)',
      '5:32 error: "b" is defined twice (the first is in line 5)',
      '6:11 error: "c" is defined twice (the first is in line 5)',
      '7:12 error: "a" is defined twice (the first is in line 3)',
      '8:12 error: "d" is defined twice (the first is in line 7)',
      '10:18 error: "g" is defined twice (the first is in line 9)',
      '12:29 error: "E" is defined twice (the first is in line 7)',
      '14:9 error: "M" is defined twice (the first is in line 2)',
      '15:39 error: "A" is defined twice (the first is in line 15)',
      '16:6 error: "S" is defined twice (the first is in line 15)',
    ]);
  });

  test("of one scope do not matter in another", () => {
    const text = `syntax = "proto3"; package a;
      message a { int32 a = 1; message b { int32 a = 1; } enum E { X = 0; } }
      enum F { X = 0; } service b { rpc a(a) returns (a); }`;
    expect(diagnoseProto(text)).toEqual(['2:15 error: unknown message "a"'].slice(1));
  });

  test("cannot be __proto__", () => {
    const text = `syntax = "proto3";
message __proto__ { }
message M { int32 __proto__ = 1; oneof __proto__ { int32 a = 2; } }
enum E { Z = 0; __proto__ = 1; }
service S { rpc __proto__(M) returns (M); }`;
    expect(diagnoseProto(text)).toEqual(
      ["2:9", "3:19", "3:40", "4:17", "5:17"].map(
        (place) => `${place} error: "__proto__" cannot be the name of anything`,
      ),
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test("of a package cannot be __proto__ either", () => {
    expect(diagnoseProto('syntax = "proto3"; package a.__proto__.b; message M {}')).toEqual([
      '1:30 error: "__proto__" cannot be the name of anything',
    ]);
  });
});

describe("numbers", () => {
  test("are given once, and not where they are reserved", () => {
    const text = `syntax = "proto3";
message M {
  reserved 2, 5 to 7, 0x10 to max;
  reserved "old", 'older';
  int32 a = 1;
  oneof o { int32 b = 0x1; }
  int32 c = 2;
  int32 d = 6;
  int32 e = 100000;
  int32 old = 3;
  int32 ok = 8;
}
enum E { reserved -5 to -1, 9; reserved "GONE"; A = 0; B = 0; C = -3; GONE = 1; D = 9; }
enum Aliased { option allow_alias = true; P = 0; Q = 0; }`;
    expect(diagnoseProto(text)).toEqual([
      '6:23 error: "b" and "a" both have the number 1 (the first is in line 5)',
      "7:13 error: the number 2 is reserved (it is reserved in line 3)",
      "8:13 error: the number 6 is reserved (it is reserved in line 3)",
      "9:13 error: the number 100000 is reserved (it is reserved in line 3)",
      '10:9 error: the name "old" is reserved (it is reserved in line 4)',
      '13:60 error: "B" and "A" both have the number 0 (the first is in line 13)',
      "13:67 error: the number -3 is reserved (it is reserved in line 13)",
      '13:71 error: the name "GONE" is reserved (it is reserved in line 13)',
      "13:85 error: the number 9 is reserved (it is reserved in line 13)",
    ]);
  });

  test("may be reserved without quotes around names in editions", () => {
    expect(diagnoseProto('edition = "2023"; message M { reserved old; int32 old = 1; }')).toEqual([
      '1:51 error: the name "old" is reserved (it is reserved in line 1)',
    ]);
  });
});

test("the fields of a oneof have no label, and are no maps", () => {
  expect(
    diagnoseProto(
      message("oneof o { optional int32 a = 1; repeated int32 b = 2; map<string, M> c = 3; int32 d = 4; }"),
    ),
  ).toEqual([
    "3:11 error: the fields of a oneof have no label (leave it out)",
    "3:33 error: the fields of a oneof have no label (leave it out)",
    "3:55 error: a map cannot be part of a oneof",
  ]);
});

test("what protobufjs cannot read is read", () => {
  const text = `syntax = "proto2"; import "google/protobuf/descriptor.proto";
    extend google.protobuf.FieldOptions { optional M m = 50000; }
    message M {
      oneof o { group G = 1 [deprecated = true] { optional int32 a = 1; } }
      optional M n = 2 [(m) = < g < a: - 5 > >, deprecated = true];
      extend M { optional int32 x = 100; optional int32 y = 101; }
      extensions 100 to 200;
    }`;
  expect(diagnoseProto(text)).toEqual([]);
});
