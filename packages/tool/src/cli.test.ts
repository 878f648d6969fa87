import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linkedProject, type ScratchProject, scratchProject } from "./testing/scratch-project.ts";
import { spawnKitex } from "./testing/spawned.ts";

const echo = "namespace go echo\nstruct A { 1: i32 a }\nservice Echo {\n  /** Says it again. */\n  A echo(1: A a)\n}\n";

let project: ScratchProject;

beforeEach(() => {
  project = scratchProject({ "echo.thrift": echo });
});
afterEach(() => project[Symbol.dispose]());

describe("exit codes", { timeout: 30_000 }, () => {
  test("0 for help and version, on the standard output", async () => {
    expect(await project.kitex("--version")).toEqual({ code: 0, out: "0.0.0\n", err: "" });
    expect(await project.kitex("gen", "--help")).toMatchObject({
      code: 0,
      out: expect.stringContaining("Examples"),
      err: "",
    });
  });

  test("0 for a run that worked", async () => {
    expect(await project.kitex("echo.thrift")).toEqual({ code: 0, out: "", err: "5 files written, 0 unchanged\n" });
    expect(await project.kitex("gen", "echo.thrift", "-v")).toEqual({
      code: 0,
      out: "",
      err: "0 files written, 5 unchanged\n",
    });
  });

  test("1 for an error in the IDL, with its place and a caret", async () => {
    project.write("bad.thrift", "struct A {\n  1: Reqest a\n}\nstruct Request {}\n");
    const { code, err } = await project.kitex("bad.thrift");
    expect(code).toBe(1);
    expect(err).toBe(
      'bad.thrift:2:6: error: unknown type "Reqest"\n 2 |   1: Reqest a\n   |      ^^^^^^\n   = did you mean "Request"?\n1 error; nothing was written\n',
    );
  });

  test("1 when --check finds stale files, which it names", async () => {
    await project.kitex("echo.thrift");
    expect(await project.kitex("--check", "echo.thrift")).toEqual({ code: 0, out: "", err: "" });
    project.write("echo.thrift", echo.replace("a }", "a, 2: string b }"));
    const { code, err } = await project.kitex("--check", "echo.thrift");
    expect(code).toBe(1);
    expect(err.split("\n").slice(0, 2)).toEqual([
      `${join("kitex-gen/echo/types.ts")} is stale or missing`,
      `${join("kitex-gen/echo/codec.ts")} is stale or missing`,
    ]);
  });

  test("2 for arguments that make no sense", async () => {
    expect(await project.kitex("-streamx", "echo.thrift")).toEqual({
      code: 2,
      out: "",
      err: "kitex: -streamx is a flag of Kitex for Go; here streams are those of the IDL; they need no flag\n  leave it away\n",
    });
  });

  test("3 for a core that is too old", async () => {
    project.write("node_modules/@kitex-ts/core/package.json", '{ "version": "0.0.0-old" }');
    expect(await project.kitex("echo.thrift")).toMatchObject({
      code: 3,
      err: expect.stringContaining("this project has @kitex-ts/core 0.0.0-old"),
    });
    expect(await project.kitex("-no-dependency-check", "echo.thrift")).toMatchObject({ code: 0 });
  });
});

test("a hostile file name does not reach the terminal as it is", { timeout: 30_000 }, async () => {
  const { err } = await project.kitex("\u001b[31mx\u0007.thrift");
  expect(err).not.toContain("\u001b");
  expect(err).not.toContain("\u0007");
});

describe("-service", { timeout: 60_000 }, () => {
  test("writes a server, and from then on only what is missing", async () => {
    await project.kitex("-service", "demo", "echo.thrift");
    expect(project.list(".").filter((path) => !path.startsWith("kitex-gen"))).toEqual([
      "echo.thrift",
      "handler.ts",
      "kitex.json",
      "main.ts",
      "package.json",
      "tsconfig.json",
    ]);
    expect(project.read("handler.ts")).toBe(`import type { EchoHandler } from "./kitex-gen/echo/service.ts";

export const echoHandler: EchoHandler = {
  /** Says it again. */
  async echo(a, ctx) {
    throw new Error("Echo.echo is not written: fill it in in handler.ts");
  },
};
`);
    expect(project.read("main.ts")).toContain("server.register(Echo, echoHandler);");
    expect(JSON.parse(project.read("package.json"))).toMatchObject({
      name: "demo",
      scripts: { gen: "kitex -service demo echo.thrift" },
    });

    const mine = project.read("handler.ts").replace(/throw .*/, "return a; // mine");
    project.write("handler.ts", mine);
    for (const path of ["main.ts", "package.json", "tsconfig.json"]) project.write(path, `${project.read(path)}\n`);
    project.write("kitex.json", "{}");
    project.write("echo.thrift", echo.replace("A echo", "A twice(1: A a, 2: i32 times)\n  A echo"));
    const before = Object.fromEntries(
      ["main.ts", "package.json", "tsconfig.json"].map((path) => [path, project.read(path)]),
    );

    const { err } = await project.kitex("-service", "demo", "echo.thrift");
    expect(err).toContain("handler.ts: added Echo.twice");
    expect(project.read("handler.ts")).toBe(
      mine.replace(
        /\};\n$/,
        '\n  /** Says it again. */\n  async twice(request, ctx) {\n    throw new Error("Echo.twice is not written: fill it in in handler.ts");\n  },\n};\n',
      ),
    );
    expect(JSON.parse(project.read("kitex.json"))).toEqual({ serviceName: "demo", toolVersion: "0.0.0" });
    for (const [path, text] of Object.entries(before)) expect(project.read(path)).toBe(text);

    const handler = project.read("handler.ts");
    expect(await project.kitex("-service", "demo", "echo.thrift")).toMatchObject({
      err: "0 files written, 5 unchanged\n",
    });
    expect(project.read("handler.ts")).toBe(handler);
  });

  test("says what main.ts does not register", async () => {
    await project.kitex("-service", "demo", "echo.thrift");
    project.write("echo.thrift", `${echo}service Second { void go() }\n`);
    const { err } = await project.kitex("-service", "demo", "echo.thrift");
    expect(err).toContain("main.ts does not mention the service Second");
    expect(err).toContain("server.register(Second, secondHandler);");
  });

  test("is refused where the IDL has no service, and nothing is written", async () => {
    project.write("types.thrift", "struct A { 1: i32 a }");
    const { code, err } = await project.kitex("-service", "demo", "types.thrift");
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining("no service is defined in types.thrift"),
    });
    expect(project.list(".")).toEqual(["echo.thrift", "types.thrift"]);
  });

  test("with -use imports generated code from elsewhere, and generates none", async () => {
    await project.kitex("-service", "demo", "-use", "@acme/idl", "echo.thrift");
    expect(project.read("main.ts")).toContain('import { Echo } from "@acme/idl/echo/service.ts";');
    expect(project.list(".")).not.toContainEqual(expect.stringContaining("kitex-gen"));
  });

  test("leaves a package.json that is there alone, and says what it lacks", async () => {
    project.write("package.json", "{}");
    const { err } = await project.kitex("-service", "demo", "echo.thrift");
    expect(err).toContain('has no "type": "module"');
    expect(project.read("package.json")).toBe("{}");
  });

  test("runs: the server starts, and says on which port", async () => {
    using linked = linkedProject({ "echo.thrift": echo });
    await linked.kitex("-service", 'it\'s `a` "demo"', "echo.thrift");
    linked.write(
      "call.mjs",
      `import { createClient } from "@kitex-ts/core";
import { Echo } from "./kitex-gen/echo/service.ts";
process.env.PORT = "0";
const said = new Promise((resolve) => { console.log = resolve; });
await import("./main.ts");
const port = /port (\\d+)$/.exec(await said)[1];
const client = createClient(Echo, { destination: "demo", hostPorts: ["127.0.0.1:" + port] });
const result = await client.echo.safe({ a: 1 });
await client.close();
process.stdout.write(result.error.message);
process.exit(0);
`,
    );
    const { out, err } = await linked.node("call.mjs");
    expect({ out, err }).toMatchObject({
      out: expect.stringContaining("Echo.echo is not written: fill it in in handler.ts"),
    });
  });
});

describe("--watch", { timeout: 30_000 }, () => {
  test("generates again after each change, lives through errors, and ends at Ctrl-C with 0", async () => {
    await using kitex = spawnKitex(project.folder, "gen", "--watch", "echo.thrift");
    await kitex.says("watching for changes");
    project.write("echo.thrift", echo.replace("a }", "b }"));
    await kitex.says("watching for changes");
    expect(project.read("kitex-gen/echo/types.ts")).toContain("b: number;");

    project.write("echo.thrift", "struct {");
    await kitex.says("nothing was written");
    await kitex.says("watching for changes");
    expect(project.read("kitex-gen/echo/types.ts")).toContain("b: number;");

    project.write("echo.thrift", echo.replace("a }", "c }"));
    await kitex.says("watching for changes");
    expect(project.read("kitex-gen/echo/types.ts")).toContain("c: number;");
    expect(await kitex.stop("SIGINT")).toBe(0);
  });

  test("follows .proto files and what they import", async () => {
    project.write("lib/item.proto", 'syntax = "proto3"; message Item { int32 a = 1; }');
    project.write("shop.proto", 'syntax = "proto3"; import "item.proto"; message Order { Item item = 1; }');
    await using kitex = spawnKitex(project.folder, "gen", "--watch", "-I", "lib", "shop.proto");
    await kitex.says("watching for changes");
    project.write("lib/item.proto", 'syntax = "proto3"; message Item { string text = 1; }');
    await kitex.says("watching for changes");
    expect(project.read("kitex-gen/item/types.ts")).toContain("text: string;");
    expect(await kitex.stop("SIGTERM")).toBe(0);
  });

  test("follows included files in other folders", async () => {
    project.write("lib/base.thrift", "struct Base { 1: i32 a }");
    project.write("echo.thrift", 'include "base.thrift"\nstruct A { 1: base.Base b }');
    await using kitex = spawnKitex(project.folder, "gen", "--watch", "-I", "lib", "echo.thrift");
    await kitex.says("watching for changes");
    project.write("lib/base.thrift", "struct Base { 1: string text }");
    await kitex.says("watching for changes");
    expect(project.read("kitex-gen/base/types.ts")).toContain("text: string;");
    expect(await kitex.stop("SIGTERM")).toBe(0);
  });
});
