import type { EtcdApi } from "./etcd-api.ts";
import { EtcdError, EtcdErrorCode, isEtcdError } from "./etcd-error.ts";

/**
 * The lease under which one entry lives: never more than one at a time, and another one only after etcd has forgotten
 * the last, so that ending it removes the entry whatever was lost on the way.
 */
export class EntryLease {
  readonly #api: EtcdApi;
  readonly #ttlSeconds: number;
  #id: string | undefined;

  constructor(api: EtcdApi, ttlSeconds: number) {
    this.#api = api;
    this.#ttlSeconds = ttlSeconds;
  }

  /** etcd's number of it, where there is one. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Stores an entry under a lease with its whole time before it. */
  async put(key: string, value: string, signal: AbortSignal): Promise<void> {
    await this.#api.put(key, value, await this.#living(signal), signal);
  }

  /** Gives it its whole time again. Rejects with `LeaseLost` when it is gone. */
  async renew(signal: AbortSignal): Promise<void> {
    if (this.#id !== undefined && (await this.#api.keepAlive(this.#id, signal)) > 0) return;
    this.#id = undefined;
    throw new EtcdError(EtcdErrorCode.LeaseLost, "the lease ran out, or was revoked by somebody else");
  }

  /** Ends it, and with it what was stored under it; settles as well when there is none. */
  async end(signal: AbortSignal): Promise<void> {
    if (this.#id === undefined) return;
    try {
      await this.#api.revoke(this.#id, signal);
    } catch (error) {
      if (!isEtcdError(error, EtcdErrorCode.LeaseLost)) throw error;
    }
    this.#id = undefined;
  }

  async #living(signal: AbortSignal): Promise<string> {
    if (this.#id !== undefined && (await this.#api.keepAlive(this.#id, signal)) > 0) return this.#id;
    this.#id = await this.#api.grant(this.#ttlSeconds, signal);
    return this.#id;
  }
}
