import {
  type AcquireOptions,
  type Address,
  ConnectionError,
  ConnectionErrorCode,
  type ConnectionPool,
  createLongPool,
  formatAddress,
  type Lease,
  type Poolable,
  type PoolStats,
} from "@kitex-ts/netpoll";
import type { Clock } from "../../util/clock.ts";
import type { ClientConnection, OnVerdict, Sharing } from "./client-connection.ts";
import { Site } from "./site.ts";
import type { LongPoolNumbers } from "./trans-handler.ts";

/** So many addresses are remembered at least; beyond that those without a connection are forgotten, the oldest first. */
const MAX_REMEMBERED = 1_000;

/** A pool that can tell at once whether a connection is there to be shared. */
export interface SharingPool extends ConnectionPool<ClientConnection> {
  /** A shared connection to `address` that takes calls: it needs no lease. */
  shared(address: Address): ClientConnection | undefined;
}

/** Makes a connection that begins in the given way. */
export type OpenClientConnection = (
  address: Address,
  options: AcquireOptions,
  sharing: Sharing,
  onVerdict: OnVerdict,
) => Promise<ClientConnection>;

export interface AutoPoolOptions extends LongPoolNumbers {
  /** Shared connections for an address whose peer agrees. */
  readonly connections: number;
  /** How long calls wait for the first answer of an address not met before. */
  readonly negotiationWaitMs: number;
  readonly clock: Clock;
}

/**
 * A pool that shares connections with peers that agree to it and lends them to one call at a time otherwise.
 *
 * Every new connection offers. What a peer answered is remembered for its address.
 */
export function createAutoPool(open: OpenClientConnection, options: AutoPoolOptions): SharingPool {
  return new AutoPool(open, options);
}

class AutoPool implements SharingPool {
  readonly #open: OpenClientConnection;
  readonly #options: AutoPoolOptions;
  readonly #pool: ConnectionPool<ExclusiveUse>;
  readonly #sites = new Map<string, Site>();
  #closed = false;

  constructor(open: OpenClientConnection, options: AutoPoolOptions) {
    this.#open = open;
    this.#options = options;
    this.#pool = createLongPool((address, dial) => this.#openOffering(address, dial), options);
  }

  async acquire(address: Address, options: AcquireOptions = {}): Promise<Lease<ClientConnection>> {
    const site = this.#siteOf(address);
    if (site.verdict === "unknown" && !site.askFirst()) {
      await site.firstAnswer(this.#options.clock, this.#options.negotiationWaitMs);
    }
    if (site.verdict === "agreed") return sharedLease(await this.#sharedConnection(site, address, options));
    try {
      return exclusiveLease(await this.#pool.acquire(address, options), site);
    } catch (error) {
      site.stopWaiting();
      throw error;
    }
  }

  /** A connection of a peer that refused to share; any other has to be waited for. */
  acquireIdle(address: Address): Lease<ClientConnection> | undefined {
    const site = this.#sites.get(formatAddress(address));
    if (site?.verdict !== "refused") return undefined;
    const lease = this.#pool.acquireIdle(address);
    return lease === undefined ? undefined : exclusiveLease(lease, site);
  }

  shared(address: Address): ClientConnection | undefined {
    return this.#sites.get(formatAddress(address))?.ready(this.#options.connections);
  }

  evict(address: Address): void {
    this.#sites.get(formatAddress(address))?.forget();
    this.#pool.evict(address);
  }

  close(): void {
    this.#closed = true;
    for (const site of this.#sites.values()) site.close();
    this.#pool.close();
  }

  stats(): PoolStats {
    return this.#pool.stats();
  }

  #siteOf(address: Address): Site {
    const key = formatAddress(address);
    const known = this.#sites.get(key);
    if (known !== undefined) return known;
    if (this.#sites.size >= MAX_REMEMBERED) this.#forgetOldest();
    const site = new Site();
    this.#sites.set(key, site);
    return site;
  }

  #forgetOldest(): void {
    for (const [key, site] of this.#sites) {
      if (!site.idle) continue;
      this.#sites.delete(key);
      return;
    }
  }

  /** A connection for one call that becomes a shared one if its peer agrees. */
  async #openOffering(address: Address, dial: AcquireOptions): Promise<ExclusiveUse> {
    const site = this.#siteOf(address);
    const connection: ClientConnection = await this.#open(address, dial, "offered", (agreed) => {
      if (!agreed) {
        site.refuse();
        return;
      }
      const wanted = connection.reusable && !this.#closed && site.usable < this.#options.connections;
      if (wanted) site.share(connection);
      else connection.retire();
      site.agree();
      this.#pool.evict(address);
    });
    connection.onUnusable(() => site.stopWaiting());
    return new ExclusiveUse(connection);
  }

  async #sharedConnection(site: Site, address: Address, options: AcquireOptions): Promise<ClientConnection> {
    const ready = site.next();
    if (ready !== undefined && site.usable >= this.#options.connections) return ready;
    const opening = site.opening(() => this.#openAssuming(site, address, options));
    return ready ?? opening;
  }

  /** A connection to a peer that agreed before: shared from its first frame. */
  async #openAssuming(site: Site, address: Address, options: AcquireOptions): Promise<ClientConnection> {
    const connection = await this.#open(address, options, "assumed", (agreed) => {
      if (!agreed) site.forget();
    });
    if (this.#closed) {
      connection.close();
      const key = formatAddress(address);
      const text = `the pool was closed before there was a connection to ${key}`;
      throw new ConnectionError(ConnectionErrorCode.PoolClosed, text, { address: key });
    }
    site.share(connection);
    return connection;
  }
}

/** The use of a connection by one call at a time, which ends when its peer agrees to share it. */
class ExclusiveUse implements Poolable {
  readonly connection: ClientConnection;

  constructor(connection: ClientConnection) {
    this.connection = connection;
  }

  get reusable(): boolean {
    return !this.connection.shared && this.connection.reusable;
  }

  close(): void {
    if (!this.connection.shared) this.connection.close();
  }

  onUnusable(listener: () => void): void {
    this.connection.onUnusable(listener);
  }
}

function exclusiveLease(lease: Lease<ExclusiveUse>, site: Site): Lease<ClientConnection> {
  const release = (): void => {
    lease.release();
    // A call that ended before its peer was asked, or answered: the next one asks.
    if (site.verdict === "unknown") site.stopWaiting();
  };
  return {
    item: lease.item.connection,
    reused: lease.reused,
    release,
    discard: () => lease.discard(),
    [Symbol.dispose]: release,
  };
}

function sharedLease(connection: ClientConnection): Lease<ClientConnection> {
  const release = (): void => {};
  return { item: connection, reused: true, release, discard: () => connection.retire(), [Symbol.dispose]: release };
}
