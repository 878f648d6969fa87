import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Journal } from "../interop/journal.ts";
import type { Plain } from "../interop/plain.ts";
import type { DialedPeer, Outcome, Peer, SeenCall, ServedPeer, ServiceName, Way } from "./peer.ts";

/** Apache's Go library: the program of go/, one process for each server and client. */
export function goPeer(program: string): Peer {
  return {
    kind: "go",
    serve: async (way) => {
      const server = new GoProcess(program, ["serve", ...flagsOf(way)]);
      const { address } = JSON.parse(await server.line());
      return new GoServer(server, Number(address.split(":").at(-1)));
    },
    dial: async (service, way, port) => new GoClient(program, service, way, port),
  };
}

function flagsOf({ framed, multiplexed }: Way): readonly string[] {
  return [...(framed ? ["-framed"] : []), ...(multiplexed ? ["-multiplexed"] : [])];
}

class GoServer implements ServedPeer {
  readonly port: number;
  readonly #process: GoProcess;

  constructor(process: GoProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  async seen(count: number): Promise<readonly SeenCall[]> {
    const lines = await this.#process.lines(count);
    return lines.map((line): SeenCall => JSON.parse(line));
  }

  stop(): Promise<void> {
    return this.#process.end();
  }
}

class GoClient implements DialedPeer {
  readonly #process: GoProcess;

  constructor(program: string, service: ServiceName, way: Way, port: number) {
    const where = ["-service", service, "-address", `127.0.0.1:${port}`];
    this.#process = new GoProcess(program, ["call", ...flagsOf(way), ...where]);
  }

  async call(method: string, args: readonly Plain[]): Promise<Outcome> {
    this.#process.write(JSON.stringify({ method, args }));
    const { kind, name, value, typeId, message = "" } = JSON.parse(await this.#process.line());
    switch (kind) {
      case "value":
        return { kind, value };
      case "declared":
        return { kind, name, value };
      default:
        return { kind: "remote", typeId, message };
    }
  }

  hangUp(): Promise<void> {
    return this.#process.end();
  }
}

/** A process that takes and tells lines; it ends with its standard input. */
class GoProcess {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<void>;
  readonly #lines = new Journal<string>();
  #said = "";

  constructor(program: string, args: readonly string[]) {
    this.#process = spawn(program, args, { stdio: "pipe" });
    createInterface({ input: this.#process.stdout }).on("line", (line) => this.#lines.add(line));
    this.#process.stderr.on("data", (chunk: Buffer) => {
      this.#said += chunk.toString();
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#process.on("error", reject);
      this.#process.on("close", (code) => {
        if (code === 0) resolve();
        else reject(new Error(`${program} ${args.join(" ")} ended with ${code}: ${this.#said}`));
      });
    });
    this.#ended.catch(() => {}); // whoever waits for a line, or for the end, is told
  }

  write(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async line(): Promise<string> {
    const [line, ...more] = await this.lines(1);
    if (line === undefined || more.length > 0) throw new Error(`${more.length + 1} lines in place of one`);
    return line;
  }

  /** Waits until there are `count` lines, and gives all there are; fails when the process ends before. */
  lines(count: number): Promise<readonly string[]> {
    const ended = this.#ended.then(() => Promise.reject(new Error("the process ended")));
    return Promise.race([this.#lines.take(count), ended]);
  }

  async end(): Promise<void> {
    this.#process.stdin.end();
    await this.#ended;
  }
}
