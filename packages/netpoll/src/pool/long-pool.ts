import { type Address, formatAddress } from "../address.ts";
import type { Timer } from "../clock.ts";
import { publish } from "../diagnostics.ts";
import { type LongPoolOptions, type ResolvedLongPoolOptions, resolveLongPoolOptions } from "./long-pool-options.ts";
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

/** One connection that waits. */
interface IdleItem<T> {
  readonly item: T;
  readonly since: number;
}

/** What the pool knows about one address. */
interface Place<T> {
  readonly key: string;
  /** The oldest first. */
  readonly idle: IdleItem<T>[];
  /** Leases and attempts under way. */
  uses: number;
  /** The address was evicted: what comes back is closed. */
  evicted: boolean;
}

/**
 * Keeps connections that were given back and gives out the youngest first, so that the oldest age and are closed.
 *
 * The limits are on idle connections: as many are opened as are needed at a time.
 */
export function createLongPool<T extends Poolable>(
  open: OpenConnection<T>,
  options: LongPoolOptions = {},
): ConnectionPool<T> {
  return new LongPool(open, resolveLongPoolOptions(options));
}

class LongPool<T extends Poolable> implements ConnectionPool<T> {
  readonly #open: OpenConnection<T>;
  readonly #options: ResolvedLongPoolOptions;
  readonly #places = new Map<string, Place<T>>();
  #idle = 0;
  #inUse = 0;
  #opening = 0;
  /** One timer for all addresses. It is not stopped whenever nothing is idle, but not set again then either. */
  #ticker: Timer | undefined;
  #closed = false;

  constructor(open: OpenConnection<T>, options: ResolvedLongPoolOptions) {
    this.#open = open;
    this.#options = options;
  }

  async acquire(address: Address, options: AcquireOptions = {}): Promise<Lease<T>> {
    const key = formatAddress(address);
    if (this.#closed) throw poolClosed(key);
    return this.acquireIdle(address) ?? this.#openAt(this.#place(key), address, options);
  }

  acquireIdle(address: Address): Lease<T> | undefined {
    const place = this.#places.get(formatAddress(address));
    const item = place === undefined ? undefined : this.#takeYoungest(place);
    if (place === undefined || item === undefined) return undefined;
    publish("kitex.pool.reuse", () => ({ kind: "long", address: place.key }));
    return this.#lease(place, item, true);
  }

  evict(address: Address): void {
    const place = this.#places.get(formatAddress(address));
    if (place !== undefined) this.#evictPlace(place);
  }

  close(): void {
    this.#closed = true;
    this.#ticker?.cancel();
    this.#ticker = undefined;
    for (const place of [...this.#places.values()]) this.#evictPlace(place);
  }

  stats(): PoolStats {
    return { idle: this.#idle, inUse: this.#inUse, opening: this.#opening, addresses: this.#places.size };
  }

  #takeYoungest(place: Place<T>): T | undefined {
    for (let youngest = place.idle.pop(); youngest !== undefined; youngest = place.idle.pop()) {
      this.#idle--;
      if (youngest.item.reusable) return youngest.item;
      this.#drop(place, youngest.item);
    }
    return undefined;
  }

  async #openAt(place: Place<T>, address: Address, options: AcquireOptions): Promise<Lease<T>> {
    this.#opening++;
    place.uses++;
    try {
      const item = await this.#open(address, options);
      if (this.#closed) {
        item.close();
        throw poolClosed(place.key);
      }
      item.onUnusable(() => this.#onUnusable(place, item));
      publish("kitex.pool.open", () => ({ kind: "long", address: place.key }));
      return this.#lease(place, item, false);
    } finally {
      this.#opening--;
      place.uses--;
      this.#forgetUnused(place);
    }
  }

  #lease(place: Place<T>, item: T, reused: boolean): Lease<T> {
    this.#inUse++;
    place.uses++;
    return new PoolLease(item, reused, (reuse) => {
      this.#inUse--;
      place.uses--;
      if (reuse && this.#hasRoom(place) && item.reusable) this.#keep(place, item);
      else item.close();
      this.#forgetUnused(place);
    });
  }

  #hasRoom(place: Place<T>): boolean {
    if (this.#closed || place.evicted) return false;
    return place.idle.length < this.#options.maxIdlePerAddress && this.#idle < this.#options.maxIdleGlobal;
  }

  #keep(place: Place<T>, item: T): void {
    const { clock, maxIdleTimeoutMs } = this.#options;
    place.idle.push({ item, since: clock.now() });
    this.#idle++;
    this.#ticker ??= clock.setTimer(() => this.#tick(), maxIdleTimeoutMs);
  }

  #tick(): void {
    const { clock, maxIdleTimeoutMs } = this.#options;
    for (const place of [...this.#places.values()]) this.#dropExpired(place, clock.now() - maxIdleTimeoutMs);
    this.#ticker = this.#idle > 0 ? clock.setTimer(() => this.#tick(), maxIdleTimeoutMs) : undefined;
  }

  #dropExpired(place: Place<T>, latest: number): void {
    const spare = place.idle.length - this.#options.minIdlePerAddress;
    let expired = 0;
    while (expired < spare && (place.idle[expired]?.since ?? Number.POSITIVE_INFINITY) <= latest) expired++;
    this.#idle -= expired;
    for (const { item } of place.idle.splice(0, expired)) this.#drop(place, item);
    this.#forgetUnused(place);
  }

  /** An item died: it leaves the idle ones at once. One in use is closed when it is given back. */
  #onUnusable(place: Place<T>, item: T): void {
    const at = place.idle.findIndex((idle) => idle.item === item);
    if (at < 0) return;
    place.idle.splice(at, 1);
    this.#idle--;
    this.#drop(place, item);
    this.#forgetUnused(place);
  }

  #evictPlace(place: Place<T>): void {
    place.evicted = true;
    this.#places.delete(place.key);
    const idle = place.idle.splice(0);
    this.#idle -= idle.length;
    for (const { item } of idle) this.#drop(place, item);
  }

  #drop(place: Place<T>, item: T): void {
    publish("kitex.pool.evict", () => ({ kind: "long", address: place.key }));
    item.close();
  }

  #place(key: string): Place<T> {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = { key, idle: [], uses: 0, evicted: false };
      this.#places.set(key, place);
    }
    return place;
  }

  #forgetUnused(place: Place<T>): void {
    if (place.idle.length === 0 && place.uses === 0 && !place.evicted) this.#places.delete(place.key);
  }
}
