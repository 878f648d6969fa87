import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RegistryName } from "../kinds/kind.ts";
import type { EchoServerOptions } from "./echo-server.ts";

const program = fileURLToPath(new URL("echo-program.ts", import.meta.url));

/** A server of ours as a process of its own. It is killed when it is disposed of. */
export interface EchoProcess extends AsyncDisposable {
  readonly address: string;
  /** Asks it to end, with SIGTERM; settles when it has. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** Starts an {@link EchoProcess}; settles when it listens. */
export async function startEchoProcess(registry: RegistryName, options: EchoServerOptions): Promise<EchoProcess> {
  const args = ["--conditions=@kitex-ts/source", program, registry, JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const address = await firstLine(child, ended);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  return {
    address,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
    kill,
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}

function firstLine(child: ChildProcess, ended: Promise<unknown>): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error("its standard output is not read");
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).once("line", resolve);
    void ended.then(() => reject(new Error(`${program} ended with ${child.exitCode ?? child.signalCode}`)));
  });
}
