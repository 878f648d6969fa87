import { connect, createServer, type Socket } from "node:net";

/** A road to a server that a test can break, or block. */
export class Road implements AsyncDisposable {
  readonly address: string;
  readonly #sockets: Set<Socket>;
  readonly #close: () => Promise<void>;

  private constructor(address: string, sockets: Set<Socket>, close: () => Promise<void>) {
    this.address = address;
    this.#sockets = sockets;
    this.#close = close;
  }

  /** Leads from a free port of this machine to another one. */
  static async to(port: number): Promise<Road> {
    const sockets = new Set<Socket>();
    const listener = createServer({ noDelay: true }, (near) => {
      const far = connect({ port, host: "127.0.0.1", noDelay: true });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one);
        one.on("error", () => {}); // either end may break it off
        one.on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("it listens elsewhere");
    return new Road(
      `127.0.0.1:${address.port}`,
      sockets,
      () => new Promise((resolve) => listener.close(() => resolve())),
    );
  }

  /** Breaks every connection, as a machine that dies does. */
  break(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Carries nothing any more, and does not tell: a peer that is silent. */
  block(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#close();
  }
}
