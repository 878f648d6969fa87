import { expect, test } from "vitest";
import { generateLines } from "../testing/generate-lines.ts";
import { linkedProject } from "../testing/scratch-project.ts";

/** The lines of `types.ts` of one file, without blanks around them. */
function types(idl: string): string[] {
  return (generateLines({ "x.thrift": idl })["x/types.ts"] ?? []).filter((line) => line !== "");
}

test("an exception with a default need not be given it, and fills it in", () => {
  expect(types('/** Gone. */ exception Lost { 1: required string id, 2: string hint = "look" }')).toEqual([
    'import { ThriftException } from "@kitex-ts/codec-thrift/codegen";',
    "/** Gone. */",
    "export interface LostFields {",
    "  id: string;",
    "  hint: string;",
    "}",
    "/** Gone. */",
    "export interface LostFieldsInput {",
    "  id: string;",
    "  hint?: string | undefined;",
    "}",
    "/** Gone. */",
    "export class Lost extends ThriftException<LostFields> {",
    '  override readonly name = "Lost" as const;',
    "  constructor(fields: LostFieldsInput) {",
    "    super({",
    "      ...fields,",
    '      hint: fields.hint === undefined ? "look" : fields.hint,',
    "    });",
    "  }",
    "}",
  ]);
});

test("a default of a required or an optional field makes no constructor: it stands for what was not sent", () => {
  const text = types('exception Lost { 1: required string id = "x", 2: optional string hint = "look" }').join("\n");
  expect(text).not.toContain("Input");
  expect(text).not.toContain("constructor");
});

test("what goes into an exception has the types that come out", () => {
  const lines = types("exception Lost { 1: i64 id = 5, 2: list<A> as_ = [] } struct A { 1: i64 id }");
  expect(lines).toContain("  id?: bigint | undefined;");
  expect(lines).toContain("  as_?: A[] | undefined;");
});

test("a default may be changed by who gets it, as a value that was read may", () => {
  const text = types("exception Lost { 1: map<i32, list<i64>> m = {}, 2: set<i32> s = [1] }").join("\n");
  expect(text).toContain("fields.m === undefined ? new Map<number, bigint[]>() : fields.m,");
  expect(text).toContain("fields.s === undefined ? new Set<number>([1]) : fields.s,");
});

test("a derived name gives way to one of the IDL", () => {
  const lines = types("exception Lost { 1: i32 code = 1 } struct LostFieldsInput { 1: string own }");
  expect(lines).toContain("export interface LostFieldsInput_ {");
  expect(lines).toContain("  constructor(fields: LostFieldsInput_) {");
});

test("the constructor's parameter hides nothing that a default mentions", () => {
  const files = {
    "b.thrift": "enum fields_ { FAR = 2 }",
    "x.thrift":
      'include "b.thrift" enum fields { NEAR = 1 } exception Lost { 1: fields a = fields.NEAR, 2: b.fields_ c = b.fields_.FAR }',
  };
  const lines = generateLines(files)["x/types.ts"] ?? [];
  expect(lines).toContain("  constructor(fields__: LostFieldsInput) {");
  expect(lines).toContain("      a: fields__.a === undefined ? fields.NEAR : fields__.a,");
  expect(lines).toContain("      c: fields__.c === undefined ? fields_.FAR : fields__.c,");
});

test("what an object inherits is not taken for a field", () => {
  expect(types('exception Lost { 1: string valueOf = "v" }')).toContain(
    '      valueOf: !Object.hasOwn(fields, "valueOf") || fields.valueOf === undefined ? "v" : fields.valueOf,',
  );
});

test("in the same process an exception has what a peer reads", { timeout: 60_000 }, async () => {
  using project = linkedProject({
    "x.thrift": `struct Place { 1: string shelf = "top", 2: i32 row }
      exception Lost {
        1: required string id, 2: string hint = "look", 3: list<string> seen = ["here"], 4: Place place = {"row": 2}
        5: i64 __proto__ = 5, 6: string message = "lost", 7: optional string by
      }`,
    "run.ts": `import assert from "node:assert/strict";
      import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
      import { LostDescriptor, readLost, writeLost } from "./kitex-gen/x/codec.ts";
      import { Lost } from "./kitex-gen/x/types.ts";

      function sent(lost: Lost): Lost {
        const out = new ByteWriter();
        writeLost(lost, out, 64);
        return readLost(new ByteReader(Buffer.concat(out.take())), 64);
      }
      const filled = { hint: "look", seen: ["here"], place: { shelf: "top", row: 2 }, ["__proto__"]: 5n, message: "lost" };
      const byDefault = new Lost({ id: "a" });
      assert.deepEqual(byDefault.fields, { id: "a", ...filled });
      assert.deepEqual({ ...sent(byDefault).fields }, { ...byDefault.fields, by: undefined });
      assert.equal(byDefault.message, "lost");
      assert.notEqual(new Lost({ id: "a" }).fields.seen, byDefault.fields.seen);
      assert.deepEqual(new Lost({ id: "a", hint: undefined }).fields, byDefault.fields);

      const given = { id: "b", hint: "", seen: [], place: { shelf: "", row: 0 }, ["__proto__"]: 0n, message: "", by: "me" };
      assert.deepEqual(new Lost(given).fields, given);
      assert.deepEqual(sent(new Lost(given)).fields, given);
      assert.deepEqual(LostDescriptor.create?.(given), new Lost(given));
      console.log("the same");
    `,
  });
  expect(await project.kitex("gen", "x.thrift")).toMatchObject({ code: 0 });
  expect(await project.node("run.ts")).toEqual({ code: 0, out: "the same\n", err: "" });
  expect(await project.typeCheck("7.0")).toMatchObject({ code: 0, out: "" });
});
