import type { Address } from "../address.ts";
import { ConnectionError, ConnectionErrorCode } from "../errors.ts";

/** Something with a life that a pool can keep: a connection, or what its user wrapped around one. */
export interface Poolable {
  /** Whether it can be given out again. Once false it stays false. */
  readonly reusable: boolean;

  /** Ends it; without effect the second time. */
  close(): void;

  /** Names who is told, at most once, that it stopped being reusable. A pool calls this once for each item. */
  onUnusable(listener: () => void): void;
}

/** The use of one item, from `acquire` until it is given back. The first of `release` and `discard` counts. */
export interface Lease<T> {
  readonly item: T;
  /** Whether the item was used before. */
  readonly reused: boolean;
  /** Gives the item back to the pool. */
  release(): void;
  /** Gives the item back to be closed. */
  discard(): void;
  /** The same as `release`, for `using`. */
  [Symbol.dispose](): void;
}

/** What one `acquire` may spend. */
export interface AcquireOptions {
  /** 0 or absent: no limit. */
  readonly connectTimeoutMs?: number | undefined;
  /** Gives the attempt up; `acquire` rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Makes a fresh item. It rejects when the signal aborts. */
export type OpenConnection<T> = (address: Address, options: AcquireOptions) => Promise<T>;

/** How many items a pool knows of. */
export interface PoolStats {
  /** Waiting to be given out. */
  readonly idle: number;
  /** Leases that were not given back. */
  readonly inUse: number;
  /** Being opened. */
  readonly opening: number;
  /** Addresses with any of these. */
  readonly addresses: number;
}

/** Keeps connections to many addresses and decides which are used again. */
export interface ConnectionPool<T> {
  /** Gives an item for `address`, opening one if need be. Rejects with what opening failed with, or `POOL_CLOSED`. */
  acquire(address: Address, options?: AcquireOptions): Promise<Lease<T>>;

  /** Gives an item that is there and free, without waiting; `undefined` where `acquire` has to open one. */
  acquireIdle(address: Address): Lease<T> | undefined;

  /** Closes what is idle for `address`; what is in use is closed when it is given back. */
  evict(address: Address): void;

  /** Closes what is idle and refuses to give more; what is in use is closed when it is given back. */
  close(): void;

  stats(): PoolStats;
}

/** A lease that calls `giveBack` once. */
export class PoolLease<T> implements Lease<T> {
  readonly item: T;
  readonly reused: boolean;
  #giveBack: ((reuse: boolean) => void) | undefined;

  constructor(item: T, reused: boolean, giveBack: (reuse: boolean) => void) {
    this.item = item;
    this.reused = reused;
    this.#giveBack = giveBack;
  }

  release(): void {
    this.#settle(true);
  }

  discard(): void {
    this.#settle(false);
  }

  [Symbol.dispose](): void {
    this.#settle(true);
  }

  #settle(reuse: boolean): void {
    const giveBack = this.#giveBack;
    this.#giveBack = undefined;
    giveBack?.(reuse);
  }
}

/** Why a closed pool gives nothing. */
export function poolClosed(address: string): ConnectionError {
  const text = `the pool was closed before there was a connection to ${address}`;
  return new ConnectionError(ConnectionErrorCode.PoolClosed, text, { address });
}
