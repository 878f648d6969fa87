// What this package asks of etcd, over npm etcd3 (1.1.2), and every guard against that library's own defects:
//
//   defect of the library                                    guard
//   a call to a silent server never settles                  a deadline for every call, and a timer of our own
//   a breaker refuses calls for 5 s after three failures     policies that do nothing; members are tried in turn here
//   a refused token is renewed and refused without end       calls are counted by their request, three at most
//   a silent connection is never noticed                     pings, answered within 7 s or the connection is lost
//   lists over 4 MiB are refused                             a limit that no list of instances comes near
//   an error of a call has a class, one of a stream a code   both become one `EtcdError`
//   its watcher loses events and ends in silence             its raw stream (`PrefixWatch`)
//   its lease is granted once and never again                grant, put and keep-alive by hand (`EntryLease`)
//   large numbers are rounded in some processes              numbers of leases that are small, and ours
//   closing leaves streams running                           `close` ends them first, and waits for calls
//   a stream that is cancelled resets all other calls        it is ended before it is cancelled

import { randomInt } from "node:crypto";
import type { Clock } from "@kitex-ts/core/extension";
import { Etcd3, type IOptions } from "etcd3";
import type { EtcdConnection } from "./connection-options.ts";
import { EtcdError, EtcdErrorCode } from "./etcd-error.ts";
import { etcdErrorOf, isOfOneMember } from "./etcd-failure.ts";
import { PrefixWatch } from "./prefix-watch.ts";

/** An entry as it is stored. */
export interface StoredEntry {
  readonly key: string;
  readonly value: string;
}

/** All entries below a prefix at one moment. */
export interface ListedEntries {
  /** Counts the changes of the store, all keys together. */
  readonly revision: bigint;
  /** By key. */
  readonly entries: readonly StoredEntry[];
}

/**
 * Leases are numbered by us, below 2^48: the library rounds numbers of 2^53 and more, as etcd hands them out, in a
 * process that resolves npm long to its ES module.
 */
const MAX_LEASE = 2 ** 48 - 1;

/** So often is one request sent with a token that etcd refuses, before that is an error. */
const MAX_TOKENS = 3;

/** No list of instances comes near; the library's own limit, 4 MiB, does not hold a few large tags. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

type Policy = NonNullable<NonNullable<IOptions["faultHandling"]>["global"]>;
type CallOptions = NonNullable<Parameters<Etcd3["kv"]["range"]>[1]>;

/** One member of etcd. */
interface Member {
  readonly name: string;
  readonly client: Etcd3;
}

/** Sends one request to a member; what it started ends when `over` aborts. */
type Send<T> = (client: Etcd3, options: CallOptions, over: AbortSignal) => Promise<T>;

/**
 * The calls to etcd, each bounded in time, aborted by its signal, and tried on every member in turn.
 *
 * Every one rejects with an `EtcdError`, or with the reason of its signal. Nothing connects before the first call.
 */
export class EtcdApi {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #name: string;
  readonly #members: readonly Member[];
  /** The member that is asked first: the one that answered last. Any at the beginning, so that callers spread. */
  #turn: number;
  readonly #closing = new AbortController();
  readonly #unsettled = new Set<Promise<unknown>>();

  constructor(connection: EtcdConnection) {
    this.#clock = connection.clock;
    this.#limitMs = connection.requestTimeoutMs;
    this.#name = connection.name;
    this.#members = connection.endpoints.map((endpoint) => ({
      name: `etcd ${endpoint}`,
      client: clientOf(endpoint, connection),
    }));
    this.#turn = Math.floor(Math.random() * this.#members.length);
  }

  /** Everything below `prefix` as of now: not even a member that is cut off from the others gives an old list. */
  async list(prefix: string, signal: AbortSignal): Promise<ListedEntries> {
    const range = rangeOf(prefix);
    const { header, kvs } = await this.#ask(signal, (client, options) => client.kv.range({ ...range }, options));
    return {
      revision: BigInt(header.revision),
      entries: kvs.map(({ key, value }) => ({ key: key.toString(), value: value.toString() })),
    };
  }

  /** The lease of an entry: `"0"` when it has none, `undefined` when there is no such entry. */
  async leaseAt(key: string, signal: AbortSignal): Promise<string | undefined> {
    const request = { key: Buffer.from(key) };
    const { kvs } = await this.#ask(signal, (client, options) => client.kv.range({ ...request }, options));
    return kvs[0]?.lease;
  }

  /** Gets a lease that ends after `ttlSeconds` without a sign of life, or later where etcd asks for more. */
  async grant(ttlSeconds: number, signal: AbortSignal): Promise<string> {
    const { ID } = await this.#ask(signal, (client, options) =>
      client.leaseClient.leaseGrant({ ID: randomInt(1, MAX_LEASE), TTL: ttlSeconds }, options),
    );
    return ID;
  }

  /** Gives a lease its whole time again and says how many seconds that is; 0 when there is no such lease. */
  keepAlive(lease: string, signal: AbortSignal): Promise<number> {
    return this.#ask(signal, async (client, options, over) => {
      const stream = await client.leaseClient.leaseKeepAlive(options);
      const stop = (): void => {
        stream.end();
        stream.cancel();
      };
      return new Promise<number>((resolve, reject) => {
        stream.on("data", ({ TTL }) => resolve(Number(TTL)));
        stream.on("error", reject);
        stream.on("end", () => reject(new Error("the stream ended without an answer")));
        if (over.aborted) stop();
        else {
          over.addEventListener("abort", stop, { once: true });
          stream.write({ ID: lease });
        }
      });
    });
  }

  /** Ends a lease and removes its entries. Rejects with `LeaseLost` when there is no such lease. */
  async revoke(lease: string, signal: AbortSignal): Promise<void> {
    await this.#ask(signal, (client, options) => client.leaseClient.leaseRevoke({ ID: lease }, options));
  }

  /** Stores an entry that goes with its lease. Rejects with `LeaseLost` when there is no such lease. */
  async put(key: string, value: string, lease: string, signal: AbortSignal): Promise<void> {
    const request = { key: Buffer.from(key), value: Buffer.from(value), lease };
    await this.#ask(signal, (client, options) => client.kv.put({ ...request }, options));
  }

  /** Hears of every change below `prefix` from when it is opened, until `signal` aborts. */
  watch(prefix: string, signal: AbortSignal): PrefixWatch {
    const member = this.#current();
    const { client, name } = member;
    return new PrefixWatch({
      member: name,
      open: () => client.watchClient.watch(),
      request: rangeOf(prefix),
      clock: this.#clock,
      limitMs: this.#limitMs,
      signals: [signal, this.#closing.signal],
      failureOf: (error) => {
        const failure = this.#closing.signal.aborted ? this.#closed() : etcdErrorOf(error, name, this.#limitMs);
        if (isOfOneMember(failure)) this.#passOver(member);
        return failure;
      },
    });
  }

  /** Ends every call and watch with `Closed`. Settles when nothing is left: at once, or when a silent etcd's time is up. */
  async close(): Promise<void> {
    this.#closing.abort(this.#closed());
    await Promise.allSettled(this.#unsettled);
    for (const { client } of this.#members) client.close();
  }

  /** Asks one member after the other until one gives an answer that another could not better. */
  async #ask<T>(signal: AbortSignal, send: Send<T>): Promise<T> {
    let failure: unknown;
    for (let attempt = 0; attempt < this.#members.length; attempt++) {
      const member = this.#current();
      try {
        return await this.#attempt(member, signal, send);
      } catch (error) {
        if (!isOfOneMember(error)) throw error;
        this.#passOver(member);
        failure = error;
      }
    }
    throw failure;
  }

  async #attempt<T>(member: Member, signal: AbortSignal, send: Send<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#closing.signal.aborted) throw this.#closed();
    const over = new AbortController();
    const givenUp = Promise.withResolvers<never>();
    const onAbort = (): void => givenUp.reject(signal.reason);
    const onClose = (): void => givenUp.reject(this.#closed());
    signal.addEventListener("abort", onAbort, { once: true });
    this.#closing.signal.addEventListener("abort", onClose, { once: true });
    const timer = this.#clock.setTimer(() => {
      const text = `${member.name} did not answer within ${this.#limitMs} ms`;
      givenUp.reject(new EtcdError(EtcdErrorCode.Timeout, text));
    }, this.#limitMs);
    try {
      return await Promise.race([this.#sent(member, send, over.signal), givenUp.promise]);
    } finally {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      this.#closing.signal.removeEventListener("abort", onClose);
      over.abort();
    }
  }

  /** Sends, and keeps the answer's promise until it settles, which it does by its deadline whoever still waits for it. */
  async #sent<T>(member: Member, send: Send<T>, over: AbortSignal): Promise<T> {
    const answer = send(member.client, { deadline: Date.now() + this.#limitMs }, over);
    this.#unsettled.add(answer);
    try {
      return await answer;
    } catch (error) {
      throw etcdErrorOf(error, member.name, this.#limitMs);
    } finally {
      this.#unsettled.delete(answer);
    }
  }

  #current(): Member {
    const member = this.#members[this.#turn];
    if (member === undefined) throw new Error(`${this.#name} has no member ${this.#turn}`);
    return member;
  }

  /** Lets the next member have its turn, unless somebody else saw to that. */
  #passOver(member: Member): void {
    if (this.#current() === member) this.#turn = (this.#turn + 1) % this.#members.length;
  }

  #closed(): EtcdError {
    return new EtcdError(EtcdErrorCode.Closed, `${this.#name} is closed`);
  }
}

/** From the prefix itself to the first key that does not begin with it. A prefix ends in "/", so its last byte can grow. */
function rangeOf(prefix: string): { readonly key: Buffer; readonly range_end: Buffer } {
  const key = Buffer.from(prefix);
  const end = Buffer.from(key);
  const last = end.length - 1;
  end.writeUInt8(end.readUInt8(last) + 1, last);
  return { key, range_end: end };
}

/** Runs what it is given, once, and keeps no record. */
const plainly: Policy = {
  get _altReturn(): never {
    throw new Error("this property exists in types only");
  },
  onSuccess: () => ({ dispose: () => {} }),
  onFailure: () => ({ dispose: () => {} }),
  execute: async (run, signal = new AbortController().signal) => run({ signal }),
};

function clientOf(endpoint: string, { auth, tls, requestTimeoutMs }: EtcdConnection): Etcd3 {
  const sent = new WeakMap<object, number>();
  return new Etcd3({
    hosts: endpoint,
    ...(auth === undefined ? {} : { auth }),
    ...(tls === undefined ? {} : { credentials: credentialsOf(tls) }),
    faultHandling: { host: () => plainly, global: plainly },
    grpcOptions: {
      "grpc.keepalive_time_ms": 5_000, // etcd ends connections that ping more often
      "grpc.keepalive_timeout_ms": 2_000,
      "grpc.keepalive_permit_without_calls": 1,
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 1_000,
      "grpc.max_receive_message_length": MAX_ANSWER_BYTES,
    },
    // Asked before each time that a request is sent, also when the library sends it again with another token.
    defaultCallOptions: (context) => {
      if (context.isStream) return {};
      if ("params" in context) {
        const times = (sent.get(context.params) ?? 0) + 1;
        sent.set(context.params, times);
        if (times > MAX_TOKENS) {
          throw new EtcdError(EtcdErrorCode.Denied, `etcd ${endpoint} refuses the tokens that it hands out`);
        }
      }
      return { deadline: Date.now() + requestTimeoutMs };
    },
  });
}

function credentialsOf({ ca, cert, key }: NonNullable<EtcdConnection["tls"]>): NonNullable<IOptions["credentials"]> {
  return {
    rootCertificate: ca,
    ...(cert === undefined || key === undefined ? {} : { certChain: cert, privateKey: key }),
  };
}
