import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listeningPort } from "./listening-port.ts";
import { blocksOf } from "./markdown-blocks.ts";

const root = join(import.meta.dirname, "../..");
const cli = join(root, "packages/tool/src/cli.ts");
const nodeArgs = ["--conditions=@kitex-ts/source"];

// Beside the tests, so that the packages are found as from an application.
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(import.meta.dirname, "readme-"));
  for (const { file, text } of blocksOf(join(root, "README.md"))) {
    // The test runs beside others: any free port stands for 8888.
    if (file !== undefined) writeFileSync(join(folder, file), text.replace("port: 8888", "port: 0"));
  }
  const generated = spawnSync(process.execPath, [...nodeArgs, cli, "gen", "hello.thrift"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(generated.status, generated.stderr).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the README's server and clients run as they are printed", async () => {
  const server = spawn(process.execPath, [...nodeArgs, "server.ts"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const port = await listeningPort(server);
    expect(run("client.ts", port)).toEqual({
      status: 0,
      lines: ["Hello, Kitex! 1n", "nobody is called nobody"],
    });
    expect(run("calls.ts", port)).toEqual({
      status: 0,
      lines: [
        "greet took some time",
        "greet took some time",
        "greet took some time",
        "KITEX_ERR_CONNECT connect 127.0.0.1:1",
        "undefined",
      ],
    });
  } finally {
    server.kill("SIGTERM");
    await new Promise((resolve) => server.once("close", resolve));
  }
});

test("the README's stream code stands in the example, line for line", () => {
  const example = ["server.ts", "client.ts"]
    .map((file) => readFileSync(join(root, "examples/streaming", file), "utf8"))
    .join("\n")
    .split("\n")
    .map((line) => line.trim());
  const shown = blocksOf(join(root, "README.md"))
    .filter(({ file, language }) => file === undefined && language === "ts")
    .flatMap(({ text }) => text.trim().split("\n"))
    .map((line) => line.trim())
    .filter((line) => !line.startsWith("//"));
  expect(shown.length).toBeGreaterThan(5);
  expect(example).toEqual(expect.arrayContaining(shown));
});

/** What a client of the README prints, called on the server's port in place of 8888. */
function run(file: string, port: string): { readonly status: number | null; readonly lines: readonly string[] } {
  const source = blocksOf(join(root, "README.md")).find((block) => block.file === file)?.text ?? "";
  writeFileSync(join(folder, file), source.replaceAll(":8888", `:${port}`));
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, file], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { status, lines: stdout.trimEnd().split("\n") };
}
