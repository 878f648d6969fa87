import type { FrameLength } from "../buffer/pending-bytes.ts";
import type { Connection } from "../connection.ts";
import { callSafely, reportThrown } from "../diagnostics.ts";
import { ConnectionError, ConnectionErrorCode } from "../errors.ts";
import { keyAfter } from "./key.ts";
import { WaiterTable } from "./waiter-table.ts";

/** Somebody who waits for one answer. Exactly one of the two is called, unless it is forgotten before. */
export interface Waiter {
  /** The answer; the frame is valid for ever. */
  onReply(frame: Buffer): void;
  /** No answer will come. */
  onLost(cause: ConnectionError): void;
}

/** How answers are told apart. */
export interface MuxOptions {
  readonly frameLength: FrameLength;
  /**
   * Whose answer a frame is: the key that was expected, or `undefined` for the waiter who waits longest. When it
   * throws, the connection closes with `BAD_FRAME`.
   */
  keyOf(frame: Buffer): number | undefined;
  /** A frame that nobody waits for. When this throws, the connection closes with `BAD_FRAME`. */
  onUnmatched(frame: Buffer): void;
  /** The connection is gone; called after every waiter was told. */
  onClose?(cause: ConnectionError | undefined): void;
}

/**
 * Many exchanges at a time on one connection: answers may come in any order.
 *
 * It takes over the receiving side. Sending is the caller's: `nextKey()`, `expect()`, encode into
 * `connection.writer`, `connection.flush()`.
 */
export class MuxConnection {
  readonly connection: Connection;
  readonly #options: MuxOptions;
  readonly #waiters = new WaiterTable<Waiter>();
  #lastKey = 0;

  constructor(connection: Connection, options: MuxOptions) {
    this.connection = connection;
    this.#options = options;
    connection.receive(options.frameLength, {
      onFrame: (frame) => this.#onFrame(frame),
      onClose: (cause) => this.#onClose(cause),
    });
  }

  /** Waiters that have no answer so far. */
  get inFlight(): number {
    return this.#waiters.size;
  }

  /** A key that nobody waits for: a signed 32-bit integer from 1 upwards, never 0. */
  nextKey(): number {
    let key = keyAfter(this.#lastKey);
    while (this.#waiters.has(key)) key = keyAfter(key);
    this.#lastKey = key;
    return key;
  }

  /**
   * Waits for the answer with `key`. On a connection that is closed the waiter is told soon, not at once.
   * Throws when somebody waits for that key.
   */
  expect(key: number, waiter: Waiter): void {
    if (this.#waiters.has(key)) throw new Error(`somebody waits for the answer with key ${key}`);
    const state = this.connection.state;
    if (state.kind === "closed") queueMicrotask(() => this.#tellLost(waiter, state.cause));
    else this.#waiters.add(key, waiter);
  }

  /** Stops waiting; the answer will be unmatched. Says whether anybody waited. */
  forget(key: number): boolean {
    return this.#waiters.take(key) !== undefined;
  }

  #onFrame(frame: Buffer): void {
    const key = this.#options.keyOf(frame) ?? this.#waiters.oldestKey();
    const waiter = key === undefined ? undefined : this.#waiters.take(key);
    if (waiter === undefined) {
      this.#options.onUnmatched(frame);
      return;
    }
    try {
      waiter.onReply(frame);
    } catch (error) {
      reportThrown("onReply", error);
    }
  }

  #onClose(cause: ConnectionError | undefined): void {
    for (const waiter of this.#waiters.takeAll()) this.#tellLost(waiter, cause);
    this.#options.onClose?.(cause);
  }

  #tellLost(waiter: Waiter, cause: ConnectionError | undefined): void {
    callSafely("onLost", () => waiter.onLost(cause ?? this.#closedHere()));
  }

  #closedHere(): ConnectionError {
    const { remote } = this.connection;
    const text = `connection to ${remote} was closed by this side`;
    return new ConnectionError(ConnectionErrorCode.Closed, text, { address: remote });
  }
}
