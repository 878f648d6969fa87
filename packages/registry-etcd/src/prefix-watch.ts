import type { Clock, Timer } from "@kitex-ts/core/extension";
import type { IDuplexStream, IWatchCreateRequest, IWatchRequest, IWatchResponse } from "etcd3";
import { EtcdError, EtcdErrorCode } from "./etcd-error.ts";

type WatchStream = IDuplexStream<IWatchRequest, IWatchResponse>;

export interface PrefixWatchOptions {
  /** The member that is asked, in texts. */
  readonly member: string;
  /** Opens a stream of the library. */
  open(): Promise<WatchStream>;
  readonly request: IWatchCreateRequest;
  readonly clock: Clock;
  /** Milliseconds for opening. */
  readonly limitMs: number;
  /** Each ends the watch. */
  readonly signals: readonly AbortSignal[];
  /** Makes the error that a loss is told as. */
  failureOf(error: unknown): EtcdError;
}

/**
 * One watch on one stream, from opening to loss. It is a hint that something changed, and never repairs itself: whoever
 * holds it looks for himself after a hint, and makes another one after a loss.
 *
 * Of the library only the raw stream is used. Its own watcher takes the head of the store for what it has delivered,
 * so that a connection lost at the wrong moment costs events, and a compaction ends it without a word.
 */
export class PrefixWatch {
  readonly #options: PrefixWatchOptions;
  readonly #opened = Promise.withResolvers<void>();
  #stream: WatchStream | undefined;
  #latest = 0n;
  #loss: { readonly reason: unknown } | undefined;
  #waiting: { readonly after: bigint; readonly settled: PromiseWithResolvers<void> } | undefined;
  readonly #openTimer: Timer;
  readonly #onAbort = (): void => this.#lose(this.#options.signals.find(({ aborted }) => aborted)?.reason);

  /** Begins to open at once. */
  constructor(options: PrefixWatchOptions) {
    this.#options = options;
    this.#opened.promise.catch(() => {}); // told to whoever asks
    this.#openTimer = options.clock.setTimer(() => {
      this.#fail(
        new EtcdError(EtcdErrorCode.Timeout, `${options.member} did not open a watch within ${options.limitMs} ms`),
      );
    }, options.limitMs);
    for (const signal of options.signals) {
      if (signal.aborted) this.#lose(signal.reason);
      else signal.addEventListener("abort", this.#onAbort, { once: true });
    }
    if (this.#loss === undefined) void this.#open();
  }

  /** Settles when etcd has begun to watch; rejects when it does not. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /**
   * Settles when something changed after `revision`, after `mostMs` milliseconds in any case; rejects when the watch
   * is lost. Asked once at a time.
   */
  async changedAfter(revision: bigint, mostMs: number): Promise<void> {
    if (this.#loss !== undefined) throw this.#loss.reason;
    if (this.#latest > revision) return;
    const settled = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimer(() => settled.resolve(), mostMs);
    this.#waiting = { after: revision, settled };
    try {
      await settled.promise;
    } finally {
      timer.cancel();
      this.#waiting = undefined;
    }
  }

  /** Ends it; nothing is left running. */
  cancel(): void {
    this.#lose(new EtcdError(EtcdErrorCode.WatchLost, "the watch was cancelled"));
  }

  async #open(): Promise<void> {
    let stream: WatchStream;
    try {
      stream = await this.#options.open();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#stream = stream;
    const { member, request } = this.#options;
    stream.on("error", (error) => this.#fail(error));
    stream.on("end", () => this.#fail(new EtcdError(EtcdErrorCode.WatchLost, `${member} ended the stream of a watch`)));
    stream.on("data", (answer) => this.#hear(answer));
    if (this.#loss === undefined) stream.write({ create_request: request });
    else this.#release();
  }

  #hear({ header, created, canceled, compact_revision, cancel_reason, events }: IWatchResponse): void {
    if (this.#loss !== undefined) return;
    if (canceled) {
      const compacted = BigInt(compact_revision) > 0n ? `revisions before ${compact_revision} were compacted` : "";
      this.#fail(this.#reasonOf(cancel_reason || compacted || "no reason given"));
      return;
    }
    if (created) {
      this.#openTimer.cancel();
      this.#opened.resolve();
    }
    if (events.length === 0) return;
    const revision = BigInt(header.revision);
    if (revision > this.#latest) this.#latest = revision;
    if (this.#waiting !== undefined && this.#latest > this.#waiting.after) this.#waiting.settled.resolve();
  }

  #fail(error: unknown): void {
    if (this.#loss === undefined) this.#lose(this.#options.failureOf(error));
  }

  #lose(reason: unknown): void {
    if (this.#loss !== undefined) return;
    this.#loss = { reason };
    this.#openTimer.cancel();
    for (const signal of this.#options.signals) signal.removeEventListener("abort", this.#onAbort);
    this.#opened.reject(reason);
    this.#waiting?.settled.reject(reason);
    this.#release();
  }

  /** Ended first: a stream that is cancelled while it can be written to counts as a failure of its member. */
  #release(): void {
    this.#stream?.end();
    this.#stream?.cancel();
  }

  /** etcd tells a lack of rights as the reason of a cancelled watch; anything else is a loss. */
  #reasonOf(reason: string): Error {
    if (/permission denied|invalid auth token|user name is empty/.test(reason)) return new Error(reason);
    return new EtcdError(EtcdErrorCode.WatchLost, `${this.#options.member} ended a watch: ${reason}`);
  }
}
