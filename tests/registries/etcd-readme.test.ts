import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listeningPort } from "../docs/listening-port.ts";
import { blocksOf } from "../docs/markdown-blocks.ts";
import { describePeer } from "../support/peers.ts";
import { type EtcdServer, startEtcd } from "../support/registries/etcd.ts";
import { entriesBelow } from "../support/registries/etcd-gateway.ts";
import { eventually } from "../support/registries/eventually.ts";

const root = join(import.meta.dirname, "../..");
const readme = join(root, "packages/registry-etcd/README.md");
const nodeArgs = ["--conditions=@kitex-ts/source"];
const idl = `
  namespace js echo
  struct EchoRequest { 1: required string message }
  struct EchoResponse { 1: required string message }
  service Echo { EchoResponse echo(1: EchoRequest request) }
`;

describePeer("etcd", "the README of registry-etcd", () => {
  let etcd: EtcdServer;
  // Beside the tests, so that the packages are found as from an application.
  let folder: string;

  beforeAll(async () => {
    etcd = await startEtcd();
    folder = mkdtempSync(join(import.meta.dirname, "etcd-readme-"));
    writeFileSync(join(folder, "echo.thrift"), idl);
    for (const { file, text } of blocksOf(readme)) {
      // The test runs beside others: any free port stands for 8888, and the test's etcd for the usual one.
      const here = text.replace("port: 8888", "port: 0").replace("http://127.0.0.1:2379", etcd.url);
      if (file !== undefined) writeFileSync(join(folder, file), here);
    }
    const cli = join(root, "packages/tool/src/cli.ts");
    const generated = spawnSync(process.execPath, [...nodeArgs, cli, "gen", "echo.thrift"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(generated.status, generated.stderr).toBe(0);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await etcd[Symbol.asyncDispose]();
  });

  test("its server is found by its client as both are printed, and is gone from etcd when it ends", async () => {
    const server = spawn(process.execPath, [...nodeArgs, "server.ts"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => server.once("close", resolve));
    const registered = async (): Promise<number> => (await entriesBelow(etcd.url, "kitex/registry-etcd/echo/")).length;
    try {
      await listeningPort(server);
      await eventually("the server is registered", async () => (await registered()) === 1 || undefined);
      const client = spawnSync(process.execPath, [...nodeArgs, "client.ts"], { cwd: folder, encoding: "utf8" });
      expect([client.stdout, client.stderr, client.status]).toEqual(["hi\n", "", 0]);
      server.kill("SIGTERM");
      await ended;
      expect(await registered()).toBe(0);
    } finally {
      server.kill("SIGKILL");
      await ended;
    }
  });
});
