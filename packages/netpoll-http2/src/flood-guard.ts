import type { Clock } from "@kitex-ts/netpoll";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError, type FrameError } from "./frame-error.ts";
import type { FloodLimits } from "./session-options.ts";

/** How often something may happen within a span of time. */
class Allowance {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #clock: Clock;
  #used = 0;
  #since: number;

  constructor(limit: number, windowMs: number, clock: Clock) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** Counts one. Says whether that is too much: the clock is asked only when the limit is reached. */
  exceeded(): boolean {
    if (++this.#used <= this.#limit) return false;
    const now = this.#clock.now();
    if (now - this.#since < this.#windowMs) return true;
    this.#since = now;
    this.#used = 1;
    return false;
  }

  giveBack(times: number): void {
    this.#used = Math.max(this.#used - times, 0);
  }

  clear(): void {
    this.#used = 0;
  }
}

/**
 * Counts what costs the peer little and us much (RFC 9113 section 10.5). Each method counts one such thing, and throws
 * a connection error, ENHANCE_YOUR_CALM, beyond the limit.
 */
export class FloodGuard {
  readonly #resets: Allowance;
  readonly #pings: Allowance;
  readonly #settings: Allowance;
  readonly #emptyFrames: Allowance;
  readonly #idleFrames: Allowance;

  constructor(limits: FloodLimits, clock: Clock) {
    const atMost = (limit: number): Allowance => new Allowance(limit, limits.windowMs, clock);
    this.#resets = atMost(limits.resets);
    this.#pings = atMost(limits.pings);
    this.#settings = atMost(limits.settings);
    this.#emptyFrames = atMost(limits.emptyFrames);
    this.#idleFrames = atMost(limits.idleFrames);
  }

  /** A stream that the peer opened and reset, or made us reset (CVE-2023-44487, CVE-2025-8671). */
  reset(): void {
    if (this.#resets.exceeded()) throw tooMany("streams reset");
  }

  ping(): void {
    if (this.#pings.exceeded()) throw tooMany("PINGs");
  }

  settings(): void {
    if (this.#settings.exceeded()) throw tooMany("SETTINGS");
  }

  /** A frame of a message that carries nothing of it. */
  emptyFrame(): void {
    if (this.#emptyFrames.exceeded()) throw tooMany("empty frames");
  }

  /** A frame that changes nothing. */
  idleFrame(): void {
    if (this.#idleFrames.exceeded()) throw tooMany("frames without effect");
  }

  /** A part of a message came or left: PINGs measure that, and WINDOW_UPDATEs of stream and connection answer it. */
  progress(): void {
    this.#pings.clear();
    this.#idleFrames.giveBack(2);
  }
}

function tooMany(what: string): FrameError {
  return connectionError(Http2ErrorCode.EnhanceYourCalm, `too many ${what}`);
}
