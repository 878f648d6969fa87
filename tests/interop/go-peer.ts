import { CommandProcess } from "../support/command-process.ts";
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

/** The program of go/. Ends with `Symbol.asyncDispose`. */
export class GoPeer implements Peer, AsyncDisposable {
  readonly kind = "go";
  readonly #process: CommandProcess;

  constructor(program: string) {
    this.#process = new CommandProcess(program);
  }

  async serve(options: ServeOptions): Promise<ServedPeer> {
    const { server, address } = await this.#process.ask<{ server: number; address: string }>("serve", options);
    return {
      name: options.name,
      address,
      seen: async (count) => (await this.#process.ask<readonly GoSeenCall[]>("seen", { server, count })).map(seenCall),
      aborted: (count) => this.#process.ask("aborted", { server, count }),
      release: () => this.#process.ask("release", { server }),
      stop: () => this.#process.ask("stop", { server }),
    };
  }

  dial(options: DialOptions): Promise<DialedPeer> {
    return this.dialWith({ connectTimeoutMs: CONNECT_TIMEOUT_MS, ...options });
  }

  /** The same with an option of Go's: 0 milliseconds leave the default, and then the header does not tell it. */
  async dialWith(options: DialOptions & { readonly connectTimeoutMs: number }): Promise<DialedPeer> {
    const { client } = await this.#process.ask<{ client: number }>("dial", options);
    return {
      call: async (method, args, callOptions: CallOptions = {}) =>
        called(await this.#process.ask<GoCalled>("call", { client, method, args, ...callOptions })),
      hangUp: () => this.#process.ask("hangUp", { client }),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
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
