import type { Clock } from "../../../util/clock.ts";
import type { Timer } from "../../../util/timer.ts";

/** What may be idle. */
export interface Watched {
  readonly inFlight: number;
  /** Calls that were begun so far: what is idle begins none. */
  readonly begun: number;
}

/**
 * Tells when nothing was called for a time, which is `idleMs` at least and twice that at most: it looks from time to
 * time, so that watching costs calls nothing.
 */
export class IdleWatch {
  readonly #watched: Watched;
  readonly #idleMs: number;
  readonly #onIdle: () => void;
  readonly #clock: Clock;
  #timer: Timer | undefined;

  /** 0 milliseconds never tell. */
  constructor(watched: Watched, idleMs: number, onIdle: () => void, clock: Clock) {
    this.#watched = watched;
    this.#idleMs = idleMs;
    this.#onIdle = onIdle;
    this.#clock = clock;
    if (idleMs > 0) this.#watch();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #watch(): void {
    const { begun } = this.#watched;
    this.#timer = this.#clock.setTimer(() => {
      if (this.#watched.begun === begun && this.#watched.inFlight === 0) this.#onIdle();
      else this.#watch();
    }, this.#idleMs);
  }
}
