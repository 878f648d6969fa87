import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type {
  Called,
  CallOptions,
  DialedPeer,
  DialOptions,
  Headers,
  Outcome,
  Peer,
  SeenCall,
  ServedPeer,
  ServeOptions,
  TransportName,
  Values,
} from "./peer.ts";
import type { Plain } from "./plain.ts";

/** What Go servers of these tests wait for a connection; Kitex's 50 ms are too few for a busy machine. */
const CONNECT_TIMEOUT_MS = 1000;

/** The program of go/, which takes commands on its standard input. Ends with `Symbol.asyncDispose`. */
export class GoPeer implements Peer, AsyncDisposable {
  readonly kind = "go";
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }
  >();
  readonly #ended: Promise<void>;
  #last = 0;

  constructor(program: string) {
    this.#process = spawn(program, { stdio: ["pipe", "pipe", "pipe"] });
    createInterface({ input: this.#process.stdout }).on("line", (line) => this.#answered(JSON.parse(line)));
    let said = "";
    this.#process.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    this.#ended = new Promise((resolve) => {
      const end = (why: string): void => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`the Go peer ${why}: ${said.slice(-2000)}`));
        this.#waiting.clear();
        resolve();
      };
      this.#process.on("error", (error) => end(`could not be started (${error.message})`));
      this.#process.on("close", (code) => end(`ended with ${code}`));
    });
  }

  async serve(options: ServeOptions): Promise<ServedPeer> {
    const { server, address } = await this.#ask<{ server: number; address: string }>("serve", options);
    return {
      name: options.name,
      address,
      seen: async (count) => (await this.#ask<readonly GoSeenCall[]>("seen", { server, count })).map(seenCall),
      aborted: (count) => this.#ask("aborted", { server, count }),
      release: () => this.#ask("release", { server }),
      stop: () => this.#ask("stop", { server }),
    };
  }

  dial(options: DialOptions): Promise<DialedPeer> {
    return this.dialWith({ connectTimeoutMs: CONNECT_TIMEOUT_MS, ...options });
  }

  /** The same with an option of Go's: 0 milliseconds leave the default, and then the header does not tell it. */
  async dialWith(options: DialOptions & { readonly connectTimeoutMs: number }): Promise<DialedPeer> {
    const { client } = await this.#ask<{ client: number }>("dial", options);
    return {
      call: async (method, args, callOptions: CallOptions = {}) =>
        called(await this.#ask<GoCalled>("call", { client, method, args, ...callOptions })),
      hangUp: () => this.#ask("hangUp", { client }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    await this.#ended;
  }

  #ask<T>(command: string, options: object): Promise<T> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      // The two programs are built from one description: what an answer holds is taken on trust.
      this.#waiting.set(id, { resolve: (result) => resolve(result as T), reject });
      this.#process.stdin.write(`${JSON.stringify({ id, do: command, with: options })}\n`);
    });
  }

  #answered({ id, result, error }: { readonly id: number; readonly result?: unknown; readonly error?: string }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`the Go peer: ${error}`));
  }
}

interface GoSeenCall extends Omit<SeenCall, "wire"> {
  readonly seqId: number;
  readonly transport: TransportName;
  readonly headers: Headers;
}

interface GoCalled {
  readonly kind: Outcome["kind"];
  readonly value: Plain;
  readonly name?: string;
  readonly status?: number;
  readonly typeId?: number;
  readonly message?: string;
  readonly extra?: Values;
  readonly seqId: number;
  readonly backward: Values;
  readonly headers: Headers | null;
}

function seenCall({ seqId, transport, headers, ...call }: GoSeenCall): SeenCall {
  return { ...call, wire: { seqId, transport, headers } };
}

function called(answer: GoCalled): Called {
  const { backward, headers, seqId } = answer;
  return { outcome: outcomeOf(answer), backward, seqId, ...(headers === null ? {} : { headers }) };
}

function outcomeOf({ kind, value, name = "", status = 0, typeId = 0, message = "", extra = {} }: GoCalled): Outcome {
  switch (kind) {
    case "value":
      return { kind, value };
    case "declared":
      return { kind, name, value };
    case "status":
      return { kind, status, message, extra };
    case "remote":
      return { kind, typeId, message };
    case "timeout":
      return { kind };
    case "failure":
      return { kind, message };
  }
}
