import { type Clock, systemClock } from "../clock.ts";

/** How many idle connections are kept, and for how long. The numbers and their bounds are Kitex's. */
export interface LongPoolOptions {
  /** Idle connections of one address; at least 1 and at least `minIdlePerAddress`. Default 10. */
  readonly maxIdlePerAddress?: number | undefined;
  /** Idle connections of all addresses; 0 is no limit, else at least `maxIdlePerAddress`. Default 100. */
  readonly maxIdleGlobal?: number | undefined;
  /** How long a connection may be idle: at least 2,000, 0 means 30,000. It is closed within twice that. Default 60,000. */
  readonly maxIdleTimeoutMs?: number | undefined;
  /** So many idle connections of an address outlive the timeout; 0 to 5. Default 0. */
  readonly minIdlePerAddress?: number | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/** `LongPoolOptions`, complete and within bounds. */
export interface ResolvedLongPoolOptions {
  readonly maxIdlePerAddress: number;
  readonly maxIdleGlobal: number;
  readonly maxIdleTimeoutMs: number;
  readonly minIdlePerAddress: number;
  readonly clock: Clock;
}

/** Completes the options and brings them within Kitex's bounds. */
export function resolveLongPoolOptions(given: LongPoolOptions): ResolvedLongPoolOptions {
  const minIdlePerAddress = Math.min(Math.max(given.minIdlePerAddress ?? 0, 0), 5);
  const maxIdlePerAddress = Math.max(given.maxIdlePerAddress ?? 10, 1, minIdlePerAddress);
  const maxIdleGlobal = given.maxIdleGlobal ?? 100;
  const maxIdleTimeoutMs = given.maxIdleTimeoutMs ?? 60_000;
  return {
    minIdlePerAddress,
    maxIdlePerAddress,
    maxIdleGlobal: maxIdleGlobal <= 0 ? Number.MAX_SAFE_INTEGER : Math.max(maxIdleGlobal, maxIdlePerAddress),
    maxIdleTimeoutMs: maxIdleTimeoutMs === 0 ? 30_000 : Math.max(maxIdleTimeoutMs, 2000),
    clock: given.clock ?? systemClock,
  };
}
