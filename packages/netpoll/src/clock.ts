// Imported, because the global of that name is looked up through a getter at every use.
import { performance } from "node:perf_hooks";

/** A pending call of a function. */
export interface Timer {
  /** Stops the timer; without effect once it has fired. */
  cancel(): void;
}

/** Where time comes from. Tests pass `fakeClock()` of `@kitex-ts/netpoll/testing`. */
export interface Clock {
  /** Milliseconds since some fixed moment; never runs backwards. */
  now(): number;

  /** Calls `fn` once after `ms` milliseconds. The timer does not keep the process alive. */
  setTimer(fn: () => void, ms: number): Timer;
}

/** `setTimeout` takes no longer delay than this and would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

/** The machine's monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (fn, ms) => {
    const timeout = setTimeout(fn, Math.min(ms, longestDelayMs)).unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};
