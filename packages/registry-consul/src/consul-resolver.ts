import type { Resolver } from "@kitex-ts/core/extension";
import { type ConsulConnectionOptions, resolveConnection } from "./connection-options.ts";
import { ConsulApi, type HealthAnswer } from "./consul-api.ts";
import { invalidOption, positive } from "./option-checks.ts";
import { readInstances } from "./stored-instances.ts";
import { type ReadState, type WatchedState, watchService } from "./watch-service.ts";

export interface ConsulResolverOptions extends ConsulConnectionOptions {
  /** Seconds that the agent may hold a read when nothing changes, up to 600. Default 30. */
  readonly waitSeconds?: number;
}

const defaultWaitSeconds = 30;
/** Consul's own limit. */
const mostWaitSeconds = 600;
/** So many entries are remembered as told of. */
const mostTold = 1_000;

/**
 * Finds the instances of a service that pass their checks, in a Consul agent, and hears of changes as they happen.
 *
 * Weights and tags are Kitex's. An entry that cannot be used is skipped with a warning. An agent that refuses, or does
 * not answer, is an error: who was found last is core's to remember. A token without the right to read a service sees
 * no instance of it, and no error: Consul answers so. Throws `InvalidOption`.
 */
export function consulResolver(options: ConsulResolverOptions = {}): Resolver {
  const connection = resolveConnection(options);
  const waitSeconds = positive("waitSeconds", options.waitSeconds ?? defaultWaitSeconds);
  if (waitSeconds > mostWaitSeconds) {
    throw invalidOption(`waitSeconds must be at most ${mostWaitSeconds}, got ${waitSeconds}`);
  }
  const { clock, logger } = connection;
  const api = new ConsulApi(connection);
  const told = new Set<string>();

  const skipped = (id: string, why: string): void => {
    const text = `${api.name}: the entry ${JSON.stringify(id.slice(0, 200))} is skipped: ${why.slice(0, 200)}`;
    if (told.has(text)) return;
    if (told.size >= mostTold) told.clear();
    told.add(text);
    logger?.warn({}, text);
  };
  const stateOf = ({ index, entries }: HealthAnswer): WatchedState => ({
    index,
    instances: readInstances(entries, skipped),
  });

  return {
    name: api.name,
    resolve: async ({ service }, signal) => {
      const { instances } = stateOf(await api.passing(service, signal));
      return { instances };
    },
    watch: ({ service }, listener, signal) => {
      const reads = api.reads(service, waitSeconds);
      const read: ReadState = async (index, aborted) => stateOf(await reads.read(index, aborted));
      void watchService(read, listener, signal, { clock }).finally(() => reads.close());
    },
  };
}
