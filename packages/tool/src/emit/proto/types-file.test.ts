import { describe, expect, test } from "vitest";
import { generateProtoLines } from "../../testing/generate-proto-lines.ts";

function types(
  body: string,
  options: Parameters<typeof generateProtoLines>[1] = {},
  syntax: string = "proto3",
): string {
  const lines = generateProtoLines({ "x.proto": `syntax = "${syntax}"; package p; ${body}` }, options);
  return (lines["p/x/types.ts"] ?? []).join("\n");
}

/** The members of an interface without their indentation. */
function members(text: string, name: string): string[] {
  const [, body = ""] = text.split(`export interface ${name} {\n`);
  return (body.split("\n}")[0] ?? "").split("\n").map((line) => line.trim());
}

const unknown = "[unknownFields]?: Uint8Array | undefined;";

describe("a field is", () => {
  test.each([
    ["int32 a = 1;", "a: number;", "a?: number | undefined;"],
    ["bool a = 1;", "a: boolean;", "a?: boolean | undefined;"],
    ["string a = 1;", "a: string;", "a?: string | undefined;"],
    ["bytes a = 1;", "a: Uint8Array;", "a?: Uint8Array | undefined;"],
    ["fixed64 a = 1;", "a: bigint;", "a?: bigint | number | undefined;"],
    ["optional sint64 a = 1;", "a?: bigint | undefined;", "a?: bigint | number | undefined;"],
    ["repeated int32 a = 1;", "a: number[];", "a?: readonly number[] | undefined;"],
    ["repeated int64 a = 1;", "a: bigint[];", "a?: readonly (bigint | number)[] | undefined;"],
    ["map<int64, string> a = 1;", "a: Map<bigint, string>;", "a?: ReadonlyMap<bigint | number, string> | undefined;"],
    ["map<bool, M> a = 1;", "a: Map<boolean, M>;", "a?: ReadonlyMap<boolean, MInput> | undefined;"],
    ["M a = 1; int32 b = 2;", "a?: M | undefined;", "a?: MInput | undefined;"],
    ["E a = 1;", "a: E;", "a?: E | undefined;"],
    ["repeated E a = 1;", "a: E[];", "a?: readonly E[] | undefined;"],
  ])("%s", (field, output, input) => {
    const text = types(`message M { ${field} } enum E { Z = 0; }`);
    expect(members(text, "M")[0]).toBe(output);
    expect(members(text, "MInput")[0]).toBe(input);
  });

  test("in proto2, required or may be absent", () => {
    const text = types("message M { required string a = 1; optional int32 b = 2 [default = 5]; }", {}, "proto2");
    expect(members(text, "M")).toEqual(["a: string;", "b?: number | undefined;", unknown]);
    expect(text).not.toContain("MInput");
  });

  test("with --i64 number, a number", () => {
    const text = types("message M { optional int64 a = 1; map<uint64, sfixed64> b = 2; }", { i64: "number" });
    expect(members(text, "M")).toEqual(["a?: number | undefined;", "b: Map<number, number>;", unknown]);
  });
});

describe("an Input type", () => {
  test("is there only where more may go in than comes out, here or deeper", () => {
    const text = types(
      "message Same { optional string a = 1; Same again = 2; optional E e = 3; } enum E { Z = 0; }" +
        "message Deep { Same same = 1; Other other = 2; } message Other { int32 a = 1; }",
    );
    expect(text).not.toContain("SameInput");
    expect(members(text, "DeepInput")).toEqual([
      "same?: Same | undefined;",
      "other?: OtherInput | undefined;",
      unknown,
    ]);
  });

  test("gets an underscore where the file has that name", () => {
    const text = types("message M { int32 a = 1; } message MInput { M m = 1; }");
    expect(text).toContain("export interface MInput_ {");
    expect(text).toContain("export interface MInputInput {");
    expect(members(text, "MInputInput")[0]).toBe("m?: MInput_ | undefined;");
  });
});

test("a oneof is an object with the member that is set", () => {
  const text = types("message M { int32 a = 1; oneof pay_by { string card_no = 2; M more = 3; } int32 b = 4; }");
  expect(members(text, "M")).toEqual([
    "a: number;",
    "payBy?:",
    "| { cardNo: string }",
    "| { more: M }",
    "| undefined;",
    "b: number;",
    unknown,
  ]);
  expect(members(text, "MInput").slice(1, 4)).toEqual(["payBy?:", "| { cardNo: string }", "| { more: MInput }"]);
});

describe("names", () => {
  test("are those of Protobuf's JSON mapping, whatever json_name says", () => {
    const text = types(
      'message M { int32 foo_bar = 1; int32 _lead = 2; int32 a__b = 3; int32 x_1y = 4; int32 URL = 5 [json_name = "z"]; }',
    );
    expect(members(text, "M").map((line) => line.split(":")[0])).toEqual([
      "fooBar",
      "Lead",
      "aB",
      "x1y",
      "URL",
      "[unknownFields]?",
    ]);
  });

  test("stay as they are written in a message in which two would be the same", () => {
    const text = types(
      "message M { optional int32 foo_bar = 1; optional int32 fooBar = 2; oneof a_b { int32 c_d = 3; } }" +
        "message N { optional int32 foo_bar = 1; }",
      {},
      "proto2",
    );
    expect(members(text, "M").slice(0, 4)).toEqual([
      "foo_bar?: number | undefined;",
      "fooBar?: number | undefined;",
      "a_b?:",
      "| { c_d: number }",
    ]);
    expect(members(text, "N")[0]).toBe("fooBar?: number | undefined;");
  });

  test("of nested types are put together, with an underscore where that is taken", () => {
    const text = types(
      "message Outer { message Inner { enum kind { Z = 0; } } Inner inner = 1; Inner.kind kind = 2; OuterTaken t = 3;" +
        " message Taken {} Taken taken = 4; } message OuterTaken {}",
    );
    expect(members(text, "Outer")).toEqual([
      "inner?: OuterInner | undefined;",
      "kind: OuterInnerKind;",
      "t?: OuterTaken | undefined;",
      "taken?: Outer_Taken | undefined;",
      unknown,
    ]);
  });

  test("that TypeScript or generated code needs get an underscore", () => {
    const text = types("message Map { string a = 1; } message string { Map a = 1; } enum class { Z = 0; }");
    for (const name of ["interface Map_ {", "interface string_ {", "const class_ = {"]) expect(text).toContain(name);
  });
});

test("enums are objects with an open type; numbers that stand twice stand once in it", () => {
  const text = types("enum E { option allow_alias = true; A = 0; B = -1; C = -1; }");
  expect(text).toBe(
    "export const E = {\n  A: 0,\n  B: -1,\n  C: -1,\n} as const;\nexport type E = 0 | -1 | (number & {});\n",
  );
});

test("comments and deprecation are kept", () => {
  const text = types(
    "\n// One */ two.\n// @ts-ignore\nmessage M {\n option deprecated = true;\n int32 a = 1 [deprecated = true]; // behind\n" +
      " oneof c {\n // member\n int32 b = 2;\n }\n}",
  );
  expect(text).toContain("/**\n * One *\\/ two.\n * @ ts-ignore\n * @deprecated\n */\nexport interface M {");
  expect(text).toContain("  /**\n   * behind\n   * @deprecated\n   */\n  a: number;");
  expect(text).toContain("    /** member */\n    | { b: number }");
});

test("types of another file are imported", () => {
  const lines = generateProtoLines({
    "a/b.proto": 'syntax = "proto3"; package a.b; message T { int32 a = 1; }',
    "m.proto": 'syntax = "proto3"; package a.m; import "a/b.proto"; message T { b.T other = 1; T own = 2; }',
  });
  expect(lines["a/m/types.ts"]?.slice(0, 2)).toEqual([
    'import { unknownFields } from "@kitex-ts/codec-protobuf/codegen";',
    'import type { T as T_, TInput as TInput_ } from "../b/types.ts";',
  ]);
  expect(members((lines["a/m/types.ts"] ?? []).join("\n"), "TInput")).toEqual([
    "other?: TInput_ | undefined;",
    "own?: TInput | undefined;",
    unknown,
  ]);
});
