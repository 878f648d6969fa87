import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { root } from "../support/workspace.ts";
import { listeningPort } from "./listening-port.ts";
import { type Block, blocksOf } from "./markdown-blocks.ts";

const nodeArgs = ["--conditions=@kitex-ts/source"];

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

/** The programs of a page, to be run. The folder goes with `Symbol.dispose`. */
export interface PagePrograms extends Disposable {
  readonly folder: string;
  readonly blocks: readonly Block[];
  /** Runs a program to its end and gives the lines that it printed. */
  run(...args: readonly string[]): readonly string[];
  /** What a client of the page prints that calls a server of the page. */
  talk(server: string, client: string): Promise<readonly string[]>;
  /** What a strict compiler says of the page's TypeScript. */
  typeErrors(): string;
}

/**
 * Writes the files of `page` into a folder and generates code for `idl`, which is one of them. A test runs beside others,
 * so any free port stands for `port`, which is the one on the page.
 */
export function pagePrograms(page: string, idl: string, port: number): PagePrograms {
  // Beside the tests, so that the packages are found as from an application.
  const folder = mkdtempSync(join(import.meta.dirname, "page-"));
  const blocks = blocksOf(join(root, "docs", page));
  const ownPort = new RegExp(`(port: |listen\\(|bindAsync\\("127\\.0\\.0\\.1:)${port}`);
  for (const { file, text } of blocks) {
    if (file !== undefined) writeFileSync(join(folder, file), text.replace(ownPort, "$10"));
  }
  const run = (...args: readonly string[]): readonly string[] => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    return stdout.trimEnd().split("\n");
  };
  run("../../../packages/tool/src/cli.ts", "gen", idl);
  return {
    folder,
    blocks,
    run,
    async talk(serverFile, clientFile) {
      const server = spawn(process.execPath, [...nodeArgs, serverFile], {
        cwd: folder,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise((resolve) => server.once("close", resolve));
      try {
        const { text } = found(blocks, clientFile);
        const placed = `called-${clientFile}`;
        writeFileSync(join(folder, placed), text.replace(String(port), await listeningPort(server)));
        return run(placed);
      } finally {
        server.kill("SIGTERM");
        await ended;
      }
    },
    typeErrors() {
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(strict));
      return spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" }).stdout;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function found(blocks: readonly Block[], name: string): Block {
  const block = blocks.find(({ file }) => file === name);
  if (block === undefined) throw new Error(`the page has no ${name}`);
  return block;
}
