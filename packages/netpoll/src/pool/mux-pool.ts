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
import { SharedDial } from "./shared-dial.ts";

/** How widely connections are shared. */
export interface MuxPoolOptions {
  /** Connections for each address, used in turn. Default 1. */
  readonly connections?: number | undefined;
}

/** An item and how many use it. */
interface Shared<T> {
  readonly item: T;
  leases: number;
  /** No longer given out; closed when the last lease is given back. */
  retired: boolean;
  closed: boolean;
}

/** What a slot holds: an item, or the attempt to open one. */
type Slot<T> =
  | { readonly kind: "empty" }
  | { readonly kind: "opening"; readonly dial: SharedDial<Lease<T>> }
  | { readonly kind: "open"; readonly shared: Shared<T> };

/** What the pool knows about one address. */
interface Place<T> {
  readonly key: string;
  readonly slots: Slot<T>[];
  next: number;
}

const empty = { kind: "empty" } as const;

/**
 * Gives the same few connections to everyone, in turn. Callers that meet no connection share one attempt to open it,
 * which has the connect timeout of the first. A lease that is discarded, or an item that becomes unusable, is
 * replaced at the next `acquire`, and closed when all its leases are given back.
 */
export function createMuxPool<T extends Poolable>(
  open: OpenConnection<T>,
  options: MuxPoolOptions = {},
): ConnectionPool<T> {
  return new MuxPool(open, Math.max(options.connections ?? 1, 1));
}

class MuxPool<T extends Poolable> implements ConnectionPool<T> {
  readonly #open: OpenConnection<T>;
  readonly #connections: number;
  readonly #places = new Map<string, Place<T>>();
  #inUse = 0;
  #opening = 0;
  #closed = false;

  constructor(open: OpenConnection<T>, connections: number) {
    // An opener that throws at once rejects like any other.
    this.#open = async (address, options) => open(address, options);
    this.#connections = connections;
  }

  async acquire(address: Address, options: AcquireOptions = {}): Promise<Lease<T>> {
    const key = formatAddress(address);
    if (this.#closed) throw poolClosed(key);
    const place = this.#place(key);
    const index = place.next;
    place.next = (index + 1) % this.#connections;
    const slot = place.slots[index] ?? empty;
    if (slot.kind === "opening") return slot.dial.join(options.signal);
    if (slot.kind === "open") {
      if (slot.shared.item.reusable) return this.#reuse(place, slot.shared);
      this.#retire(place, slot.shared);
    }
    const dial = new SharedDial<Lease<T>>(key);
    const joined = dial.join(options.signal);
    if (dial.signal.aborted) this.#forgetUnused(place);
    else this.#openSlot(place, index, address, dial, options.connectTimeoutMs);
    return joined;
  }

  acquireIdle(address: Address): Lease<T> | undefined {
    const place = this.#places.get(formatAddress(address));
    const slot = place?.slots[place.next];
    if (place === undefined || slot?.kind !== "open" || !slot.shared.item.reusable) return undefined;
    place.next = (place.next + 1) % this.#connections;
    return this.#reuse(place, slot.shared);
  }

  evict(address: Address): void {
    const place = this.#places.get(formatAddress(address));
    if (place !== undefined) this.#evictPlace(place);
  }

  close(): void {
    this.#closed = true;
    for (const place of [...this.#places.values()]) this.#evictPlace(place);
  }

  stats(): PoolStats {
    let idle = 0;
    for (const { slots } of this.#places.values()) {
      for (const slot of slots) if (slot.kind === "open" && slot.shared.leases === 0) idle++;
    }
    return { idle, inUse: this.#inUse, opening: this.#opening, addresses: this.#places.size };
  }

  #openSlot(
    place: Place<T>,
    index: number,
    address: Address,
    dial: SharedDial<Lease<T>>,
    connectTimeoutMs: number | undefined,
  ): void {
    const slot: Slot<T> = { kind: "opening", dial };
    place.slots[index] = slot;
    // Retiring the last item may have just removed the place.
    this.#places.set(place.key, place);
    this.#opening++;
    const leave = (next: Slot<T>): boolean => {
      if (place.slots[index] !== slot) return false;
      place.slots[index] = next;
      return true;
    };
    // An attempt that nobody waits for is not joined: the next caller starts another.
    dial.signal.addEventListener("abort", () => {
      leave(empty);
      this.#forgetUnused(place);
    });
    this.#open(address, { connectTimeoutMs, signal: dial.signal }).then(
      (item) => {
        this.#opening--;
        const shared: Shared<T> = { item, leases: 0, retired: false, closed: false };
        if (this.#closed) dial.fail(poolClosed(place.key));
        else {
          publish("kitex.pool.open", () => ({ kind: "mux", address: place.key }));
          dial.succeed(() => this.#lease(place, shared, false));
        }
        if (this.#closed || !leave({ kind: "open", shared })) this.#retire(place, shared);
        item.onUnusable(() => this.#retire(place, shared));
      },
      (error: unknown) => {
        this.#opening--;
        leave(empty);
        this.#forgetUnused(place);
        dial.fail(error);
      },
    );
  }

  #reuse(place: Place<T>, shared: Shared<T>): Lease<T> {
    publish("kitex.pool.reuse", () => ({ kind: "mux", address: place.key }));
    return this.#lease(place, shared, true);
  }

  #lease(place: Place<T>, shared: Shared<T>, reused: boolean): Lease<T> {
    shared.leases++;
    this.#inUse++;
    return new PoolLease(shared.item, reused, (reuse) => {
      shared.leases--;
      this.#inUse--;
      if (!reuse || shared.retired) this.#retire(place, shared);
    });
  }

  #retire(place: Place<T>, shared: Shared<T>): void {
    if (!shared.retired) {
      shared.retired = true;
      publish("kitex.pool.evict", () => ({ kind: "mux", address: place.key }));
      const at = place.slots.findIndex((slot) => slot.kind === "open" && slot.shared === shared);
      if (at >= 0) place.slots[at] = empty;
      this.#forgetUnused(place);
    }
    if (shared.leases > 0 || shared.closed) return;
    shared.closed = true;
    shared.item.close();
  }

  #evictPlace(place: Place<T>): void {
    this.#places.delete(place.key);
    const slots = place.slots.splice(0);
    for (const slot of slots) if (slot.kind === "open") this.#retire(place, slot.shared);
  }

  #place(key: string): Place<T> {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = { key, slots: [], next: 0 };
      this.#places.set(key, place);
    }
    return place;
  }

  #forgetUnused(place: Place<T>): void {
    if (place.slots.every((slot) => slot.kind === "empty") && this.#places.get(place.key) === place) {
      this.#places.delete(place.key);
    }
  }
}
