import { expect, test } from "vitest";
import { generateLines } from "../testing/generate-lines.ts";

function codec(idl: string, options: Parameters<typeof generateLines>[1] = {}): string {
  return (generateLines({ "x.thrift": idl }, options)["x/codec.ts"] ?? []).join("\n");
}

test("fields of fixed size are written first, an enum is not one of them", () => {
  const text = codec("enum E { A } struct S { 1: string a, 2: E b, 3: bool c, 4: list<i32> d, 5: i64 e }");
  expect(text.match(/write\w+\(out, 0x\w+/g)).toEqual([
    "writeBoolField(out, 0x020003",
    "writeI64Field(out, 0x0a0005",
    "writeStringField(out, 0x0b0001",
    "writeI32Field(out, 0x080002",
    "writeFieldHeader(out, 0x0f0004",
  ]);
});

test("a negative field id is written as the sixteen bits it has", () => {
  expect(codec("struct S { -2: i32 a }")).toContain("writeI32Field(out, 0x08fffe, value.a);");
});

test("each container costs a level of depth", () => {
  const text = codec("struct S { 1: list<map<i32, set<A>>> deep } struct A {}");
  expect(text).toContain("writeListBegin(out, 13, value.deep, depth - 1);");
  expect(text).toContain("writeMapBegin(out, 8, 14, item, depth - 2);");
  expect(text).toContain("writeListBegin(out, 12, item1, depth - 3);");
  expect(text).toContain("for (const item2 of item1) writeA(item2, out, depth - 4);");
  expect(text).toContain("item1.push(readA(input, depth - 4));");
});

test("an optional field is written when set, a default when not", () => {
  const text = codec(
    'struct S { 1: optional i32 a, 2: i32 b = 5, 3: list<string> c = ["x"], 4: A d } struct A { 1: S s }',
  );
  expect(text).toContain("  if (value.a !== undefined) {\n    writeI32Field(out, 0x080001, value.a);\n  }");
  expect(text).toContain("writeI32Field(out, 0x080002, value.b === undefined ? 5 : value.b);");
  expect(text).toContain('const item: readonly string[] = value.c === undefined ? ["x"] : value.c;');
  expect(text).toContain("  if (value.d !== undefined) {");
  expect(text).toContain('requiredness: "default", omitAbsent: true }');
});

test("variables of a reader never hide what it calls", () => {
  const text = codec(
    "struct S { 1: string readString, 2: i32 input, 3: i32 header, 4: list<i32> size, 5: i32 skip, 6: i32 of, 7: i32 class }",
  );
  expect(text.match(/let \w+: \w+(\[\])? \| undefined;/g)).toEqual([
    "let readString_: string | undefined;",
    "let input_: number | undefined;",
    "let header_: number | undefined;",
    "let size_: number[] | undefined;",
    "let skip_: number | undefined;",
    "let of: number | undefined;",
    "let class_: number | undefined;",
  ]);
  expect(text).toContain("of: of ?? 0,");
  expect(text).toContain("class: class_ ?? 0,");
});

test("two containers in one map have variables of their own", () => {
  const text = codec("struct S { 1: map<list<i32>, list<string>> both }");
  expect(text).toContain("const size1 = readListBegin(input, 8, depth - 2);");
  expect(text).toContain("const size2 = readListBegin(input, 11, depth - 2);");
});

test("what an object inherits is not taken for a field", () => {
  const text = codec(
    "struct S { 1: required string constructor, 2: optional string toString } union U { 1: string valueOf }",
  );
  expect(text).toContain('if (!Object.hasOwn(value, "constructor")) throw missingRequired("constructor");');
  expect(text).toContain('if (Object.hasOwn(value, "toString") && value.toString !== undefined) {');
  expect(text).toContain('Object.getOwnPropertyDescriptor(value, "valueOf")?.value;');
});

test("a request of one parameter is that parameter, and costs no depth", () => {
  const text = codec("struct A { 1: i32 a } service S { void put(1: A a) }");
  expect(text).toContain(
    "function writeSPutArgs(value: A, out: ByteWriter, depth: number): void {\n  writeFieldHeader(out, 0x0c0001);\n  writeA(value, out, depth);",
  );
  expect(text).toContain("return a ?? defaultA();");
  expect(text).toContain(
    "export const SPutArgs: BodyCodec<A> = bodyCodec(SPutArgsDescriptor, writeSPutArgs, readSPutArgs);",
  );
});

test("a declared exception is told by its class, the one declared first before the others", () => {
  const text = codec(
    "exception E { 1: i32 a } exception F { 1: i32 a } service S { i32 get() throws (1: E e, 2: F f) }",
  );
  expect(text.match(/instanceof \w+\) \{/g)).toEqual(["instanceof E) {", "instanceof F) {"]);
  expect(text.match(/if \(\w+ !== undefined\) return \{ ok: false/g)).toHaveLength(2);
});

test("an exception called like a variable is imported under another name", () => {
  const text = codec("exception value { 1: i32 a } service S { void get() throws (1: value value) }");
  expect(text).toContain("value as value_");
  expect(text).toContain("outcome.error instanceof value_");
});

test("names that differ in case only, or run into one another, stay apart", () => {
  const text = codec(
    "service AB { void c() } service A { void bC() void BC() } struct a { 1: i32 x } struct A_ { 1: i32 x }",
  );
  const names = text.match(/^export const \w+(?=Args: )|^export const \w+(?=: BodyCodec)/gm) ?? [];
  expect(new Set(names).size).toBe(3);
  expect(text).toContain("export function writea(");
});

test("unknown fields are kept on request", () => {
  const text = codec("struct S { 1: i32 a } union U { 1: i32 a }", { keepUnknownFields: true });
  expect(text).toContain("kept = keepField(input, header, depth - 1, kept);");
  expect(text).toContain("writeUnknownFields(out, value[unknownFields]);");
  expect(text).toContain("return { $unknown: true, [unknownFields]: kept.bytes(input) };");
  expect(text).toContain("  keepUnknownFields: true,");
});
