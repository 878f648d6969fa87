import { channel } from "node:diagnostics_channel";
import type { Logger } from "../logging/logger.ts";
import type { Clock } from "../util/clock.ts";
import { messageOf } from "../util/printable.ts";
import type { Timer } from "../util/timer.ts";
import { byAddress, diffInstances, type InstanceDiff, type InstancesByAddress, isEmptyDiff } from "./diff.ts";
import { follow, REFRESH_INTERVAL_MS } from "./follow.ts";
import type { ResolveResult, Resolver, ResolveTarget } from "./resolver.ts";

/** A target that no call asked for in so long is forgotten; at the latest after twice that. Kitex: 15 to 30 s. */
const expireMs = 15_000;
/** A target without anybody is asked for anew when calls still want it after so long. */
const emptyMs = 1_000;

/** What is published on the diagnostics channel `kitex.discovery.change` whenever the instances of a target change. */
export interface InstancesChanged extends InstanceDiff {
  readonly resolver: string;
  readonly target: ResolveTarget;
}

const changes = channel("kitex.discovery.change");

export interface ResolverCacheOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The instances of every target that is called, kept up to date beside the calls: they find them without waiting.
 *
 * ```text
 *   first call ──► follow(resolver) ──► list ──► calls          watched, or asked again every 5 s
 *                        │ nobody any more, or an error: the last good list stays
 *                        └ 15–30 s without a call: forgotten
 * ```
 */
export class ResolverCache implements Resolver {
  readonly name: string;
  readonly fixed?: ResolveResult;
  readonly #resolver: Resolver;
  readonly #options: ResolverCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #keys = new WeakMap<ReadonlyMap<string, string>, string>();
  readonly #listeners = new Set<(change: InstancesChanged) => void>();
  #last: (ResolveTarget & { readonly entry: Entry }) | undefined;
  #sweeper: Timer | undefined;

  constructor(resolver: Resolver, options: ResolverCacheOptions) {
    this.name = resolver.name;
    if (resolver.fixed !== undefined) this.fixed = resolver.fixed;
    this.#resolver = resolver;
    this.#options = options;
  }

  /** The last list with anybody in it; `undefined` where `resolve` has to be waited for. */
  current(target: ResolveTarget): ResolveResult | undefined {
    const last = this.#last;
    const known =
      last !== undefined && last.service === target.service && last.tags === target.tags
        ? last.entry
        : this.#entries.get(this.#keyOf(target));
    const result = known?.dropped === false ? known.result : undefined;
    if (known === undefined || result === undefined || result.instances.length === 0) return undefined;
    known.used = true;
    if (last?.entry !== known) this.#last = { service: target.service, tags: target.tags, entry: known };
    return result;
  }

  resolve(target: ResolveTarget): ResolveResult | Promise<ResolveResult> {
    return this.current(target) ?? this.#entryOf(target).answer();
  }

  /** Tells `listener` of every change from now on. Returns what takes the listener back. */
  onChange(listener: (change: InstancesChanged) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops everything; nothing is left running. */
  close(): void {
    for (const entry of this.#entries.values()) entry.drop();
    this.#entries.clear();
    this.#last = undefined;
    this.#sweeper?.cancel();
    this.#sweeper = undefined;
  }

  #entryOf(target: ResolveTarget): Entry {
    const key = this.#keyOf(target);
    const known = this.#entries.get(key);
    if (known !== undefined && !known.isStale(this.#options.clock.now())) return known;
    known?.drop();
    const entry = new Entry(this.#resolver, target, this.#options, (diff) => this.#tell(target, diff));
    this.#entries.set(key, entry);
    this.#sweeper ??= this.#options.clock.setTimer(() => this.#sweep(), expireMs);
    return entry;
  }

  #sweep(): void {
    for (const [key, entry] of this.#entries) {
      if (!entry.used) {
        entry.drop();
        this.#entries.delete(key);
      }
      entry.used = false;
    }
    this.#sweeper = this.#entries.size > 0 ? this.#options.clock.setTimer(() => this.#sweep(), expireMs) : undefined;
  }

  #tell(target: ResolveTarget, diff: InstanceDiff): void {
    const change: InstancesChanged = { resolver: this.name, target, ...diff };
    if (changes.hasSubscribers) changes.publish(change);
    for (const listener of [...this.#listeners]) listener(change);
  }

  #keyOf({ service, tags }: ResolveTarget): string {
    let key = this.#keys.get(tags);
    if (key === undefined) {
      key = JSON.stringify([...tags].sort(([a], [b]) => (a < b ? -1 : 1)));
      this.#keys.set(tags, key);
    }
    return `${key}${service}`;
  }
}

/** One target: what is known of it, and who waits to know. */
class Entry {
  /** Whether a call asked for it since the last sweep. */
  used = true;
  result: ResolveResult | undefined;
  readonly #resolver: Resolver;
  readonly #target: ResolveTarget;
  readonly #options: ResolverCacheOptions;
  readonly #onDiff: (diff: InstanceDiff) => void;
  readonly #following = new AbortController();
  /** Settles with the first answer or failure; of what comes later, `result` tells. */
  readonly #answer = Promise.withResolvers<ResolveResult>();
  #answeredMs: number | undefined;
  #byAddress: InstancesByAddress = new Map();
  #troubled = false;

  constructor(
    resolver: Resolver,
    target: ResolveTarget,
    options: ResolverCacheOptions,
    onDiff: (diff: InstanceDiff) => void,
  ) {
    this.#resolver = resolver;
    this.#target = target;
    this.#options = options;
    this.#onDiff = onDiff;
    this.#answer.promise.catch(() => {}); // a failure is told to who waits, if anybody does
    const listener = {
      onResult: (result: ResolveResult) => this.#heard(result),
      onError: (error: unknown) => this.#failed(error),
    };
    follow(
      resolver,
      target,
      listener,
      { clock: options.clock, refreshIntervalMs: REFRESH_INTERVAL_MS },
      this.#following.signal,
    );
  }

  get dropped(): boolean {
    return this.#following.signal.aborted;
  }

  answer(): Promise<ResolveResult> {
    this.used = true;
    return this.#answer.promise;
  }

  /** Whether nobody was found, or nothing could be learned, and long enough ago to ask once more. */
  isStale(nowMs: number): boolean {
    const nobody = this.result === undefined || this.result.instances.length === 0;
    return nobody && this.#answeredMs !== undefined && nowMs - this.#answeredMs >= emptyMs;
  }

  drop(): void {
    this.#following.abort();
    this.#answer.reject(new Error("the client was closed"));
  }

  #heard(result: ResolveResult): void {
    if (this.dropped) return;
    const before = this.result?.instances ?? [];
    if (result.instances.length === 0 && before.length > 0) {
      this.#trouble(undefined, `has nobody any more: the last ${before.length} instances are kept`);
      return;
    }
    const after = byAddress(result.instances);
    const diff = diffInstances(this.#byAddress, after);
    if (this.#troubled)
      this.#options.logger.info({}, `${this.#target.service} is known again to ${this.#resolver.name}`);
    this.#troubled = false;
    // The same list keeps its object, and so whatever was built from it.
    if (this.result === undefined || !isEmptyDiff(diff)) {
      this.result = result;
      this.#byAddress = after;
    }
    this.#answeredMs ??= this.#options.clock.now();
    this.#answer.resolve(this.result);
    if (!isEmptyDiff(diff)) this.#onDiff(diff);
  }

  #failed(error: unknown): void {
    if (this.dropped) return;
    if (this.result === undefined) {
      this.#answeredMs ??= this.#options.clock.now();
      this.#answer.reject(error);
    } else this.#trouble(error, `cannot be looked up (${messageOf(error)}): the last instances are kept`);
  }

  /** Warns once, until all is well again. */
  #trouble(error: unknown, what: string): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#options.logger.warn({ error }, `${this.#target.service} ${what}; resolver: ${this.#resolver.name}`);
  }
}
