import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** Bytes of callers on their way to the target, those of the target on their way back, or both. */
export type Direction = "requests" | "answers" | "both";

/** A piece of network between callers and a server of this machine, which breaks as it is told. */
export interface CutProxy extends AsyncDisposable {
  /** Where callers reach the target, on 127.0.0.1. */
  readonly port: number;
  /** Connections that callers have open. */
  readonly open: number;
  /** Resets every open connection, and each new one as soon as it is made. */
  cut(): void;
  /**
   * Lets nothing through, and says so to nobody: connections stay open, new ones are accepted. What is sent meanwhile
   * arrives after `heal()`, as TCP delivers it after a partition.
   */
  blackHole(direction?: Direction): void;
  /** Each byte takes `ms` longer in each direction, from now on. */
  delay(ms: number): void;
  /** Undoes what the others did. */
  heal(): void;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts a {@link CutProxy} on a free port, in front of `targetPort` of 127.0.0.1. */
export async function startCutProxy(targetPort: number): Promise<CutProxy> {
  const weather = new Weather();
  const callers = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (caller) => {
    caller.on("error", () => {}); // resets are what this is for
    if (weather.isCut) {
      caller.resetAndDestroy();
      return;
    }
    const target = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true });
    target.on("error", () => {});
    callers.add(caller);
    caller.on("close", () => callers.delete(caller));
    carry(caller, target, () => weather.pass("requests"));
    carry(target, caller, () => weather.pass("answers"));
    weather.onCut(caller, target);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen on a port");
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    weather.cut();
    await closed;
  };
  return {
    port: address.port,
    get open() {
      return callers.size;
    },
    cut: () => weather.cut(),
    blackHole: (direction = "both") => weather.hold(direction),
    delay: (ms) => weather.delay(ms),
    heal: () => weather.heal(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Hands what `from` sends to `to`, its end and its loss included, in order, each piece when `pass` lets it. */
function carry(from: Socket, to: Socket, pass: () => Promise<void>): void {
  let tail = Promise.resolve();
  const then = (act: () => void): void => {
    const passed = pass();
    tail = tail.then(() => passed).then(act);
  };
  from.on("data", (chunk) => then(() => to.write(chunk)));
  from.on("end", () => then(() => to.end()));
  from.on("close", (hadError) => then(() => (hadError ? to.resetAndDestroy() : to.destroySoon())));
}

/** What the network is like at the moment. */
class Weather {
  #isCut = false;
  #delayMs = 0;
  readonly #held = new Set<Direction>();
  readonly #sockets = new Set<Socket>();
  #healed = Promise.withResolvers<void>();

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Settles when a byte that comes now has arrived. */
  async pass(direction: Direction): Promise<void> {
    if (this.#delayMs > 0) await wait(this.#delayMs, undefined, { ref: false });
    while (this.#held.has(direction)) await this.#healed.promise;
  }

  /** The sockets of one connection, which a cut resets. */
  onCut(...sockets: readonly Socket[]): void {
    for (const socket of sockets) {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    }
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  hold(direction: Direction): void {
    for (const one of direction === "both" ? (["requests", "answers"] as const) : [direction]) this.#held.add(one);
  }

  delay(ms: number): void {
    this.#delayMs = ms;
  }

  heal(): void {
    this.#isCut = false;
    this.#delayMs = 0;
    this.#held.clear();
    this.#healed.resolve();
    this.#healed = Promise.withResolvers<void>();
  }
}
