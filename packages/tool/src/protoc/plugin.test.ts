import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadProto } from "@kitex-ts/idl/proto";
import { expect, test } from "vitest";
import { generate } from "../generate.ts";
import { scratchProject, sourceCondition } from "../testing/scratch-project.ts";
import { answerCompiler } from "./plugin.ts";
import { FieldReader, FieldWriter } from "./wire.ts";

const idl = {
  "echo.proto":
    'edition = "2023"; package echo; import "shared/text.proto"; import "google/protobuf/timestamp.proto";' +
    "// Says it again.\nmessage Said { shared.Text text = 1; google.protobuf.Timestamp at = 2; uint64 id = 3; }" +
    " service Echo { rpc Echo(Said) returns (stream Said); }",
  "shared/text.proto": 'syntax = "proto3"; package shared; message Text { optional string text = 1; }',
};

/** The request that a compiler makes of .proto files, which are on no disk. */
function request(filesToGenerate: readonly string[], parameter: string = "", files: Record<string, string> = idl) {
  const root = resolve("/kitex-test");
  const texts = new Map(Object.entries(files).map(([path, text]) => [join(root, path), text]));
  const loaded = loadProto([...texts.keys()], { includePaths: [root], readFile: (path) => texts.get(path) });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join("\n"));
  const out = new FieldWriter();
  for (const name of filesToGenerate) out.text(1, name);
  if (parameter !== "") out.text(2, parameter);
  // The version of the compiler, which does not count.
  out.bytes(3, Uint8Array.of(0x08, 0x03));
  for (const { descriptor } of loaded.program.files) out.bytes(15, descriptor);
  return out.finish();
}

/** An answer as a compiler reads it. */
function answer(bytes: Uint8Array): { readonly error: string | undefined; readonly files: Record<string, string> } {
  let error: string | undefined;
  const files: Record<string, string> = {};
  for (const field of new FieldReader(answerCompiler(bytes, tmpdir())).fields()) {
    if (field.number === 1) error = field.text();
    if (field.number !== 15) continue;
    const [path, text] = [...new FieldReader(field.bytes()).fields()];
    files[path?.text() ?? ""] = text?.text() ?? "";
  }
  return { error, files };
}

test("the files that were asked for are generated as `kitex gen` does, and no others", async () => {
  using project = scratchProject(idl);
  await generate({ idl: ["echo.proto"], cwd: project.folder, importExtension: ".js" });
  const { error, files } = answer(request(["echo.proto"], "import_extension=.js"));
  expect(error).toBeUndefined();
  const five = ["client", "codec", "server", "service", "types"].map((part) => `echo/${part}.ts`);
  expect(Object.keys(files).sort()).toEqual(five);
  // A descriptor has no comments.
  const commentless = (text: string): string => text.replaceAll("/** Says it again. */\n", "");
  for (const path of five) expect(files[path]).toBe(commentless(project.read(`kitex-gen/${path}`)));
});

test("several files in one run, and integers as numbers", () => {
  const { files } = answer(request(["shared/text.proto", "echo.proto"], " i64=number , import_extension=none,"));
  expect(Object.keys(files)).toHaveLength(7);
  expect(files["echo/types.ts"]).toContain("  id?: number | undefined;");
  expect(files["echo/types.ts"]).toContain('from "../shared/text/types";');
});

test("editions and proto3's optional are supported", () => {
  const numbers = [...new FieldReader(answerCompiler(request(["echo.proto"]), tmpdir())).fields()].slice(0, 3);
  expect(numbers.map(({ number }) => number)).toEqual([2, 3, 4]);
});

test.each([
  [request(["missing.proto"]), 'there is no file "missing.proto"'],
  [request(["echo.proto"], "i64=string"), 'the option "i64=string" makes no sense\n  there are import_extension='],
  [request(["echo.proto"], "import_extension=.mjs"), 'the option "import_extension=.mjs" makes no sense'],
  [request(["echo.proto"], "toString=1"), 'the option "toString=1" makes no sense'],
  [
    request(["a/x.proto", "b/x.proto"], "", {
      "a/x.proto": 'syntax = "proto3"; package p;',
      "b/x.proto": 'syntax = "proto3"; package p;',
    }),
    "both write to the folder p/x",
  ],
])("what is wrong is the answer (%#)", (bytes, message) => {
  const { error, files } = answer(bytes);
  expect(error).toContain(message);
  expect(files).toEqual({});
});

test.each(["ff", "0a05", "0b", "7a0401020304", "0801", "0a8080808080808080808080"])("%s is no request", (hex) => {
  const answered = (): unknown => answer(Buffer.from(hex, "hex")).error ?? "no error";
  // Either the bytes are none, or the files in them are.
  let outcome: unknown;
  try {
    outcome = answered();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return;
  }
  expect(outcome).not.toBe("no error");
});

test("the program talks over its standard streams", async () => {
  const program = join(import.meta.dirname, "../protoc-gen-kitex-ts.ts");
  const run = (input: Uint8Array): Promise<{ out: Buffer; err: string; code: unknown }> =>
    new Promise((done) => {
      const child = execFile(
        process.execPath,
        [sourceCondition, program],
        { encoding: "buffer", maxBuffer: 1 << 26 },
        (error, out, err) => done({ out, err: err.toString(), code: error?.code ?? 0 }),
      );
      child.stdin?.end(input);
    });
  const bytes = request(["echo.proto"]);
  const [good, bad] = await Promise.all([run(bytes), run(Buffer.from("ff", "hex"))]);
  expect(good).toMatchObject({ err: "", code: 0 });
  expect(good.out.includes("export interface Said {")).toBe(true);
  expect(bad).toMatchObject({ err: "protoc-gen-kitex-ts: a number that does not end\n", code: 1 });
});
