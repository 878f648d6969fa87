import type { Registry } from "@kitex-ts/core/extension";
import { type ConsulConnectionOptions, resolveConnection } from "./connection-options.ts";
import { ConsulApi } from "./consul-api.ts";
import { ConsulError } from "./consul-error.ts";
import { positive } from "./option-checks.ts";
import { type ConsulCheck, checkDefaults, checkId, resolveCheck, serviceEntry, serviceId } from "./service-entry.ts";

export interface ConsulRegistryOptions extends ConsulConnectionOptions {
  /** How the agent learns that an instance lives. Default: `{ kind: "ttl", ttlSeconds: 15 }`. */
  readonly check?: ConsulCheck;
  /**
   * Seconds after which an instance whose check fails is removed; until then it is kept and gets no calls. Default 60.
   * Consul waits for a minute at least, and looks every 30 s.
   */
  readonly deregisterAfterSeconds?: number;
}

/** With a check by the agent, the entry is looked for so often: an agent that lost its data gets it again. */
const lookMs = 10_000;

/**
 * Stores instances in a Consul agent as Kitex's registry does, so that Kitex clients in Go find them.
 *
 * The entries: id `service:host:port`, tags `key:value`, the weight in `Weights`, visible at once. Throws
 * `InvalidOption`; registering rejects with it for what Consul cannot hold, and with `ConsulError` when the agent
 * refuses or does not answer.
 */
export function consulRegistry(options: ConsulRegistryOptions = {}): Registry {
  const check = resolveCheck(options.check ?? { kind: "ttl" });
  const deregisterAfterSeconds = positive(
    "deregisterAfterSeconds",
    options.deregisterAfterSeconds ?? checkDefaults.deregisterAfterSeconds,
  );
  const api = new ConsulApi(resolveConnection(options));
  return {
    name: api.name,
    heartbeatMs: check.kind === "ttl" ? (check.ttlSeconds * 1_000) / 3 : lookMs,
    register: async (info, signal) => {
      await api.register(serviceEntry(info, check, deregisterAfterSeconds), signal);
    },
    heartbeat: (info, signal) =>
      check.kind === "ttl" ? api.pass(checkId(info), signal) : api.find(serviceId(info), signal),
    deregister: async (info, signal) => {
      try {
        await api.deregister(serviceId(info), signal);
      } catch (error) {
        const gone = error instanceof ConsulError && error.status === 404;
        if (!gone) throw error;
      }
    },
  };
}
