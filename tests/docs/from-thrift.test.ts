import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileInto } from "../apache/compile.ts";
import { describePeer } from "../support/peers.ts";
import { listeningPort } from "./listening-port.ts";
import { blocksOf } from "./markdown-blocks.ts";

const root = join(import.meta.dirname, "../..");
const nodeArgs = ["--conditions=@kitex-ts/source"];
const blocks = blocksOf(join(root, "docs/from-thrift.md"));
const clientLines = ["pen 250", "no nobody", "200"];

// Beside the tests, so that the packages are found as from an application.
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(import.meta.dirname, "from-thrift-"));
  // The test runs beside others: any free port stands for 9090.
  for (const { file, text } of blocks)
    if (file !== undefined) place(file, text.replace(/(port: |listen\()9090/, "$10"));
  node("../../../packages/tool/src/cli.ts", "gen", "shop.thrift");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the page for those who come from npm thrift", () => {
  test("names a file in each of its blocks", () => {
    expect(blocks.map(({ file }) => file)).not.toContain(undefined);
  });

  test("its client calls its server", async () => {
    expect(await talk("server.ts", "client.ts")).toEqual(clientLines);
  });

  test("its two services are told apart", () => {
    expect(node("multiplexed.ts")).toEqual(["3 pen"]);
  });

  describePeer("thrift", "the page, with modules of Apache's compiler", ({ program }) => {
    beforeAll(() => compileInto(folder, program, join(folder, "shop.thrift"), "js:node,es6"));

    test.each([
      ["npm-server.cjs", "npm-client.cjs"],
      ["npm-server.cjs", "client.ts"],
      ["server.ts", "npm-client.cjs"],
    ])("%s is called by %s", async (server, client) => {
      expect(await talk(server, client)).toEqual(clientLines);
    });

    test("serves and calls with the compiler's types", () => {
      const lines = node("apache-types.ts");
      expect(lines).toContain("  name: 'pen',");
      expect(lines.at(-1)).toBe("200");
    });

    test("shows code that a strict compiler takes", () => {
      place("tsconfig.json", JSON.stringify(strict));
      const tsc = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
      expect(tsc.stdout).toBe("");
      expect(tsc.status).toBe(0);
    });
  });
});

/** What a careful application asks for. */
const strict = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    module: "nodenext",
    target: "esnext",
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    customConditions: ["@kitex-ts/source"],
    types: ["node"],
  },
  include: ["*.ts"],
};

function place(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

/** What a program of the page prints. */
function node(...args: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return stdout.trimEnd().split("\n");
}

/** What a client of the page prints, called on the port of a server of the page in place of 9090. */
async function talk(serverFile: string, clientFile: string): Promise<readonly string[]> {
  const server = spawn(process.execPath, [...nodeArgs, serverFile], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const port = await listeningPort(server);
    const source = blocks.find(({ file }) => file === clientFile)?.text ?? "";
    const placed = `called-${clientFile}`;
    place(placed, source.replace("9090", port));
    return node(placed);
  } finally {
    server.kill("SIGTERM");
    await new Promise((resolve) => server.once("close", resolve));
  }
}
