import type { Clock } from "../../../util/clock.ts";
import type { Timer } from "../../../util/timer.ts";

/** The connection that a `Keepalive` looks after. */
export interface KeptConnection {
  /** All bytes that came so far. */
  readonly bytesReceived: number;
  /** Whether its peer is to be asked at the moment. */
  readonly wanted: boolean;
  /** Asks the peer for a sign of life, HTTP/2's PING; `answered` is called when it has come. */
  ping(answered: () => void): void;
  /** The peer gave no sign in time. */
  dead(): void;
}

/** Complete; times in milliseconds. */
export interface KeepaliveTimes {
  /** Silence after which the peer is asked; 0 never asks. */
  readonly timeMs: number;
  /** What it has to answer. */
  readonly timeoutMs: number;
}

/**
 * Finds out that a peer is gone which said no goodbye: any byte counts as a sign of life.
 *
 * ```text
 *   listening ── timeMs of silence ──► asking ── timeoutMs of silence ──► dead
 *       ▲───────────── a byte ────────────┘
 * ```
 */
export class Keepalive {
  readonly #connection: KeptConnection;
  readonly #times: KeepaliveTimes;
  readonly #clock: Clock;
  #timer: Timer | undefined;

  constructor(connection: KeptConnection, times: KeepaliveTimes, clock: Clock) {
    this.#connection = connection;
    this.#times = times;
    this.#clock = clock;
    if (times.timeMs > 0) this.#listen();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #listen(): void {
    const before = this.#connection.bytesReceived;
    this.#timer = this.#clock.setTimer(() => {
      if (this.#connection.bytesReceived === before && this.#connection.wanted) this.#ask();
      else this.#listen();
    }, this.#times.timeMs);
  }

  #ask(): void {
    const before = this.#connection.bytesReceived;
    this.#timer = this.#clock.setTimer(() => {
      if (this.#connection.bytesReceived === before) this.#connection.dead();
      else this.#listen();
    }, this.#times.timeoutMs);
    const asking = this.#timer;
    this.#connection.ping(() => {
      if (this.#timer !== asking) return;
      asking.cancel();
      this.#listen();
    });
  }
}
