import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** One end of a connection that speaks bytes: nothing of the packages under test is in it. */
export class RawPeer implements Disposable {
  readonly socket: Socket;
  /** Settles when the other side has ended or the connection broke. */
  readonly ended: Promise<void>;
  #received: Buffer = Buffer.alloc(0);
  #over = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    const over = (): void => {
      this.#over = true;
      this.#wake?.();
      resolve();
    };
    socket
      .on("error", () => {})
      .on("end", over)
      .on("close", over);
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake?.();
    });
  }

  /** Everything that came and was not taken as a frame. */
  get received(): Buffer {
    return this.#received;
  }

  /** Everything that came, taken. */
  takeAll(): Buffer {
    const all = this.#received;
    this.#received = Buffer.alloc(0);
    return all;
  }

  /** The next frame, cut by the length in its first four bytes; `undefined` when the other side ended before it. */
  async frame(): Promise<Buffer | undefined> {
    for (;;) {
      const length = this.#received.length < 4 ? undefined : this.#received.readUInt32BE(0) + 4;
      if (length !== undefined && this.#received.length >= length) {
        const frame = this.#received.subarray(0, length);
        this.#received = this.#received.subarray(length);
        return frame;
      }
      if (this.#over) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next frame; throws when there is none. */
  async mustFrame(): Promise<Buffer> {
    const frame = await this.frame();
    if (frame === undefined) throw new Error(`the peer ended; left over: ${this.#received.toString("hex")}`);
    return frame;
  }

  send(...bytes: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** Connects to a server under test. */
export async function rawClient(port: number): Promise<RawPeer> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true });
  const peer = new RawPeer(socket);
  await once(socket, "connect");
  return peer;
}

/** A server that accepts connections and leaves what is said on them to the test. */
export interface RawServer extends AsyncDisposable {
  readonly port: number;
  /** Every connection that was accepted, in order. */
  readonly peers: readonly RawPeer[];
  /** The next connection that nobody asked for so far. */
  accepted(): Promise<RawPeer>;
}

/** Listens on a free port; `serve` runs for every connection. */
export async function rawServer(serve: (peer: RawPeer) => unknown = () => {}, port = 0): Promise<RawServer> {
  const peers: RawPeer[] = [];
  let taken = 0;
  let wake: (() => void) | undefined;
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const peer = new RawPeer(socket);
    peers.push(peer);
    wake?.();
    void serve(peer);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("not a TCP server");
  return {
    port: bound.port,
    peers,
    accepted: async () => {
      while (peers[taken] === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const peer = peers[taken];
      taken += 1;
      if (peer === undefined) throw new Error("no peer");
      return peer;
    },
    [Symbol.asyncDispose]: async () => {
      for (const { socket } of peers) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
