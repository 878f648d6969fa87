import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
// Not the global: where an application's tests replace that, calls go on all the same.
import { setImmediate } from "node:timers";

/** How long the event loop stays awake for an answer; Linux's haltpoll gives a guest's core the same time. */
const longestMs = 0.2;
/** How far trust may grow. A vigil that an answer ended adds one, a vain one takes two: two in three must pay. */
const mostTrust = 8;
/** Without trust, one hand-over in so many is watched all the same, to see whether it would pay now. */
const probeEvery = 64;

/** What a vigil needs of the event loop. */
export interface Loop {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Calls `fn` after the loop has asked the system for events once, without sleeping. */
  afterPoll(fn: () => void): void;
}

/**
 * Keeps the event loop awake for a moment after bytes were sent.
 *
 * A process that sleeps is woken by an interrupt, which takes longer than many a call, above all on virtual machines.
 * While an immediate is due, the loop asks the system for events without sleeping. So after a hand-over there is one
 * until bytes come in, for 0.2 ms at most, and only while that has been worth it lately: a process whose peers take
 * longer sleeps as ever. Go's scheduler does the same.
 */
export class Vigil {
  readonly #loop: Loop;
  #trust = mostTrust;
  #passedOver = 0;
  #since = 0;
  #waiting = false;
  #polling = false;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** Bytes were handed to a socket: an answer may come soon. */
  bytesLeft(): void {
    if (this.#trust === 0 && ++this.#passedOver % probeEvery !== 0) return;
    this.#since = this.#loop.now();
    this.#waiting = true;
    if (this.#polling) return;
    this.#polling = true;
    this.#loop.afterPoll(this.#poll);
  }

  /** Bytes came in. */
  bytesCame(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    if (this.#trust < mostTrust) this.#trust += 1;
  }

  readonly #poll = (): void => {
    if (this.#waiting && this.#loop.now() - this.#since < longestMs) {
      this.#loop.afterPoll(this.#poll);
      return;
    }
    if (this.#waiting) this.#trust = Math.max(0, this.#trust - 2);
    this.#waiting = false;
    this.#polling = false;
  };
}

// A vigil is nobody's: it must not run in, nor keep, the async context of the call that began it.
const inNoCall = AsyncLocalStorage.snapshot();

/** The one of this thread's event loop. */
export const vigil: Vigil = new Vigil({
  now: () => performance.now(),
  afterPoll: (fn) => inNoCall(setImmediate, fn),
});
