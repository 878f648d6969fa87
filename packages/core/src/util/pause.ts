import type { Clock } from "./clock.ts";

/** Settles after `ms` milliseconds, at once for none, or as soon as `signal` aborts. Leaves no timer and no listener. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.setTimer(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}
