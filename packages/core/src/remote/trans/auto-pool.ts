import {
  type AcquireOptions,
  type Address,
  type ConnectionPool,
  createLongPool,
  formatAddress,
  type Lease,
  type Poolable,
  type PoolStats,
} from "@kitex-ts/netpoll";
import type { Clock } from "../../util/clock.ts";
import type { ClientConnection, OnVerdict, Sharing } from "./client-connection.ts";
import type { LongPoolNumbers } from "./trans-handler.ts";

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
export function createAutoPool(open: OpenClientConnection, options: AutoPoolOptions): ConnectionPool<ClientConnection> {
  return new AutoPool(open, options);
}

class AutoPool implements ConnectionPool<ClientConnection> {
  readonly #open: OpenClientConnection;
  readonly #options: AutoPoolOptions;
  readonly #pool: ConnectionPool<ExclusiveUse>;
  readonly #sites = new Map<string, Site>();

  constructor(open: OpenClientConnection, options: AutoPoolOptions) {
    this.#open = open;
    this.#options = options;
    this.#pool = createLongPool((address, dial) => this.#openOffering(address, dial), options);
  }

  async acquire(address: Address, options: AcquireOptions = {}): Promise<Lease<ClientConnection>> {
    const site = this.#siteOf(address);
    if (site.verdict === "unknown") {
      if (site.asked) await site.firstAnswer(this.#options.clock, this.#options.negotiationWaitMs);
      else site.asked = true;
    }
    if (site.verdict === "agreed") return sharedLease(await this.#sharedConnection(site, address, options));
    try {
      const lease = await this.#pool.acquire(address, options);
      return {
        item: lease.item.connection,
        reused: lease.reused,
        release: () => lease.release(),
        discard: () => lease.discard(),
        [Symbol.dispose]: () => lease.release(),
      };
    } catch (error) {
      site.answered(); // nobody will answer: the calls that wait try for themselves
      throw error;
    }
  }

  evict(address: Address): void {
    const key = formatAddress(address);
    for (const connection of this.#sites.get(key)?.shared ?? []) connection.retire();
    this.#sites.delete(key);
    this.#pool.evict(address);
  }

  close(): void {
    for (const site of this.#sites.values()) {
      site.answered();
      for (const connection of site.shared) connection.close();
    }
    this.#sites.clear();
    this.#pool.close();
  }

  stats(): PoolStats {
    return this.#pool.stats();
  }

  #siteOf(address: Address): Site {
    const key = formatAddress(address);
    let site = this.#sites.get(key);
    if (site === undefined) {
      site = new Site();
      this.#sites.set(key, site);
    }
    return site;
  }

  /** A connection for one call that becomes a shared one if its peer agrees. */
  async #openOffering(address: Address, dial: AcquireOptions): Promise<ExclusiveUse> {
    const site = this.#siteOf(address);
    const connection: ClientConnection = await this.#open(address, dial, "offered", (agreed) => {
      if (!agreed) {
        site.refuse();
        return;
      }
      if (site.shared.size < this.#options.connections) site.shared.add(connection);
      else connection.retire();
      site.agree();
      this.#pool.evict(address);
    });
    connection.onUnusable(() => {
      site.shared.delete(connection);
      site.answered();
    });
    return new ExclusiveUse(connection);
  }

  async #sharedConnection(site: Site, address: Address, options: AcquireOptions): Promise<ClientConnection> {
    const missing = site.shared.size < this.#options.connections;
    if (missing && site.opening === undefined) {
      site.opening = this.#openAssuming(site, address, options).finally(() => {
        site.opening = undefined;
      });
      // Calls that find another shared connection do not wait for this one, nor for its failure.
      site.opening.catch(() => {});
    }
    return site.next() ?? site.opening ?? this.#openAssuming(site, address, options);
  }

  /** A connection to a peer that agreed before: shared from its first frame. */
  async #openAssuming(site: Site, address: Address, options: AcquireOptions): Promise<ClientConnection> {
    const connection = await this.#open(address, options, "assumed", (agreed) => {
      if (!agreed) site.forget();
    });
    connection.onUnusable(() => site.shared.delete(connection));
    site.shared.add(connection);
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

/** What is known of one address. */
class Site {
  verdict: "unknown" | "agreed" | "refused" = "unknown";
  /** Whether a first call is on its way. */
  asked = false;
  readonly shared = new Set<ClientConnection>();
  opening: Promise<ClientConnection> | undefined;
  #waiting = new Set<() => void>();
  #turn = 0;

  /** The next shared connection, in turn. */
  next(): ClientConnection | undefined {
    const usable = [...this.shared].filter((connection) => connection.reusable);
    this.#turn = (this.#turn + 1) % Math.max(1, usable.length);
    return usable[this.#turn];
  }

  agree(): void {
    this.verdict = "agreed";
    this.answered();
  }

  refuse(): void {
    if (this.verdict === "unknown") this.verdict = "refused";
    this.answered();
  }

  /** A peer that agreed answers like one that never did: somebody else took over the address. */
  forget(): void {
    this.verdict = "unknown";
    this.answered();
  }

  /** Settles when the first answer is there, or will not come, or after `waitMs`. */
  firstAnswer(clock: Clock, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const timer = clock.setTimer(done, waitMs);
      this.#waiting.add(done);
    });
  }

  answered(): void {
    this.asked = false;
    for (const done of this.#waiting) done();
  }
}

function sharedLease(connection: ClientConnection): Lease<ClientConnection> {
  const release = (): void => {};
  return { item: connection, reused: true, release, discard: () => connection.retire(), [Symbol.dispose]: release };
}
