import type { Instance } from "../context/instance.ts";
import type { ResolveListener, ResolveResult, Resolver } from "../discovery/resolver.ts";
import type { Registry } from "../registry/registry.ts";

/** A registry for tests, in the memory of one process: give the same object to servers and to clients. */
export interface MemoryRegistry extends Registry, Resolver {
  readonly watch: NonNullable<Resolver["watch"]>;
  /** Stores exactly these instances for a service, replacing what is there. */
  put(service: string, instances: readonly Instance[]): void;
  /** What is stored for a service. */
  stored(service: string): readonly Instance[];
  /** From here on it fails whatever it is asked, and watches have an error. What is stored stays. */
  break(): void;
  /** Ends what `break` began. */
  mend(): void;
}

interface Watch {
  readonly service: string;
  readonly listener: ResolveListener;
  readonly signal: AbortSignal;
  /** Whether it will be told in a moment. */
  due: boolean;
}

const nobody: ResolveResult = { instances: [] };

/** Makes a registry in which nothing is stored. Entries never expire; it asks for a heartbeat every 100 ms. */
export function memoryRegistry(): MemoryRegistry {
  const services = new Map<string, ResolveResult>();
  const watches = new Set<Watch>();
  let broken = false;

  const failure = (): Error => new Error("the memory registry is broken");
  const read = (service: string): ResolveResult => services.get(service) ?? nobody;

  // Not at once: a listener never runs inside the call that changes something, and changes in a row are told as one.
  const tellSoon = (watch: Watch): void => {
    if (watch.due) return;
    watch.due = true;
    queueMicrotask(() => {
      watch.due = false;
      if (watch.signal.aborted) return;
      if (broken) watch.listener.onError(failure());
      else watch.listener.onResult(read(watch.service));
    });
  };
  const put = (service: string, instances: readonly Instance[]): void => {
    services.set(service, { instances: [...instances] });
    for (const watch of watches) if (watch.service === service) tellSoon(watch);
  };
  const setBroken = (now: boolean): void => {
    broken = now;
    for (const watch of watches) tellSoon(watch);
  };
  const assertWorks = (signal: AbortSignal): void => {
    signal.throwIfAborted();
    if (broken) throw failure();
  };
  const without = (service: string, address: string): readonly Instance[] =>
    read(service).instances.filter((instance) => instance.address !== address);

  return {
    name: "memory",
    heartbeatMs: 100,
    register: async ({ service, address, weight, tags }, signal) => {
      assertWorks(signal);
      put(service, [...without(service, address), { address, weight, tags: new Map(tags) }]);
    },
    heartbeat: async ({ service, address }, signal) => {
      assertWorks(signal);
      if (!read(service).instances.some((instance) => instance.address === address)) {
        throw new Error(`no entry of "${service}" at ${address}`);
      }
    },
    deregister: async ({ service, address }, signal) => {
      assertWorks(signal);
      put(service, without(service, address));
    },
    resolve: async ({ service }, signal) => {
      assertWorks(signal);
      return read(service);
    },
    watch: ({ service }, listener, signal) => {
      if (signal.aborted) return;
      const watch: Watch = { service, listener, signal, due: false };
      watches.add(watch);
      signal.addEventListener("abort", () => void watches.delete(watch), { once: true });
      tellSoon(watch);
    },
    put,
    stored: (service) => read(service).instances,
    break: () => setBroken(true),
    mend: () => setBroken(false),
  };
}
