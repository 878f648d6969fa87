import { expect, test } from "vitest";
import { generateLines } from "../testing/generate-lines.ts";

/** The lines of `types.ts` of one file, without blanks around them. */
function types(idl: string, options: Parameters<typeof generateLines>[1] = {}): string[] {
  return (generateLines({ "x.thrift": idl }, options)["x/types.ts"] ?? []).filter((line) => line !== "");
}

test("a field without a word is a property, an optional one may be absent", () => {
  const lines = types("struct User { 1: string name, 2: optional string nick, 3: required i32 age }");
  expect(lines).toEqual([
    "export interface User {",
    "  name: string;",
    "  nick?: string | undefined;",
    "  age: number;",
    "}",
  ]);
});

test("an i64 is a bigint, and a number may go in", () => {
  expect(types("struct A { 1: i64 id }")).toEqual([
    "export interface A {",
    "  id: bigint;",
    "}",
    "export interface AInput {",
    "  id: bigint | number;",
    "}",
  ]);
});

test("--i64 number makes it a number both ways", () => {
  expect(types("struct A { 1: i64 id }", { i64: "number" })).toEqual(["export interface A {", "  id: number;", "}"]);
});

test("no Input type where nothing differs, also behind a typedef or in an exception", () => {
  const text = types(
    "typedef string Name struct A { 1: Name n, 2: B b } struct B { 1: bool c } exception E { 1: i64 id }",
  ).join("\n");
  expect(text).not.toContain("Input");
});

test("a difference deep inside makes an Input type of everything around it", () => {
  const lines = types("struct A { 1: B b } struct B { 1: C c } struct C { 1: i32 d = 5 }");
  expect(lines).toContain("  d?: number | undefined;");
  expect(lines.filter((line) => /^export interface \w+Input/.test(line))).toHaveLength(3);
});

test("a struct of many circles finds its differences once and for all", () => {
  const lines = types(
    "struct A { 1: optional B b } struct B { 1: optional A a, 2: optional C c } struct C { 1: optional B b, 2: i64 id }",
  );
  expect(lines.filter((line) => line.startsWith("export interface")).sort()).toEqual([
    "export interface A {",
    "export interface AInput {",
    "export interface B {",
    "export interface BInput {",
    "export interface C {",
    "export interface CInput {",
  ]);
});

test("containers are Map, Set and arrays, and read-only on the way in", () => {
  const lines = types(
    "struct A { 1: map<string, list<i32>> m, 2: set<string> s, 3: set<binary> b, 4: list<list<bool>> l }",
  );
  expect(lines).toContain("  m: Map<string, number[]>;");
  expect(lines).toContain("  m: ReadonlyMap<string, readonly number[]>;");
  expect(lines).toContain("  s: Set<string>;");
  expect(lines).toContain("  s: ReadonlySet<string>;");
  expect(lines).toContain("  b: Uint8Array[];");
  expect(lines).toContain("  l: readonly (readonly boolean[])[];");
});

test("an enum is an object and an open type; values that stand twice are one", () => {
  expect(types("enum Status { OK, GONE = 5, LOST = 5, BELOW = -1 }")).toEqual([
    "export const Status = {",
    "  OK: 0,",
    "  GONE: 5,",
    "  LOST: 5,",
    "  BELOW: -1,",
    "} as const;",
    "export type Status = 0 | 5 | -1 | (number & {});",
  ]);
});

test("a union is told apart by its members", () => {
  expect(types("union U { 1: string a, 2: i32 b }")).toEqual([
    'import type { UnknownMember } from "@kitex-ts/codec-thrift/codegen";',
    "export type U =",
    "  | { a: string }",
    "  | { b: number }",
    "  | UnknownMember;",
  ]);
});

test("an exception is a class whose data is in fields", () => {
  expect(types("exception Lost { 1: string message }")).toEqual([
    'import { ThriftException } from "@kitex-ts/codec-thrift/codegen";',
    "export interface LostFields {",
    "  message: string;",
    "}",
    "export class Lost extends ThriftException<LostFields> {",
    '  override readonly name = "Lost" as const;',
    "}",
  ]);
});

test("a struct that contains itself by value may be absent in itself", () => {
  expect(types("struct Node { 1: i32 v, 2: Node next } ")).toContain("  next?: Node | undefined;");
  expect(types("struct A { 1: B b } struct B { 1: A a, 2: i32 c }")).toContain("  a?: A | undefined;");
  expect(types("struct A { 1: list<A> as_, 2: optional A a, 3: B b } struct B { 1: i32 c }")).toContain("  b: B;");
});

test("comments, deprecations and their hostile parts become JSDoc", () => {
  const lines = types(
    '/** Ends *\\/ here. */\nstruct A {\n  /** One.\n   * @ts-ignore */\n  1: i32 a (deprecated = "use */ b")\n}',
  );
  expect(lines).toEqual([
    "/** Ends *\\/ here. */",
    "export interface A {",
    "  /**",
    "   * One.",
    "   * @ ts-ignore",
    "   * @deprecated use *\\/ b",
    "   */",
    "  a: number;",
    "}",
  ]);
});

test("names that a module cannot have get an underscore, and nothing else loses its name by that", () => {
  const lines = types(
    "struct class_ { 1: i32 a } struct Map { 1: i32 b } struct Map_ { 1: i32 c } struct A { 1: Map m, 2: Map_ n }",
  );
  expect(lines).toContain("export interface class_ {");
  expect(lines).toContain("export interface Map__ {");
  expect(lines).toContain("export interface Map_ {");
  expect(lines).toContain("  m: Map__;");
  expect(lines).toContain("  n: Map_;");
});

test("a derived name gives way to one of the IDL", () => {
  const lines = types("struct A { 1: i64 id } struct AInput { 1: string own }");
  expect(lines).toContain("export interface AInput {");
  expect(lines).toContain("export interface AInput_ {");
});

test("__proto__ is a computed key everywhere", () => {
  const text = types('enum E { __proto__ = 1 } struct A { 1: string __proto__ } const A X = {"__proto__": "p"}').join(
    "\n",
  );
  expect(text).toContain('["__proto__"]: 1,');
  expect(text).toContain('["__proto__"]: string;');
  expect(text).toContain('export const X: A = { ["__proto__"]: "p" };');
});

test("constants are typed, exact and read-only", () => {
  const lines = types(
    'const i64 BIG = 9223372036854775807 const map<string, list<i64>> T = {"a": [1]} const set<i32> NONE = [] const double D = 1 const string S = "a\\"\\u2028`{x}"',
  );
  expect(lines).toContain("export const BIG: bigint = 9223372036854775807n;");
  expect(lines).toContain(
    'export const T: ReadonlyMap<string, ReadonlyArray<bigint>> = new Map<string, ReadonlyArray<bigint>>([["a", [1n]]]);',
  );
  expect(lines).toContain("export const NONE: ReadonlySet<number> = new Set<number>();");
  expect(lines).toContain("export const D: number = 1;");
  expect(lines).toContain('export const S: string = "a\\"\u2028`{x}";');
});

test("a constant that is no exact number is refused with --i64 number", () => {
  expect(() => types("const i64 BIG = 9007199254740993", { i64: "number" })).toThrow(
    /9007199254740993 is no exact number/,
  );
});

test("a constant of a struct has the defaults of what it leaves out", () => {
  const lines = types(
    'struct B { 1: i32 n = 7, 2: list<string> l } struct A { 1: B b, 2: optional i32 c, 3: string d } const A X = {"d": "x"}',
  );
  expect(lines).toContain('export const X: A = { b: { n: 7, l: [] }, d: "x" };');
});

test("a constant that would fill the memory is refused", () => {
  const levels = Array.from({ length: 30 }, (_, i) => `struct S${i} { 1: S${i + 1} a, 2: S${i + 1} b }`).join(" ");
  expect(() => types(`${levels} struct S30 { 1: i32 a } const S0 X = {}`)).toThrow(
    /has no end, or is too large to write/,
  );
});

test("names of other files are imported from theirs, under another name where two are alike", () => {
  const lines = generateLines({
    "b.thrift": "namespace ts lib.b struct Same { 1: i64 a }",
    "x.thrift": 'namespace ts app include "b.thrift" struct Same { 1: b.Same other }',
  })["app/x/types.ts"];
  expect(lines).toContain('import type { Same as Same_, SameInput as SameInput_ } from "../../lib/b/types.ts";');
  expect(lines).toContain("  other: Same_;");
});

test("imports end as the project wants", () => {
  const files = { "b.thrift": "struct B { 1: i32 a }", "x.thrift": 'include "b.thrift" struct A { 1: b.B b }' };
  expect(generateLines(files, { importExtension: ".js" })["x/types.ts"]).toContain(
    'import type { B } from "../b/types.js";',
  );
  expect(generateLines(files, { importExtension: "" })["x/types.ts"]).toContain('import type { B } from "../b/types";');
});

test("a file without definitions is a module all the same", () => {
  expect(types("namespace ts a.x").join("")).toBe("");
  expect(generateLines({ "x.thrift": "" })).toEqual({ "x/types.ts": ["export {};", ""] });
});
