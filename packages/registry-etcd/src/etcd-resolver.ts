import { DEFAULT_WEIGHT, type Instance, type ResolveResult, type Resolver } from "@kitex-ts/core/extension";
import { type EtcdConnectionOptions, resolveConnection } from "./connection-options.ts";
import { EtcdApi, type StoredEntry } from "./etcd-api.ts";
import { followPrefix, type PrefixListener } from "./follow-prefix.ts";
import { wholeNumber } from "./invalid-option.ts";
import { defaultPrefix, servicePrefix } from "./keys.ts";
import { readInstance } from "./stored-instance.ts";

export interface EtcdResolverOptions extends EtcdConnectionOptions {
  /** What all keys begin with. Default `kitex/registry-etcd`; `""` for peers that use Kitex's `…WithAuth` constructors. */
  readonly prefix?: string;
  /** The weight of instances that state 0 or less. Default 10 (Kitex's). */
  readonly defaultWeight?: number;
}

/** A resolver that holds a connection. */
export interface EtcdResolver extends Resolver, AsyncDisposable {
  watch: NonNullable<Resolver["watch"]>;
  /** Ends all questions, watches and the connection. */
  close(): Promise<void>;
}

/**
 * Finds the servers that Kitex for Go and `etcdRegistry` announced in etcd, and hears of changes as they happen.
 *
 * Entries that nobody could call are left out, with one warning each. Throws `InvalidOption`.
 */
export function etcdResolver(options: EtcdResolverOptions): EtcdResolver {
  const { prefix = defaultPrefix } = options;
  const defaultWeight = wholeNumber("defaultWeight", options.defaultWeight ?? DEFAULT_WEIGHT);
  const connection = resolveConnection(options);
  const { name, logger, clock } = connection;
  const api = new EtcdApi(connection);
  /** By service: what was warned about and is still there. */
  const warned = new Map<string, ReadonlyMap<string, string>>();

  const resultOf = (service: string, entries: readonly StoredEntry[]): ResolveResult => {
    // By address: Go's brackets and ours may be two keys for one server.
    const instances = new Map<string, Instance>();
    const unusable = new Map<string, string>();
    for (const { key, value } of entries) {
      const read = readInstance(value, defaultWeight);
      if (read.kind === "instance") instances.set(read.instance.address, read.instance);
      else {
        unusable.set(key, value);
        if (warned.get(service)?.get(key) !== value) {
          logger.warn({ key }, `${key} is skipped: ${read.reason}; resolver: ${name}`);
        }
      }
    }
    if (unusable.size > 0) warned.set(service, unusable);
    else warned.delete(service);
    return { instances: [...instances.values()] };
  };

  const close = (): Promise<void> => api.close();
  return {
    name,
    async resolve({ service }, signal) {
      const { entries } = await api.list(servicePrefix(prefix, service), signal);
      return resultOf(service, entries);
    },
    watch({ service }, listener, signal) {
      let watched: string;
      try {
        watched = servicePrefix(prefix, service);
      } catch (error) {
        listener.onError(error); // no time heals such a name
        return;
      }
      const told: PrefixListener = {
        onEntries: (entries) => listener.onResult(resultOf(service, entries)),
        onError: (error) => listener.onError(error),
      };
      void followPrefix(api, watched, told, clock, signal);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
