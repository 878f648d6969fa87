/** Milliseconds of each of gRPC's units. */
const UNIT_MS: Readonly<Record<string, number>> = { n: 1e-6, u: 1e-3, m: 1, S: 1_000, M: 60_000, H: 3_600_000 };

/** The units that we write, the finest first. */
const WRITTEN = ["m", "S", "M", "H"] as const;

/** gRPC over HTTP/2 allows eight digits. */
const MAX_AMOUNT = 99_999_999;

/**
 * A `grpc-timeout` of so many milliseconds, rounded up and at least 1: in milliseconds where eight digits hold them,
 * else in the next unit. (Kitex writes the finest unit that fits. In ours, calls that have the same limit mostly have
 * the same header, which costs less.)
 */
export function encodeTimeout(ms: number): string {
  for (const unit of WRITTEN) {
    const amount = Math.max(1, Math.ceil(ms / (UNIT_MS[unit] ?? 1)));
    if (amount <= MAX_AMOUNT) return `${amount}${unit}`;
  }
  return `${MAX_AMOUNT}H`;
}

/** The milliseconds of a `grpc-timeout`, with fractions; `undefined` when it is none: one to eight digits and a unit. */
export function decodeTimeout(value: string): number | undefined {
  if (!/^\d{1,8}[numSMH]$/.test(value)) return undefined;
  return Number(value.slice(0, -1)) * (UNIT_MS[value.slice(-1)] ?? 0);
}
