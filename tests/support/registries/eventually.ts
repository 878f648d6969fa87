import { setTimeout as wait } from "node:timers/promises";

/** Milliseconds between two looks at another process. */
const INTERVAL_MS = 20;

/** How long a test waits for what must happen; only a test that fails waits so long. */
const PATIENCE_MS = 20_000;

/** What came to hold, and after how many milliseconds. */
export interface Eventually<T> {
  readonly value: T;
  readonly ms: number;
}

/**
 * Looks again and again until `probe` gives something; one that throws is asked again. Rejects with `what` and with
 * what it met last when that does not happen within `patienceMs`.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  patienceMs: number = PATIENCE_MS,
): Promise<Eventually<T>> {
  const started = performance.now();
  for (;;) {
    let cause: unknown;
    try {
      const value = await probe();
      if (value !== undefined) return { value, ms: performance.now() - started };
    } catch (error) {
      cause = error;
    }
    if (performance.now() - started > patienceMs) {
      throw new Error(`waited ${patienceMs} ms in vain: ${what}`, { cause });
    }
    await wait(INTERVAL_MS);
  }
}
