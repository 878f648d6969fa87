import { aborted } from "../errors.ts";

interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * One attempt that several callers wait for.
 *
 * A caller that gives up leaves the attempt to the others; when the last one leaves, `signal` aborts.
 */
export class SharedDial<T> {
  readonly #address: string;
  readonly #abort = new AbortController();
  readonly #waiters = new Set<Waiter<T>>();

  /** `address` is named in errors. */
  constructor(address: string) {
    this.#address = address;
  }

  /** Aborts when nobody waits any longer. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Waits for the outcome; rejects with `ABORTED` when the caller's own signal aborts before. */
  join(signal: AbortSignal | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener("abort", onAbort);
        reject(aborted(this.#address, signal?.reason));
        if (this.#waiters.size === 0) this.#abort.abort(signal?.reason);
      };
      const waiter: Waiter<T> = {
        resolve: (value) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(value);
        },
        reject: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort);
    });
  }

  /** Gives every caller a value of its own. */
  succeed(valueFor: () => T): void {
    for (const waiter of this.#drain()) waiter.resolve(valueFor());
  }

  /** Tells every caller. */
  fail(error: unknown): void {
    for (const waiter of this.#drain()) waiter.reject(error);
  }

  #drain(): Waiter<T>[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }
}
