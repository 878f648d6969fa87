import { afterEach, beforeEach, expect, test } from "vitest";
import { cliPath, type ScratchProject, scratchProject } from "./testing/scratch-project.ts";

let project: ScratchProject;

beforeEach(() => {
  project = scratchProject({
    "echo.thrift": "struct A { 1: i32 a }\n",
    "echo.proto": 'syntax = "proto3"; package echo; message A {}\n',
    "report.mjs": `
      import { createRequire } from "node:module";
      process.on("exit", () => console.log(Object.keys(createRequire(import.meta.url).cache).join("\\n")));
    `,
  });
});
afterEach(() => project[Symbol.dispose]());

test.each([
  ["Thrift loads no parser of .proto files", "echo.thrift", false],
  ["Protobuf does, so that this would be seen", "echo.proto", true],
])("generating from %s", async (_what, file, loaded) => {
  const { code, out } = await project.node("--import", "./report.mjs", cliPath, "gen", file);
  expect(code).toBe(0);
  expect(out.includes("protobufjs")).toBe(loaded);
});
