import { type Address, formatAddress } from "../address.ts";
import { publish } from "../diagnostics.ts";
import {
  type AcquireOptions,
  type ConnectionPool,
  type Lease,
  type OpenConnection,
  type Poolable,
  PoolLease,
  type PoolStats,
  poolClosed,
} from "./pool.ts";

/** Opens a connection for every lease and closes it when the lease ends. */
export function createShortPool<T extends Poolable>(open: OpenConnection<T>): ConnectionPool<T> {
  return new ShortPool(open);
}

class ShortPool<T extends Poolable> implements ConnectionPool<T> {
  readonly #open: OpenConnection<T>;
  /** Leases and attempts under way for each address. */
  readonly #uses = new Map<string, number>();
  #inUse = 0;
  #opening = 0;
  #closed = false;

  constructor(open: OpenConnection<T>) {
    this.#open = open;
  }

  async acquire(address: Address, options: AcquireOptions = {}): Promise<Lease<T>> {
    const key = formatAddress(address);
    if (this.#closed) throw poolClosed(key);
    this.#count(key, 1);
    this.#opening++;
    try {
      return this.#lease(key, await this.#open(address, options));
    } finally {
      this.#opening--;
      this.#count(key, -1);
    }
  }

  acquireIdle(): undefined {
    return undefined;
  }

  /** Without effect: nothing is idle. */
  evict(): void {}

  close(): void {
    this.#closed = true;
  }

  stats(): PoolStats {
    return { idle: 0, inUse: this.#inUse, opening: this.#opening, addresses: this.#uses.size };
  }

  #lease(key: string, item: T): Lease<T> {
    if (this.#closed) {
      item.close();
      throw poolClosed(key);
    }
    publish("kitex.pool.open", () => ({ kind: "short", address: key }));
    this.#inUse++;
    this.#count(key, 1);
    return new PoolLease(item, false, () => {
      this.#inUse--;
      this.#count(key, -1);
      item.close();
    });
  }

  #count(key: string, change: number): void {
    const uses = (this.#uses.get(key) ?? 0) + change;
    if (uses === 0) this.#uses.delete(key);
    else this.#uses.set(key, uses);
  }
}
