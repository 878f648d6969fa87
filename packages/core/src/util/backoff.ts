/** How long to wait between attempts. */
export interface BackoffOptions {
  /** Milliseconds after the first failure. */
  readonly firstMs: number;
  /** Milliseconds at most. */
  readonly mostMs: number;
  /** A number from 0 up to 1; for tests. Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Milliseconds to wait after each failure in a row: twice as long each time, and of that a random part between a half
 * and all, so that many who failed together do not come back together.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** Counts a failure and says how long to wait. */
  next(): number {
    const { firstMs, mostMs, random = Math.random } = this.#options;
    const whole = Math.min(mostMs, firstMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return whole * (0.5 + random() / 2);
  }

  /** The next failure is the first again. */
  reset(): void {
    this.#failures = 0;
  }
}
