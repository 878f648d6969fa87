import type { Registry, RegistryInfo } from "@kitex-ts/core/extension";
import { advertise, advertisedPlace } from "./advertised-address.ts";
import { type EtcdConnectionOptions, resolveConnection } from "./connection-options.ts";
import { EtcdApi } from "./etcd-api.ts";
import { EtcdError, EtcdErrorCode } from "./etcd-error.ts";
import { invalidOption, wholeNumber } from "./invalid-option.ts";
import { defaultPrefix, instanceKey } from "./keys.ts";
import { EntryLease } from "./lease.ts";
import { writeInstance } from "./stored-instance.ts";

export interface EtcdRegistryOptions extends EtcdConnectionOptions {
  /** What all keys begin with. Default `kitex/registry-etcd`; `""` for peers that use Kitex's `…WithAuth` constructors. */
  readonly prefix?: string;
  /**
   * Seconds after which etcd removes the entry of a server that gives no sign of life; a sign is given every third of
   * that. Default: `KITEX_ETCD_REGISTRY_LEASE_TTL` of the environment, else 60 (Kitex's).
   */
  readonly leaseTtlSeconds?: number;
}

/** A registry that holds a connection. */
export interface EtcdRegistry extends Registry, AsyncDisposable {
  /** Ends all calls and the connection. Entries stay until they expire: `deregister` first. */
  close(): Promise<void>;
}

const registryDefaults = { leaseTtlSeconds: 60 };

/**
 * Announces servers in etcd, in the form in which Kitex for Go finds them: a key for each server, under a lease of its
 * own that ends with the server.
 *
 * `KITEX_IP_TO_REGISTRY` and `KITEX_PORT_TO_REGISTRY` replace host and port of every entry. Throws `InvalidOption`.
 */
export function etcdRegistry(options: EtcdRegistryOptions): EtcdRegistry {
  const { prefix = defaultPrefix } = options;
  const connection = resolveConnection(options);
  const { name, logger } = connection;
  const place = advertisedPlace(process.env);
  const ttlSeconds = ttlOf(options);
  const api = new EtcdApi(connection);
  const leases = new WeakMap<RegistryInfo, EntryLease>();
  const takenOver = new WeakSet<RegistryInfo>();

  const addressOf = ({ address }: RegistryInfo): string => advertise(address, place);
  const keyOf = (info: RegistryInfo): string => instanceKey(prefix, info.service, addressOf(info));

  /** The last of two that announce one address is seen, and the other one has to be told. */
  const checkOwner = (info: RegistryInfo, key: string, owner: string): void => {
    if (owner === leases.get(info)?.id || takenOver.has(info)) return;
    takenOver.add(info);
    const text = `${info.service} at ${addressOf(info)} was announced by somebody else as well; registry: ${name}`;
    logger.warn({ key }, text);
  };

  const close = (): Promise<void> => api.close();
  return {
    name,
    heartbeatMs: (ttlSeconds * 1_000) / 3,
    async register(info, signal) {
      const { weight, tags } = info;
      const key = keyOf(info);
      const lease = leases.get(info) ?? new EntryLease(api, ttlSeconds);
      leases.set(info, lease);
      await lease.put(key, writeInstance({ address: addressOf(info), weight, tags }), signal);
    },
    async heartbeat(info, signal) {
      const key = keyOf(info);
      const lease = leases.get(info) ?? new EntryLease(api, ttlSeconds);
      await lease.renew(signal);
      const owner = await api.leaseAt(key, signal);
      if (owner === undefined) throw new EtcdError(EtcdErrorCode.EntryLost, `${key} was removed by somebody else`);
      checkOwner(info, key, owner);
    },
    async deregister(info, signal) {
      // The entry goes with its lease: one step, and never the entry of a server that took over the address.
      await leases.get(info)?.end(signal);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function ttlOf({ leaseTtlSeconds }: EtcdRegistryOptions): number {
  const fromEnv = process.env["KITEX_ETCD_REGISTRY_LEASE_TTL"] || undefined;
  if (leaseTtlSeconds !== undefined) return wholeNumber("leaseTtlSeconds", leaseTtlSeconds);
  if (fromEnv === undefined) return registryDefaults.leaseTtlSeconds;
  if (!/^\d{1,9}$/.test(fromEnv) || Number(fromEnv) === 0) {
    throw invalidOption(`KITEX_ETCD_REGISTRY_LEASE_TTL must be a number of seconds, got "${fromEnv}"`);
  }
  return Number(fromEnv);
}
