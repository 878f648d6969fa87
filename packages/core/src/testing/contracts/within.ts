import { AssertionError } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds between two looks at what changes by itself. */
const LOOK_MS = 10;

/** Settles as `work` does; rejects and names `what` when that takes longer than `ms` milliseconds. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AssertionError({ message: `not within ${ms} ms: ${what}` })), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Settles as soon as `check` passes; rejects with what it said last when it did not pass within `ms` milliseconds. */
export async function eventually(ms: number, what: string, check: () => Promise<void> | void): Promise<void> {
  const latest = performance.now() + ms;
  for (;;) {
    try {
      return await within(Math.max(LOOK_MS, latest - performance.now()), what, Promise.resolve(check()));
    } catch (error) {
      if (performance.now() >= latest) throw error;
      await pause(LOOK_MS);
    }
  }
}
