import { AsyncLocalStorage } from "node:async_hooks";
import type { Timer } from "./timer.ts";

/** The longest delay that Node's timers can express; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

// One timer of the runtime serves many calls: it must not run in the async context of whichever call came first.
const inNoCall = AsyncLocalStorage.snapshot();

/**
 * Many timers on one timer of the runtime, in buckets of a millisecond.
 *
 * ```text
 *   due (ms)   timers
 *   5001  ──►  a ⇄ b ⇄ c        cancelling unlinks: nothing is left of a call that has settled
 *   5002  ──►  d
 * ```
 *
 * Nearly every call has a deadline and nearly none reaches it, so setting and cancelling must be cheap; which bucket
 * is next is looked up only when one is due. The runtime's timer does not keep the process alive.
 */
export class TimerQueue {
  readonly #now: () => number;
  readonly #buckets = new Map<number, Bucket>();
  #timeout: NodeJS.Timeout | undefined;
  /** When the runtime's timer fires; infinitely late while there is none. */
  #armedFor = Number.POSITIVE_INFINITY;

  /** `now` gives milliseconds on a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Timers that have neither fired nor been cancelled. */
  get size(): number {
    let size = 0;
    for (const bucket of this.#buckets.values()) size += bucket.size;
    return size;
  }

  /** Runs `fn` once, at least `ms` milliseconds from now. */
  set(fn: () => void, ms: number): Timer {
    const due = Math.ceil(this.#now() + ms);
    let bucket = this.#buckets.get(due);
    if (bucket === undefined) {
      bucket = new Bucket(due, this.#buckets);
      this.#buckets.set(due, bucket);
      if (due < this.#armedFor) this.#arm(due);
    }
    return bucket.add(fn);
  }

  #arm(due: number): void {
    clearTimeout(this.#timeout);
    this.#armedFor = due;
    const delay = Math.min(Math.max(1, due - this.#now()), MAX_DELAY_MS);
    this.#timeout = inNoCall(() => setTimeout(() => this.#fire(), delay));
    this.#timeout.unref();
  }

  #fire(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    const now = this.#now();
    const due = [...this.#buckets.keys()].filter((at) => at <= now).sort((a, b) => a - b);
    for (const at of due) this.#buckets.get(at)?.fire();
    let next = Number.POSITIVE_INFINITY;
    for (const at of this.#buckets.keys()) next = Math.min(next, at);
    // What fired may have set timers, and so armed for them.
    if (next < this.#armedFor) this.#arm(next);
  }
}

/** The timers of one millisecond, in the order in which they were set. */
class Bucket {
  readonly #due: number;
  readonly #buckets: Map<number, Bucket>;
  first: QueuedTimer | undefined;
  last: QueuedTimer | undefined;

  constructor(due: number, buckets: Map<number, Bucket>) {
    this.#due = due;
    this.#buckets = buckets;
  }

  get size(): number {
    let size = 0;
    for (let timer = this.first; timer !== undefined; timer = timer.next) size++;
    return size;
  }

  add(fn: () => void): Timer {
    const timer = new QueuedTimer(fn, this);
    timer.previous = this.last;
    if (this.last === undefined) this.first = timer;
    else this.last.next = timer;
    this.last = timer;
    return timer;
  }

  remove(timer: QueuedTimer): void {
    if (timer.previous === undefined) this.first = timer.next;
    else timer.previous.next = timer.next;
    if (timer.next === undefined) this.last = timer.previous;
    else timer.next.previous = timer.previous;
    // A timer that has grown old would keep its younger neighbours, and all their calls, from the young collector.
    timer.previous = undefined;
    timer.next = undefined;
    if (this.first === undefined) this.#buckets.delete(this.#due);
  }

  /** Runs every timer; one that throws does so on its own, as a timer of the runtime would. */
  fire(): void {
    for (let timer = this.first; timer !== undefined; timer = this.first) {
      timer.cancel();
      try {
        timer.fn();
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

class QueuedTimer implements Timer {
  readonly fn: () => void;
  previous: QueuedTimer | undefined = undefined;
  next: QueuedTimer | undefined = undefined;
  #bucket: Bucket | undefined;

  constructor(fn: () => void, bucket: Bucket) {
    this.fn = fn;
    this.#bucket = bucket;
  }

  cancel(): void {
    const bucket = this.#bucket;
    if (bucket === undefined) return;
    this.#bucket = undefined;
    bucket.remove(this);
  }
}
