import { afterAll, beforeAll, expect, test } from "vitest";
import { linkedProject, type ScratchProject } from "./testing/scratch-project.ts";

// TypeScript does not check functions with that many branches (TS2563), and takes minutes for a union of so many members
// whose tests follow one another.
const numbers = Array.from({ length: 1_200 }, (_, i) => i + 1);
const kinds = ["int32", "optional string", "repeated sint64", "map<string, int32>", "Big"];
const protoFields = numbers.map((n) =>
  n % 500 === 1
    ? `oneof o${n} { int32 m${n} = ${n}; int32 late${n} = ${10_000 + n}; }`
    : `${kinds[n % 5]} f${n} = ${n};`,
);
const wide = Array.from({ length: 290 }, (_, i) => `${kinds[i % 2 === 0 ? 0 : 4]} w${i} = ${20_000 + i};`);
const types = ["i32", "string", "list<i64>", "map<string,i32>", "Big"];
const thriftFields = numbers.map((n) => `${n}: optional ${types[n % 5]} f${n}`);
const members = numbers.slice(0, 1_000).map((n) => `${n}: ${types[n % 4]} f${n}`);

let project: ScratchProject;

beforeAll(async () => {
  project = linkedProject({
    "big.proto": `syntax = "proto3"; package big; message Big { ${protoFields.join("\n")}
oneof wide { ${wide.join("\n")} } }`,
    "large.thrift": `namespace go large\nstruct Big {\n${thriftFields.join("\n")}\n}\nunion Choice {\n${members.join("\n")}\n}`,
    "check.ts": `
      import assert from "node:assert/strict";
      import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
      import { readBig, writeBig } from "./kitex-gen/big/codec.ts";
      const again = (value: object) => {
        const out = new ByteWriter();
        writeBig(value, out, 64);
        const bytes = Buffer.concat(out.take());
        return readBig(new ByteReader(bytes), bytes.length, 64);
      };
      const { f5, f900, f1196, o1, o501, o1001 } = again({
        f5: 7, f900: 8, f1196: "x", o1: { late1: 1 }, o501: { m501: 2 }, o1001: { late1001: 3 },
      });
      assert.deepEqual({ f5, f900, f1196 }, { f5: 7, f900: 8, f1196: "x" });
      assert.deepEqual({ o1, o501, o1001 }, { o1: { late1: 1 }, o501: { m501: 2 }, o1001: { late1001: 3 } });
      assert.deepEqual(again({ wide: { w288: 5 } }).wide, { w288: 5 });
      assert.throws(() => again({ wide: { w0: 1, w288: 5 } }), /wide/);
      assert.throws(() => again({ o1001: { m1001: 1, late1001: 3 } }), /o1001/);
    `,
  });
  const ran = await project.kitex("gen", "big.proto", "large.thrift");
  expect(ran, ran.err).toMatchObject({ code: 0 });
}, 60_000);

afterAll(() => project?.[Symbol.dispose]());

test("code for very many fields passes TypeScript's checks", { timeout: 60_000 }, async () => {
  const { code, out } = await project.typeCheck("7.0");
  expect({ code, out: out.slice(0, 2_000) }).toEqual({ code: 0, out: "" });
});

test("and writes all of them, whichever part they are in", async () => {
  expect(await project.node("check.ts")).toEqual({ code: 0, out: "", err: "" });
});
