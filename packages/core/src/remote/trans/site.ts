import type { Clock } from "../../util/clock.ts";
import type { ClientConnection } from "./client-connection.ts";

/** What a client knows of one address: whether its peer shares connections, and those that are shared. */
export class Site {
  #verdict: "unknown" | "agreed" | "refused" = "unknown";
  #asked = false;
  #shared: ClientConnection[] = [];
  #turn = 0;
  #opening: Promise<ClientConnection> | undefined;
  readonly #waiting = new Set<() => void>();

  /** What the peer answered to the last offer. */
  get verdict(): "unknown" | "agreed" | "refused" {
    return this.#verdict;
  }

  /** Whether nothing would be lost but the memory of the peer's answer. */
  get idle(): boolean {
    return !this.#asked && this.#shared.length === 0 && this.#opening === undefined;
  }

  /** Shared connections that take calls. */
  get usable(): number {
    return this.#shared.filter((connection) => connection.reusable).length;
  }

  /** The next shared connection, in turn; `undefined` when none takes calls. */
  next(): ClientConnection | undefined {
    for (let tried = 0; tried < this.#shared.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#shared.length;
      const connection = this.#shared[this.#turn];
      if (connection?.reusable === true) return connection;
    }
    return undefined;
  }

  /** The next shared connection where the peer agreed and there are as many as are wanted: nothing is to be opened. */
  ready(wanted: number): ClientConnection | undefined {
    return this.#verdict === "agreed" && this.#shared.length >= wanted ? this.next() : undefined;
  }

  /** Lets calls use a connection, until it becomes unusable. */
  share(connection: ClientConnection): void {
    this.#shared.push(connection);
    connection.onUnusable(() => {
      this.#shared = this.#shared.filter((other) => other !== connection);
    });
  }

  /** The attempt to open a shared connection that is under way, or the one that `open` starts. */
  opening(open: () => Promise<ClientConnection>): Promise<ClientConnection> {
    if (this.#opening === undefined) {
      this.#opening = open().finally(() => {
        this.#opening = undefined;
      });
      // A call that finds another connection meanwhile does not wait for this one, nor for its failure.
      this.#opening.catch(() => {});
    }
    return this.#opening;
  }

  /** Whether the caller is the one who asks the peer; the others wait for the answer. */
  askFirst(): boolean {
    const first = !this.#asked;
    this.#asked = true;
    return first;
  }

  /** Settles when the first answer is there, or will not come, or after `waitMs`. */
  firstAnswer(clock: Clock, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const timer = clock.setTimer(done, waitMs);
      this.#waiting.add(done);
    });
  }

  agree(): void {
    this.#verdict = "agreed";
    this.stopWaiting();
  }

  refuse(): void {
    if (this.#verdict === "unknown") this.#verdict = "refused";
    this.stopWaiting();
  }

  /** A peer that agreed answers like one that never did: somebody else took over the address. */
  forget(): void {
    this.#verdict = "unknown";
    for (const connection of [...this.#shared]) connection.retire();
    this.stopWaiting();
  }

  /** Closes what is shared; calls on it fail. */
  close(): void {
    for (const connection of [...this.#shared]) connection.close();
    this.stopWaiting();
  }

  /** Nobody is asked at the moment: who waits goes on alone, and the next call may ask. */
  stopWaiting(): void {
    this.#asked = false;
    for (const done of [...this.#waiting]) done();
  }
}
