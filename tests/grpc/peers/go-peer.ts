import { CommandProcess } from "../../support/command-process.ts";
import type {
  Called,
  CallOptions,
  DialedPeer,
  DialOptions,
  EchoRequest,
  Library,
  Loaded,
  LoadOptions,
  Peer,
  Reflected,
  ReflectOptions,
  SeenCall,
  ServedPeer,
  ServeOptions,
} from "./peer.ts";

/** grpc-go and Kitex for Go: the program of go/, the peer `grpc-go`. Ends with `Symbol.asyncDispose`. */
export class GoPeer implements AsyncDisposable {
  readonly #process: CommandProcess;

  constructor(program: string) {
    this.#process = new CommandProcess(program);
  }

  /** One of its libraries. */
  with(library: Library): Peer {
    return {
      serve: (options) => this.serve({ ...options, library }),
      dial: (options) => this.dial({ ...options, library }),
    };
  }

  async serve(options: ServeOptions & OfLibrary): Promise<GoServer> {
    const { server, address } = await this.#process.ask<{ server: number; address: string }>("serve", options);
    return new GoServer(this.#process, server, address);
  }

  async dial(options: DialOptions & OfLibrary): Promise<GoClient> {
    const { client } = await this.#process.ask<{ client: number }>("dial", options);
    return new GoClient(this.#process, client);
  }

  /** Asks a server to describe itself, through grpc-go. */
  reflect(options: ReflectOptions): Promise<Reflected> {
    return this.#process.ask("reflect", options);
  }

  /** What the health service of a server says of a service, `SERVING` for one; rejects with its error. */
  health(address: string, service: string): Promise<string> {
    return this.#process.ask("health", { address, service });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

interface OfLibrary {
  readonly library: Library;
}

/** A server in Go, on 127.0.0.1. */
export class GoServer implements ServedPeer {
  readonly address: string;
  readonly #process: CommandProcess;
  readonly #number: number;

  constructor(process: CommandProcess, number: number, address: string) {
    this.#process = process;
    this.#number = number;
    this.address = address;
  }

  seen(count: number): Promise<readonly SeenCall[]> {
    return this.#process.ask("seen", { server: this.#number, count });
  }

  stop(): Promise<void> {
    return this.#process.ask("stop", { server: this.#number });
  }
}

/** A client in Go. */
export class GoClient implements DialedPeer {
  readonly #process: CommandProcess;
  readonly #number: number;

  constructor(process: CommandProcess, number: number) {
    this.#process = process;
    this.#number = number;
  }

  call(method: string, requests: readonly EchoRequest[], options: CallOptions = {}): Promise<Called> {
    return this.#process.ask("call", { client: this.#number, method, requests, ...options });
  }

  load(method: string, requests: readonly EchoRequest[], options: LoadOptions): Promise<Loaded> {
    return this.#process.ask("load", { client: this.#number, method, requests, ...options });
  }

  answered(key: string): Promise<void> {
    return this.#process.ask("answered", { client: this.#number, key });
  }

  finish(key: string): Promise<void> {
    return this.#process.ask("finish", { client: this.#number, key });
  }

  cancel(key: string): Promise<void> {
    return this.#process.ask("cancel", { client: this.#number, key });
  }

  hangUp(): Promise<void> {
    return this.#process.ask("hangUp", { client: this.#number });
  }
}
