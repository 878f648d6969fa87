import { type Address, formatAddress } from "@kitex-ts/netpoll";
import type { RpcContext } from "../../../context/rpc-context.ts";
import type { ClientSession } from "./client-session.ts";

/** A call that wants a connection. */
export interface WaitingCall {
  readonly ctx: RpcContext;
  /** Begins on a connection that has room for it. */
  start(session: ClientSession): void;
  /** There is no connection to be had. */
  noConnection(cause: unknown): void;
}

/** Makes a connection; rejects with a netpoll `ConnectionError`. */
export type OpenSession = (address: Address, connectTimeoutMs: number, events: SiteEvents) => Promise<ClientSession>;

/** What a connection tells the place it belongs to. */
export type SiteEvents = Pick<SessionSite, "onRoom" | "onUnusable">;

/**
 * The connections of one client to its peers, a few for each address, used in turn.
 *
 * A call begins at once where a connection has room for it. Otherwise it waits: for the connection that is being made,
 * or for the end of another call where the peer takes no more. First come, first served.
 */
export class SessionPool {
  readonly #open: OpenSession;
  readonly #connections: number;
  readonly #sites = new Map<string, SessionSite>();

  /** `connections` for each address, at least 1. */
  constructor(open: OpenSession, connections: number) {
    this.#open = open;
    this.#connections = connections;
  }

  /** Begins `call` on a connection to `address`, now or as soon as there is one with room. */
  run(address: Address, call: WaitingCall): void {
    this.#siteOf(address).run(call);
  }

  /** Settles when there is a connection to `address`; rejects with why there is none. */
  connect(address: Address, connectTimeoutMs: number): Promise<void> {
    return this.#siteOf(address).connect(connectTimeoutMs);
  }

  /** Begins no further call on what stands to `address`. */
  evict(address: Address): void {
    this.#sites.get(formatAddress(address))?.retire();
  }

  #siteOf(address: Address): SessionSite {
    const key = formatAddress(address);
    let site = this.#sites.get(key);
    if (site === undefined) {
      site = new SessionSite(this.#connections, {
        open: (connectTimeoutMs, events) => this.#open(address, connectTimeoutMs, events),
        onEmpty: () => this.#sites.delete(key),
      });
      this.#sites.set(key, site);
    }
    return site;
  }
}

interface SiteOwner {
  open(connectTimeoutMs: number, events: SiteEvents): Promise<ClientSession>;
  /** Nothing is left that is worth remembering. */
  onEmpty(): void;
}

/** The connections to one address, and the calls that wait for one. */
class SessionSite {
  readonly #wanted: number;
  readonly #owner: SiteOwner;
  readonly #sessions: ClientSession[] = [];
  readonly #waiting = new Set<WaitingCall>();
  #opening: Promise<void> | undefined;
  #turn = 0;

  constructor(wanted: number, owner: SiteOwner) {
    this.#wanted = wanted;
    this.#owner = owner;
  }

  run(call: WaitingCall): void {
    const session = this.#waiting.size === 0 ? this.#next() : undefined;
    if (session !== undefined) {
      if (this.#sessions.length < this.#wanted) this.#grow(call.ctx.rpcInfo.config.connectTimeoutMs);
      call.start(session);
      return;
    }
    call.ctx.phase = "connect";
    this.#waiting.add(call);
    call.ctx.onAbort(() => {
      this.#waiting.delete(call);
      this.#forgetIfEmpty();
    });
    this.#grow(call.ctx.rpcInfo.config.connectTimeoutMs);
  }

  async connect(connectTimeoutMs: number): Promise<void> {
    if (this.#sessions.length === 0) await (this.#opening ?? this.#openOne(connectTimeoutMs));
  }

  retire(): void {
    for (const session of [...this.#sessions]) session.retire();
  }

  onRoom(): void {
    this.#serve();
  }

  onUnusable(session: ClientSession): void {
    const at = this.#sessions.indexOf(session);
    if (at >= 0) this.#sessions.splice(at, 1);
    this.#growForWaiting();
    this.#forgetIfEmpty();
  }

  /** The next connection with room, in turn. */
  #next(): ClientSession | undefined {
    const sessions = this.#sessions;
    for (let tried = 0; tried < sessions.length; tried++) {
      this.#turn = (this.#turn + 1) % sessions.length;
      const session = sessions[this.#turn];
      if (session?.hasRoom === true) return session;
    }
    return undefined;
  }

  /** Makes one more connection unless there are enough, or one is being made. */
  #grow(connectTimeoutMs: number): void {
    if (this.#sessions.length >= this.#wanted || this.#opening !== undefined) return;
    // Who waits is told of a failure; with other connections nobody has to be.
    this.#openOne(connectTimeoutMs).catch(() => {});
  }

  /** Calls that waited for a connection which is gone need another. */
  #growForWaiting(): void {
    const [first] = this.#waiting;
    if (first !== undefined) this.#grow(first.ctx.rpcInfo.config.connectTimeoutMs);
  }

  #openOne(connectTimeoutMs: number): Promise<void> {
    const opening = this.#owner.open(connectTimeoutMs, this).then(
      (session) => {
        this.#opening = undefined;
        // It may have been lost in the same turn.
        if (session.usable) this.#sessions.push(session);
        this.#serve();
        this.#growForWaiting();
      },
      (error: unknown) => {
        this.#opening = undefined;
        if (this.#sessions.length === 0) this.#refuseAll(error);
        this.#forgetIfEmpty();
        throw error;
      },
    );
    this.#opening = opening;
    return opening;
  }

  /** Lets calls that wait begin, while there is room. */
  #serve(): void {
    if (this.#waiting.size === 0) return; // nearly always: no iterator is made then
    for (const call of this.#waiting) {
      const session = this.#next();
      if (session === undefined) return;
      this.#waiting.delete(call);
      call.start(session);
    }
  }

  #refuseAll(error: unknown): void {
    const refused = [...this.#waiting];
    this.#waiting.clear();
    for (const call of refused) call.noConnection(error);
  }

  #forgetIfEmpty(): void {
    if (this.#sessions.length === 0 && this.#waiting.size === 0 && this.#opening === undefined) this.#owner.onEmpty();
  }
}
