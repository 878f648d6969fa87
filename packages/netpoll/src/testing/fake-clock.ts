import type { Clock } from "../clock.ts";

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves on by `ms` and fires what becomes due, in order of time; timers set meanwhile included. */
  advance(ms: number): void;

  /** Timers that are set and have neither fired nor been cancelled. */
  readonly pending: number;
}

/** Makes a clock that begins at 0. */
export function fakeClock(): FakeClock {
  const timers = new Map<object, { readonly due: number; readonly fn: () => void }>();
  let now = 0;

  const nextDue = (until: number): object | undefined => {
    let found: object | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [timer, { due }] of timers) {
      if (due > until || due >= earliest) continue;
      found = timer;
      earliest = due;
    }
    return found;
  };

  return {
    now: () => now,
    setTimer: (fn, ms) => {
      const timer = { cancel: () => void timers.delete(timer) };
      timers.set(timer, { due: now + Math.max(ms, 0), fn });
      return timer;
    },
    advance: (ms) => {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        const fired = timers.get(timer);
        timers.delete(timer);
        now = Math.max(now, fired?.due ?? now);
        fired?.fn();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
}
