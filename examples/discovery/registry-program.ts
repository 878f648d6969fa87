import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findPeer } from "../../scripts/peers/find.mjs";
import type { RegistryKind } from "./registries.ts";

/** An etcd or a Consul agent of this example's own. What it stored goes with it. */
export interface RegistryProgram extends AsyncDisposable {
  readonly url: string;
}

/** Milliseconds in which it must be ready for work. */
const PATIENCE_MS = 20_000;

/** The path of etcd or Consul on this machine, where there is one. */
export function registryProgram(kind: RegistryKind): string | undefined {
  return findPeer(kind, process.env);
}

/** Starts the program at `path` on free ports, its data in a temporary folder; settles when it is ready for work. */
export async function startRegistry(kind: RegistryKind, path: string): Promise<RegistryProgram> {
  const folder = mkdtempSync(join(tmpdir(), "kitex-ts-example-"));
  const [client = 0, ...others] = await freePorts(3);
  const url = `http://127.0.0.1:${client}`;
  const args = kind === "etcd" ? etcdArgs(folder, client, others) : consulArgs(client, others);
  const child = spawn(path, args, { stdio: "ignore" });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  const stop = async (): Promise<void> => {
    kill();
    await ended;
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = await Promise.race([ended.then(() => false), answers(kind, url)]);
  if (!ready) {
    await stop();
    throw new Error(`${path} does not get ready for work`);
  }
  return { url, [Symbol.asyncDispose]: stop };
}

function etcdArgs(folder: string, client: number, [peer]: readonly number[]): readonly string[] {
  const [clients, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  return [
    ...["--data-dir", join(folder, "etcd"), "--listen-client-urls", clients, "--advertise-client-urls", clients],
    ...["--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers, "--initial-cluster", `default=${peers}`],
  ];
}

function consulArgs(client: number, [server, serf]: readonly number[]): readonly string[] {
  return [
    ...["agent", "-dev", "-bind=127.0.0.1", `-http-port=${client}`, `-server-port=${server}`],
    ...[`-serf-lan-port=${serf}`, "-serf-wan-port=-1", "-dns-port=-1", "-grpc-port=-1", "-grpc-tls-port=-1"],
  ];
}

/** Whether the registry at `url` comes to answer as one that can store. */
async function answers(kind: RegistryKind, url: string): Promise<boolean> {
  const path = kind === "etcd" ? "/health" : "/v1/health/service/consul?passing";
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    const text = await fetch(url + path, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.text(),
      () => "",
    );
    if (kind === "etcd" ? text.includes('"true"') : text.includes('"ServicePort"') || text.includes('"Service"')) {
      return true;
    }
    await wait(50);
  }
  return false;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
