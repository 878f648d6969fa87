import type { Clock } from "@kitex-ts/netpoll";

/** So long after a probe that came nowhere near to the window there is no other; Kitex's. */
const restMs = 1000;
/** The same where the window was full, and yet no more came through than before: that may have been chance. */
const shortRestMs = 20;

/**
 * How many samples fit into a window. grpc-go takes 2; but a side that has one thread reads and sends in turns, and a
 * stream's window grows only as it is read, so that the peer stood still before half of it had come back.
 */
const growth = 4;
/** A sample of so much of the estimate means that the window, and not the way, was the limit; grpc-go's 0.66 of 1/2. */
const nearlyFull = 0.33;
/** A probe's round trip has the peer's own time in it; grpc-go's correction. */
const roundTripCorrection = 1.5;
/** What a round trip counts as that the clock is too coarse for. */
const shortestMs = 0.001;
/** Weight of the latest round trip once there were ten; grpc-go's. */
const latestWeight = 0.9;

/**
 * Estimates how many bytes are on the way at a time, as grpc-go and Kitex do: what arrives between a PING and its
 * answer is what fits into one round trip. When that comes near to the window, the window is too small. As long as
 * windows grow, a probe follows the other; grpc-go never rests, Kitex always does.
 */
export class BandwidthDelay {
  readonly #clock: Clock;
  readonly #largest: number;
  #estimate: number;
  #probing = false;
  #sentAt = 0;
  #restsUntil = Number.NEGATIVE_INFINITY;
  #sample = 0;
  #samples = 0;
  #roundTripMs = 0;
  #bestBandwidth = 0;

  /** Starts from the window that there is; the estimate never passes `largest`. */
  constructor(window: number, largest: number, clock: Clock) {
    this.#estimate = window;
    this.#largest = largest;
    this.#clock = clock;
  }

  /** Counts bytes that arrived. Says whether a probe is to be sent, whose answer is told to `measured`. */
  arrived(bytes: number): boolean {
    if (this.#probing) {
      this.#sample += bytes;
      return false;
    }
    if (this.#estimate >= this.#largest) return false;
    const now = this.#clock.now();
    if (now < this.#restsUntil) return false;
    this.#probing = true;
    this.#sentAt = now;
    this.#sample = bytes;
    return true;
  }

  /** The probe was answered. Gives the window that is wanted, or `undefined` when it stays. */
  measured(): number | undefined {
    this.#probing = false;
    const now = this.#clock.now();
    const bandwidth = this.#sample / (this.#averageRoundTrip(now - this.#sentAt) * roundTripCorrection);
    const best = bandwidth >= this.#bestBandwidth;
    if (best) this.#bestBandwidth = bandwidth;
    const full = this.#sample >= nearlyFull * this.#estimate;
    if (best && full) {
      this.#estimate = Math.min(growth * this.#sample, this.#largest);
      return this.#estimate;
    }
    this.#restsUntil = now + (full ? shortRestMs : restMs);
    return undefined;
  }

  #averageRoundTrip(ms: number): number {
    this.#samples += 1;
    const weight = this.#samples < 10 ? 1 / this.#samples : latestWeight;
    this.#roundTripMs += (ms - this.#roundTripMs) * weight;
    return Math.max(this.#roundTripMs, shortestMs);
  }
}
