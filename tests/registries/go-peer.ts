import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { runAsync } from "../support/workspace.ts";
import type { RegistryName, RegistryServer } from "./kinds/kind.ts";

/** Where the Go program finds the registry, and which service it is about. */
export interface GoTarget {
  readonly program: string;
  readonly registry: RegistryName;
  readonly server: RegistryServer;
  readonly service: string;
}

/** What Kitex's resolver makes of an entry. */
export interface GoInstance {
  readonly network: string;
  readonly address: string;
  readonly weight: number;
  /** Those of the names that the Go program asks for. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A Kitex server that registers itself, with the address it answers with. It is killed when it is disposed of. */
export interface GoServer extends AsyncDisposable {
  readonly address: string;
  /** Stops it gracefully. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface GoServerOptions {
  /** Default 127.0.0.1, any free port. */
  readonly listen?: string;
  readonly weight?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Starts a {@link GoServer}; settles when it listens, a second before it registers. */
export async function goServe(target: GoTarget, own: GoServerOptions = {}): Promise<GoServer> {
  const options = { ...optionsOf(target), listen: "127.0.0.1:0", ...own };
  const child = spawn(target.program, ["serve", JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, KITEX_ETCD_REGISTRY_LEASE_TTL: "2" },
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.on("error", reject);
    void ended.then(() => reject(new Error(`the Go server ended with ${child.exitCode ?? child.signalCode}`)));
  });
  const { address }: { readonly address: string } = JSON.parse(line);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  return {
    address,
    stop: () => {
      child.stdin.end();
      return ended;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

/** What Kitex's resolver finds; rejects when it finds nobody. */
export async function goResolve(target: GoTarget): Promise<readonly GoInstance[]> {
  const found: GoInstance[] = JSON.parse(await ask(target, "resolve", optionsOf(target)));
  return found.sort((a, b) => a.address.localeCompare(b.address));
}

/** Lets a Kitex client that resolves the service make `times` calls: who answered how often, and what failed. */
export async function goCall(
  target: GoTarget,
  times: number,
): Promise<{ readonly answers: Readonly<Record<string, number>>; readonly errors: readonly string[] }> {
  return JSON.parse(await ask(target, "call", { ...optionsOf(target), times }));
}

function ask({ program }: GoTarget, command: string, options: object): Promise<string> {
  return runAsync(program, [command, JSON.stringify(options)], process.cwd());
}

function optionsOf({ registry, server, service }: GoTarget) {
  return { registry, endpoint: `127.0.0.1:${server.port}`, service };
}
