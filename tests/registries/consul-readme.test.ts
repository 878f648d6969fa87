import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listeningPort } from "../docs/listening-port.ts";
import { blocksOf } from "../docs/markdown-blocks.ts";
import { describePeer } from "../support/peers.ts";
import { startConsul } from "../support/registries/consul.ts";
import { servicesNamed } from "../support/registries/consul-http.ts";
import { eventually } from "../support/registries/eventually.ts";

const root = join(import.meta.dirname, "../..");
const readme = join(root, "packages/registry-consul/README.md");
const nodeArgs = ["--conditions=@kitex-ts/source"];
const idl = `
  namespace go echo
  struct EchoRequest { 1: string message }
  struct EchoResponse { 1: string message }
  service Echo { EchoResponse echo(1: EchoRequest req) }
`;

describePeer("consul", "the README of registry-consul", () => {
  // Beside the tests, so that the packages are found as from an application.
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(import.meta.dirname, "consul-readme-"));
    writeFileSync(join(folder, "echo.thrift"), idl);
    for (const { file, text } of blocksOf(readme)) {
      // The test runs beside others: any free port stands for 8888.
      if (file !== undefined) writeFileSync(join(folder, file), text.replace("port: 8888", "port: 0"));
    }
    const cli = join(root, "packages/tool/src/cli.ts");
    const generated = spawnSync(process.execPath, [...nodeArgs, cli, "gen", "echo.thrift"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(generated.status, generated.stderr).toBe(0);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("its server is found by its client as both are printed, and is gone from Consul when it ends", async () => {
    await using agent = await startConsul();
    const env = { ...process.env, CONSUL_HTTP_ADDR: agent.url };
    const server = spawn(process.execPath, [...nodeArgs, "server.ts"], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => server.once("close", resolve));
    try {
      await listeningPort(server);
      const registered = async (): Promise<number> => (await servicesNamed(agent, "echo")).length;
      await eventually("the server is registered", async () => (await registered()) === 1 || undefined);
      const client = spawnSync(process.execPath, [...nodeArgs, "client.ts"], { cwd: folder, env, encoding: "utf8" });
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
