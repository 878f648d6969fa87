import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Registry, Resolver } from "@kitex-ts/core/extension";
import { memoryRegistry } from "@kitex-ts/core/testing";
import { serveGreeter } from "./greeter-server.ts";
import { type RegistryKind, resolverAt } from "./registries.ts";
import { registryProgram, startRegistry } from "./registry-program.ts";

/** One server of the fleet. */
export interface FleetServer {
  /** Ends it gracefully: it takes its announcement back, and answers the calls in flight. */
  stop(): Promise<void>;
  /** Ends it without a word: its connections break, and it stays announced. */
  kill(): Promise<void>;
}

/** Servers, and the registry in which they announce themselves. */
export interface Fleet extends AsyncDisposable {
  /** The registry, for people. */
  readonly registry: string;
  readonly resolver: Resolver;
  start(name: string): Promise<FleetServer>;
}

/** Where a registry is that runs already. */
const environment: Readonly<Record<RegistryKind, string>> = { etcd: "ETCD_ENDPOINTS", consul: "CONSUL_HTTP_ADDR" };

/** The registry that is there: one that runs, else one that can be started, else that in memory. */
export function registryThatIsThere(): RegistryKind | "memory" {
  const kinds: readonly RegistryKind[] = ["etcd", "consul"];
  const running = kinds.find((kind) => urlOfRunning(kind) !== undefined);
  return running ?? kinds.find((kind) => registryProgram(kind) !== undefined) ?? "memory";
}

/** Makes a fleet without servers; starts a registry where none runs. */
export async function openFleet(kind: RegistryKind | "memory"): Promise<Fleet> {
  if (kind === "memory") return fleetInThisProcess();
  const url = urlOfRunning(kind);
  if (url !== undefined) return fleetOfProcesses(kind, url);
  const program = registryProgram(kind);
  if (program === undefined) {
    throw new Error(
      `${kind} is not on this machine: \`npm run setup:peers\` gets it, or set ${environment[kind]} to one that runs`,
    );
  }
  const registry = await startRegistry(kind, program);
  const fleet = fleetOfProcesses(kind, registry.url);
  return {
    ...fleet,
    [Symbol.asyncDispose]: async () => {
      await fleet[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

function urlOfRunning(kind: RegistryKind): string | undefined {
  return process.env[environment[kind]] || undefined;
}

function fleetOfProcesses(kind: RegistryKind, url: string): Fleet {
  const resolver = resolverAt(kind, url);
  const servers = new Set<FleetServer>();
  return {
    registry: resolver.name,
    resolver,
    start: async (name) => {
      const server = await startProcess(kind, url, name);
      servers.add(server);
      return server;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(Array.from(servers, (server) => server.stop()));
      await resolver.close?.();
    },
  };
}

async function startProcess(kind: RegistryKind, url: string, name: string): Promise<FleetServer> {
  const args = ["--conditions=@kitex-ts/source", "server.ts", kind, url, name];
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  process.once("exit", () => child.kill("SIGKILL"));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  const listens = once(child.stdout, "data").then(() => true);
  if (!(await Promise.race([listens, exited.then(() => false)]))) throw new Error(`server ${name} ended`);
  return { stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

function fleetInThisProcess(): Fleet {
  const memory = memoryRegistry();
  const servers = new Set<FleetServer>();
  return {
    registry: "memory, the servers in this process",
    resolver: memory,
    start: async (name) => {
      let killed = false;
      const registry: Registry = {
        ...memory,
        deregister: async (info, signal) => {
          if (!killed) await memory.deregister(info, signal);
        },
      };
      const server = await serveGreeter(name, registry, false);
      const stop = (): Promise<void> => server.close();
      const kill = (): Promise<void> => {
        killed = true;
        return server.close();
      };
      servers.add({ stop, kill });
      return { stop, kill };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(Array.from(servers, (server) => server.stop()));
    },
  };
}
