import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listeningPort } from "./listening-port.ts";

const examples = join(import.meta.dirname, "../../examples");
const nodeArgs = ["--conditions=@kitex-ts/source"];

/** The lines that a client prints which calls a server that ends at a signal; both are files of `folder`. */
async function clientOf(folder: string): Promise<readonly string[]> {
  const server = spawn(process.execPath, [...nodeArgs, "server.ts", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => server.once("close", (_code, signal) => resolve(signal)));
  try {
    const port = await listeningPort(server);
    const client = spawnSync(process.execPath, [...nodeArgs, "client.ts", port], { cwd: folder, encoding: "utf8" });
    expect(client).toMatchObject({ status: 0, stderr: "" });
    return client.stdout.trimEnd().split("\n");
  } finally {
    server.kill("SIGTERM");
    expect(await ended).toBe("SIGTERM");
  }
}

/** The lines of `files` in `folder`. */
function linesOf(folder: string, files: readonly string[]): readonly string[] {
  return files.flatMap((file) => readFileSync(join(folder, file), "utf8").trimEnd().split("\n"));
}

describe("examples/hello", () => {
  const folder = join(examples, "hello");

  test("has under 40 lines written by hand", () => {
    expect(linesOf(folder, ["hello.thrift", "server.ts", "client.ts"]).length).toBeLessThan(40);
  });

  test("its client calls its server, which ends at a signal", async () => {
    expect(await clientOf(folder)).toEqual(["Hello, Kitex!"]);
  });
});

describe("examples/streaming", () => {
  const folder = join(examples, "streaming");

  test("shows the four kinds in under 80 lines written by hand", () => {
    expect(linesOf(folder, ["chat.proto", "server.ts", "client.ts"]).length).toBeLessThan(80);
  });

  test("its client calls its server in all four, and the server ends at a signal", async () => {
    expect(await clientOf(folder)).toEqual([
      "Hello, Ann!",
      "news 1",
      "news 2",
      "news 3",
      "2 lines uploaded",
      "PING",
      "PONG",
    ]);
  });
});

describe("the demo", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [...nodeArgs, "demo.ts", ...args], { cwd: join(examples, "demo"), encoding: "utf8" });

  test("shows a call of each kind and ends well", () => {
    const { status, stdout, stderr } = run("--port", "0");
    expect(status).toBe(0);
    expect(stderr).toBe("0 files written, 5 unchanged\n"); // the tool's summary
    for (const line of [
      /^server +listening on 127\.0\.0\.1:\d+$/m,
      /title: 'Green tea'/,
      /^exception +NotFound: no "coffee"; look at the shelf again$/m,
      /^business status +4001 only 10 left, \[\["wanted","12"\]\]$/m,
      /^oneway +the server heard: somebody looked at "tea"$/m,
      /^metainfo back +\[ \[ 'served-by', 'demo' \] \]$/m,
      /^metainfo +ann of acme$/m,
      /^timeout +Shop\/takeStock timed out after 100 ms while waiting for the response from /m,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect(stdout).not.toContain("\u001b"); // no colours into a pipe
  });

  test("says what to do when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    try {
      const address = other.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      const { status, stderr } = run("--port", String(address.port));
      expect(status).toBe(1);
      expect(stderr).toContain(`127.0.0.1:${address.port} is in use by another program`);
      expect(stderr).toContain("npm run demo -- --port 9999");
    } finally {
      other.close();
    }
  });

  test.each(["70000", "x", "-1"])("refuses port %s", (port) => {
    const { status, stderr } = run(`--port=${port}`);
    expect(status).toBe(1);
    expect(stderr).toContain(`--port must be an integer from 0 to 65535, got "${port}"`);
  });
});
