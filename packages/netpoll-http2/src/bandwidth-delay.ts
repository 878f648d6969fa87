import type { Clock } from "@kitex-ts/netpoll";

/** Probes are at least so far apart. */
const probeEveryMs = 1000;

/** A sample of so much of the estimate means that the window, and not the way, was the limit; grpc-go's. */
const nearlyFull = 0.66;
/** What a full window is multiplied by; grpc-go's. */
const growth = 2;
/** A probe's round trip has the peer's own time in it; grpc-go's correction. */
const roundTripCorrection = 1.5;
/** What a round trip counts as that the clock is too coarse for. */
const shortestMs = 0.001;
/** Weight of the latest round trip once there were ten; grpc-go's. */
const latestWeight = 0.9;

/**
 * Estimates how many bytes are on the way at a time, as grpc-go and Kitex do: what arrives between a PING and its
 * answer is what fits into one round trip. When that comes near to the window, the window is too small.
 */
export class BandwidthDelay {
  readonly #clock: Clock;
  readonly #largest: number;
  #estimate: number;
  #probing = false;
  #sentAt = Number.NEGATIVE_INFINITY;
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
    if (now - this.#sentAt < probeEveryMs) return false;
    this.#probing = true;
    this.#sentAt = now;
    this.#sample = bytes;
    return true;
  }

  /** The probe was answered. Gives the window that is wanted, or `undefined` when it stays. */
  measured(): number | undefined {
    this.#probing = false;
    this.#samples += 1;
    const roundTripMs = this.#clock.now() - this.#sentAt;
    const weight = this.#samples < 10 ? 1 / this.#samples : latestWeight;
    this.#roundTripMs += (roundTripMs - this.#roundTripMs) * weight;
    const bandwidth = this.#sample / (Math.max(this.#roundTripMs, shortestMs) * roundTripCorrection);
    if (bandwidth < this.#bestBandwidth) return undefined;
    this.#bestBandwidth = bandwidth;
    if (this.#sample < nearlyFull * this.#estimate) return undefined;
    this.#estimate = Math.min(growth * this.#sample, this.#largest);
    return this.#estimate;
  }
}
