import type { Clock } from "../util/clock.ts";
import type { Timer } from "../util/timer.ts";

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves on by `ms` and fires what becomes due, in order of time; timers set meanwhile included. */
  advance(ms: number): void;
  /** Timers that are set and have neither fired nor been cancelled. */
  readonly pending: number;
}

/** Makes a clock that begins at 0; the `clock` option of clients and servers takes it. */
export function fakeClock(): FakeClock {
  const timers = new Map<Timer, { readonly due: number; readonly fn: () => void }>();
  let now = 0;

  const fireNext = (until: number): boolean => {
    const [next] = [...timers].filter(([, { due }]) => due <= until).sort(([, a], [, b]) => a.due - b.due);
    if (next === undefined) return false;
    const [timer, { due, fn }] = next;
    timers.delete(timer);
    now = Math.max(now, due);
    fn();
    return true;
  };

  return {
    now: () => now,
    setTimer: (fn, ms) => {
      const timer: Timer = { cancel: () => void timers.delete(timer) };
      timers.set(timer, { due: now + Math.max(0, ms), fn });
      return timer;
    },
    advance: (ms) => {
      const until = now + ms;
      while (fireNext(until));
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
}
