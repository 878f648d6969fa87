import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { linkedProject, type ScratchProject } from "./testing/scratch-project.ts";

// One IDL of each language with every type, every kind of nesting and every kind of hostile name, in three variants of options.
const testdata = join(import.meta.dirname, "testdata");
const variants = {
  plain: [],
  kept: ["--keep-unknown-fields"],
} as const;

let project: ScratchProject;

beforeAll(async () => {
  project = linkedProject();
  cpSync(join(testdata, "hostile"), join(project.folder, "idl"), { recursive: true });
  cpSync(join(testdata, "hostile-proto"), join(project.folder, "proto"), { recursive: true });
  // Its constants are past 2^53, which numbers cannot be.
  const small = (text: string): string => text.replaceAll(/-?9\d{15,}/g, "9007199254740991");
  for (const path of ["main.thrift", "common/base.thrift", "common/deep/leaf.thrift"]) {
    project.write(`small/${path}`, small(readFileSync(join(testdata, "hostile", path), "utf8")));
  }
  const runs = [
    ...Object.entries(variants).map(([name, flags]) =>
      project.kitex("gen", "--out", `gen-${name}`, ...flags, "idl/main.thrift"),
    ),
    project.kitex("gen", "--out", "gen-proto", "proto/main.proto"),
    project.kitex("gen", "--out", "gen-proto-number", "--i64", "number", "proto/main.proto"),
    project.kitex("gen", "--out", "gen-number", "--i64", "number", "small/main.thrift"),
    project.kitex("-service", "hostile", "--out", "gen-plain", "idl/main.thrift"),
  ];
  for (const ran of await Promise.all(runs)) expect(ran, ran.err).toMatchObject({ code: 0 });
}, 120_000);

afterAll(() => project?.[Symbol.dispose]());

describe.each(["5.8", "5.9", "6.0", "7.0"] as const)("TypeScript %s", (version) => {
  test("accepts the generated code and the scaffold under every strict flag", { timeout: 120_000 }, async () => {
    const { code, out } = await project.typeCheck(version);
    expect({ code, out: out.slice(0, 2_000) }).toEqual({ code: 0, out: "" });
  });
});

describe.each(["gen-proto", "gen-proto-number"])("the Protobuf codecs in %s", (folder) => {
  const builtIn = ["any", "struct", "timestamp"].map((name) => `google/protobuf/${name}`);
  const codecs = [...builtIn, "common/base", "hostile/two", "hostile/main"].map((name) => `${folder}/${name}/codec.ts`);

  test("write what protobuf-es and protobufjs write, and read what they read", { timeout: 120_000 }, async () => {
    cpSync(join(testdata, "equivalence/check-proto.ts"), join(project.folder, "check-proto.ts"));
    const { code, out, err } = await project.node("check-proto.ts", "30", "proto/main.proto", ...codecs);
    expect({ code, out, err: err.slice(0, 3_000) }).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+ messages agree\n$/),
      err: "",
    });
  });
});

describe.each(["gen-plain", "gen-kept", "gen-number"])("the codecs in %s", (folder) => {
  const codecs = ["leaf", "common/base", "hostile/main"].map((module) => `${folder}/${module}/codec.ts`);

  test("agree with a compiled codec on random values and broken bytes", { timeout: 120_000 }, async () => {
    cpSync(join(testdata, "equivalence/check.ts"), join(project.folder, "check.ts"));
    const { code, out, err } = await project.node("check.ts", "30", ...codecs);
    expect({ code, out, err: err.slice(0, 3_000) }).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+ codecs agree\n$/),
      err: "",
    });
  });

  test("agree with the interpreter, where no code may be made from strings", { timeout: 120_000 }, async () => {
    cpSync(join(testdata, "equivalence/check.ts"), join(project.folder, "check.ts"));
    const flags = ["--disallow-code-generation-from-strings", "--disable-proto=throw"];
    const { code, out, err } = await project.node(...flags, "check.ts", "10", ...codecs);
    expect({ code, out, err: err.slice(0, 3_000) }).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+ codecs agree\n$/),
      err: "",
    });
  });
});
