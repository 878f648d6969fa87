// Not the global: where an application's tests replace that, calls go on all the same.
import { setImmediate } from "node:timers";

/** Something that has written bytes and wants to hand them to its socket. */
export interface Flushable {
  /** Hands over everything written so far. Never throws. */
  flushNow(): void;
}

let due: Flushable[] = [];

/**
 * Calls `target.flushNow()` once, at the end of this turn of the event loop.
 *
 * `setImmediate` and not a microtask: it runs after every socket that was readable in this turn was read, and after
 * all promise continuations of what was read. So replies that different handlers give leave in one write. A
 * `process.nextTick` asked for while reading runs before the continuations do, and would cost a write more.
 */
export function flushLater(target: Flushable): void {
  if (due.push(target) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const targets = due;
  due = [];
  for (const target of targets) target.flushNow();
}
