// Imported, because the global of that name is looked up through a getter at every use.
import { performance } from "node:perf_hooks";
import type { Timer } from "./timer.ts";
import { TimerQueue } from "./timer-queue.ts";

/** Where time comes from; tests replace it. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Runs `fn` once after `ms` milliseconds. The timer alone does not keep the process alive. */
  setTimer(fn: () => void, ms: number): Timer;
}

const now = (): number => performance.now();
const timers = new TimerQueue(now);

export const systemClock: Clock = { now, setTimer: (fn, ms) => timers.set(fn, ms) };
