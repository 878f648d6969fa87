import { describe, expect, test } from "vitest";
import { generateProtoLines } from "../../testing/generate-proto-lines.ts";

function codec(
  body: string,
  options: Parameters<typeof generateProtoLines>[1] = {},
  syntax: string = "proto3",
): string {
  const lines = generateProtoLines({ "x.proto": `syntax = "${syntax}"; package p; ${body}` }, options);
  return (lines["p/x/codec.ts"] ?? []).join("\n");
}

test("fields are written by their numbers, those of oneofs among the others", () => {
  const text = codec("message M { int32 e = 5; oneof c { int32 b = 2; int32 d = 4; } int32 a = 1; int32 f = 3; }");
  expect(text.match(/writeTag\(out, 0x\w+/g)).toEqual(
    [8, 16, 24, 32, 40].map((tag) => `writeTag(out, 0x${tag.toString(16).padStart(2, "0")}`),
  );
});

test("tags are constants", () => {
  const text = codec("message M { fixed32 a = 16; repeated int32 b = 2047; string c = 536870911; }");
  for (const tag of ["case 0x85:", "case 0x3ff8:", "case 0x3ffa:", "case 0xfffffffa:"]) expect(text).toContain(tag);
});

describe("what is no value is left out", () => {
  test.each([
    ["int32 a = 1;", "a !== 0"],
    ["uint64 a = 1;", "a !== 0n && a !== 0"],
    ["double a = 1;", "!isPlainZero(a)"],
    ["bool a = 1;", "a !== false"],
    ["string a = 1;", 'a !== ""'],
    ["bytes a = 1;", "a.length !== 0"],
  ])("%s", (field, condition) => {
    expect(codec(`message M { ${field} }`)).toContain(`if (a !== undefined && ${condition}) {`);
    expect(codec(`message M { optional ${field} }`)).toContain("if (a !== undefined) {");
  });
});

test("with --i64 number, wide integers are read as numbers, in packed fields and maps too", () => {
  const text = codec("message M { int64 a = 1; repeated sint64 b = 2; map<uint64, fixed64> c = 3; }", {
    i64: "number",
  });
  expect(text).toContain('  i64: "number",');
  expect(text).toContain("a = safeNumber(readInt64(input));");
  expect(text).toContain("while (hasElement(input, last)) {\n          b.push(safeNumber(readSint64(input)));");
  expect(text).toContain("key = safeNumber(readUint64(input));");
  expect(text).toContain("let a: number = 0;");
});

test("a text is checked where the file asks for it", () => {
  expect(codec("message M { optional string a = 1; }")).toContain("a = readString(input);");
  expect(codec("message M { optional string a = 1; }", {}, "proto2")).toContain("a = readUncheckedString(input);");
});

test("a variable is never called like a function that its code calls", () => {
  const text = codec(
    "message M { int32 readTag = 1; int32 depth = 2; int32 in = 3; int32 value = 4; int32 constructor = 5; }",
  );
  expect(text).toContain("const { readTag: _readTag, depth: depth_, in: in_, value: value_ } = value;");
  expect(text).toContain('const constructor = Object.hasOwn(value, "constructor") ? value.constructor : undefined;');
});

test("functions of another file are imported under names that are free", () => {
  const lines = generateProtoLines({
    "other.proto": 'syntax = "proto3"; package o; message M { int32 a = 1; }',
    "x.proto": 'syntax = "proto3"; package p; import "other.proto"; message M { o.M m = 1; map<string, o.M> all = 2; }',
  });
  const text = (lines["p/x/codec.ts"] ?? []).join("\n");
  expect(text).toContain(
    'import { MDescriptor as MDescriptor_, readM as readM_, writeM as writeM_ } from "../../o/other/codec.ts";',
  );
  expect(text).toContain("m = readM_(input, readEnd(input), depth - 1, m);");
});

test("defaults of proto2 stand in the descriptor", () => {
  const text = codec(
    "enum E { A = 1; B = 2; } message M { optional int64 a = 1 [default = -5]; optional double b = 2 [default = -0.5];" +
      ' optional bytes c = 3 [default = "\\001a"]; optional string d = 4 [default = "q\\""]; optional E e = 5 [default = B];' +
      " optional float f = 6 [default = inf]; optional bool g = 7 [default = true];" +
      " optional double h = 8 [default = -0.0]; optional float i = 9 [default = -0]; optional int32 j = 10 [default = -0]; }",
    {},
    "proto2",
  );
  expect(text.match(/defaultValue: [^}]+/g)?.map((part) => part.slice("defaultValue: ".length).trim())).toEqual([
    "-5n",
    "-0.5",
    "Uint8Array.of(1, 97)",
    '"q\\""',
    "2",
    "Infinity",
    "true",
    "-0",
    "-0",
    "0",
  ]);
});

test("the file describes itself", () => {
  const text = codec("message M {}");
  const [, base64 = ""] = /export const xFile =\s+"(.*)";/.exec(text) ?? [];
  expect(Buffer.from(base64, "base64").toString("latin1")).toContain("x.proto");
});
