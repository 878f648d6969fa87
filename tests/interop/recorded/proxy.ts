import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What went over one connection. */
export interface Exchange {
  readonly sent: Buffer;
  readonly received: Buffer;
}

/** Passes connections on to a server and keeps what goes over them. */
export class RecordingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #exchanges: Promise<Exchange>[] = [];
  readonly #arrivals: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#server = createServer((client) => {
      const server = connect({ ...target, noDelay: true });
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.once("close", () => this.#sockets.delete(socket));
      }
      this.#exchanges.push(pass(client, server));
      this.#arrivals.shift()?.();
    });
  }

  /** Listens on a free port in front of `address`, a `host:port`. */
  static async start(address: string): Promise<RecordingProxy> {
    const { hostname, port } = new URL(`tcp://${address}`);
    const proxy = new RecordingProxy({ host: hostname, port: Number(port) });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return `127.0.0.1:${address.port}`;
  }

  /** Ends the connections that neither side has ended. */
  cut(): void {
    for (const socket of this.#sockets) socket.end();
  }

  /** What went over the next connection, once both sides have ended it. */
  async next(): Promise<Exchange> {
    if (this.#exchanges.length === 0) await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    const exchange = this.#exchanges.shift();
    if (exchange === undefined) throw new Error("no connection came");
    return exchange;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, "close");
  }
}

async function pass(client: Socket, server: Socket): Promise<Exchange> {
  const sent = keep(client);
  const received = keep(server);
  client.pipe(server);
  server.pipe(client);
  await Promise.all([once(client, "close"), once(server, "close")]);
  return { sent: Buffer.concat(sent), received: Buffer.concat(received) };
}

function keep(socket: Socket): Buffer[] {
  const chunks: Buffer[] = [];
  socket.setNoDelay(true);
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}
