// 64 buckets to each power of two of tenths of a microsecond, so that a percentile is off by at most 1.6 %. The Go
// candidate has the same (bench/go/histogram.go).
const STEP_BITS = 6;
const STEPS = 1 << STEP_BITS;
/** The last power begins at three minutes and more. */
const POWERS = 26;

/** Counts latencies at a cost that does not show in them: no allocation, no sorting. */
export class Histogram {
  readonly #buckets = new Float64Array(STEPS * POWERS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Counts a latency of `ms` milliseconds. */
  record(ms: number): void {
    this.#count++;
    const bucket = bucketOf(Math.min(ms * 10_000, 0x7fff_ffff) | 0);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }

  /** The upper edge, in microseconds, of the bucket in which `share` of all latencies is reached; 0 without any. */
  percentileMicros(share: number): number {
    const wanted = Math.ceil(share * this.#count);
    let seen = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= wanted && count > 0) return upperEdge(bucket) / 10;
    }
    return 0;
  }
}

function bucketOf(tenths: number): number {
  if (tenths < STEPS) return tenths;
  const power = 31 - Math.clz32(tenths) - STEP_BITS;
  return (power + 1) * STEPS + (tenths >> power) - STEPS;
}

function upperEdge(bucket: number): number {
  if (bucket < STEPS) return bucket + 1;
  return ((bucket % STEPS) + STEPS + 1) * 2 ** (Math.floor(bucket / STEPS) - 1);
}
