/** A running timer. */
export interface Timer {
  /** Stops it; harmless when it has fired. */
  cancel(): void;
}

/** Where time comes from; tests replace it. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Runs `fn` once after `ms` milliseconds. The timer alone does not keep the process alive. */
  setTimer(fn: () => void, ms: number): Timer;
}

/** The longest delay that Node's timers can express; longer ones would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

class SystemTimer implements Timer {
  readonly #timeout: NodeJS.Timeout;

  constructor(fn: () => void, ms: number) {
    this.#timeout = setTimeout(fn, Math.min(ms, MAX_DELAY_MS));
    this.#timeout.unref();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }
}

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (fn, ms) => new SystemTimer(fn, ms),
};
