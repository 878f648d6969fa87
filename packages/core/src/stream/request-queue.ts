import { end } from "./end.ts";
import type { RequestSink } from "./stream.ts";

/** A message that waits to be taken, and who waits for that. */
interface Offered<T> {
  readonly value: T;
  readonly taken: () => void;
  readonly refused: (error: unknown) => void;
}

/**
 * Messages that one side sends one by one and another asks for one by one.
 *
 * Nothing is kept beyond what was sent: who waits for each `send` has one message waiting at most.
 */
export class RequestQueue<T> implements RequestSink<T>, AsyncIterableIterator<T, undefined, undefined> {
  readonly #offered: Offered<T>[] = [];
  readonly #asking: ((result: IteratorResult<T, undefined>) => void)[] = [];
  readonly #refusal: (text: string) => Error;
  #closed = false;
  /** What `send` rejects with, once nobody takes messages any more. */
  #over: { readonly reason: unknown } | undefined;

  /** `refusal` makes the error of a message that cannot be sent. */
  constructor(refusal: (text: string) => Error) {
    this.#refusal = refusal;
  }

  /** Settles when the message is taken; rejects when it never will be. */
  send(value: T): Promise<void> {
    const sent = this.#send(value);
    // Why a stream ended is told to its reader: a `send` that nobody waits for must not end the process.
    sent.catch(() => {});
    return sent;
  }

  #send(value: T): Promise<void> {
    if (this.#over !== undefined) return Promise.reject(this.#over.reason);
    if (this.#closed) return Promise.reject(this.#refusal("was sent a message after closeSend()"));
    const ask = this.#asking.shift();
    if (ask !== undefined) {
      ask({ done: false, value });
      return Promise.resolve();
    }
    return new Promise((taken, refused) => this.#offered.push({ value, taken, refused }));
  }

  closeSend(): void {
    this.#closed = true;
    for (const ask of this.#asking.splice(0)) ask(end);
  }

  /** Nobody takes messages any more: those that wait, and all further ones, are refused. Default: the callee has ended it. */
  stop(reason: unknown = this.#refusal("takes no further message: its responses tell how it ended")): void {
    if (this.#over !== undefined) return;
    this.#over = { reason };
    for (const { refused } of this.#offered.splice(0)) refused(reason);
    this.closeSend();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const offered = this.#offered.shift();
    if (offered !== undefined) {
      offered.taken();
      return Promise.resolve({ done: false, value: offered.value });
    }
    if (this.#closed) return Promise.resolve(end);
    return new Promise((resolve) => this.#asking.push(resolve));
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.stop();
    return Promise.resolve(end);
  }
}
