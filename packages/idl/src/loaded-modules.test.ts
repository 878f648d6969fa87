import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Which of npm's modules a program has loaded when it ends. */
function loadedBy(program: string): string[] {
  const report = `
    import { createRequire } from "node:module";
    process.on("exit", () => console.log(Object.keys(createRequire(import.meta.url).cache).join("\\n")));
  `;
  const args = ["--conditions=@kitex-ts/source", "--input-type=module", "--eval", report + program];
  const printed = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" });
  return printed.split("\n").filter((path) => path.includes("node_modules"));
}

test("reading Thrift loads no parser of .proto files", () => {
  const program = `
    import { loadThrift } from "@kitex-ts/idl";
    const read = loadThrift("/a.thrift", { readFile: () => "struct A {}" });
    if (!read.ok) throw new Error("it does not read");
  `;
  expect(loadedBy(program)).toEqual([]);
});

test("the door for Protobuf does, so that this would be seen", () => {
  expect(loadedBy('import "@kitex-ts/idl/proto";')).toContainEqual(expect.stringContaining("protobufjs"));
});
