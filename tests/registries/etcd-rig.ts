import { randomUUID } from "node:crypto";
import type { Instance, Registry, RegistryInfo, Resolver } from "@kitex-ts/core/extension";
import { deleteEntry, entriesBelow, putEntry } from "../support/registries/etcd-gateway.ts";
import { eventually } from "../support/registries/eventually.ts";

let ports = 30_000;

/** A service that nobody else uses. */
export function freshService(): string {
  return `echo-${randomUUID()}`;
}

/** An address that nobody else registers; nobody listens there. */
export function freshAddress(): string {
  ports += 1;
  return `127.0.0.1:${ports}`;
}

/** What a server would announce. */
export function infoOf(service: string, address: string = freshAddress(), weight = 10): RegistryInfo {
  return { service, address, weight, tags: new Map([["zone", "a"]]) };
}

/** What the keys of a service begin with. */
export function prefixOf(service: string): string {
  return `kitex/registry-etcd/${service}/`;
}

/** The value of an instance, written without the package under test. */
export function storedValue({ address, weight, tags }: Instance): string {
  return JSON.stringify({ network: "tcp", address, weight, tags: Object.fromEntries(tags) });
}

/** An instance with nothing to it but its address. */
export function plain(address: string): Instance {
  return { address, weight: 10, tags: new Map() };
}

/** Makes exactly these instances the ones of a service. */
export async function putInstances(url: string, service: string, instances: readonly Instance[]): Promise<void> {
  const keys = new Set<string>();
  for (const instance of instances) {
    const key = prefixOf(service) + instance.address;
    keys.add(key);
    await putEntry(url, key, storedValue(instance));
  }
  for (const { key } of await entriesBelow(url, prefixOf(service))) if (!keys.has(key)) await deleteEntry(url, key);
}

/** What is stored for a service, as instances. */
export async function storedInstances(url: string, service: string): Promise<readonly Instance[]> {
  interface Value {
    readonly address: string;
    readonly weight: number;
    readonly tags: Readonly<Record<string, string>> | null;
  }
  const entries = await entriesBelow(url, prefixOf(service));
  return entries.map(({ value }) => {
    const { address, weight, tags }: Value = JSON.parse(value);
    return { address, weight, tags: new Map(Object.entries(tags ?? {})) };
  });
}

/** A resolver for a contract, which is written down before etcd has started. */
export function resolverOnceStarted(name: string, made: () => Resolver): Resolver {
  return {
    name,
    resolve: (target, signal) => made().resolve(target, signal),
    watch: (target, listener, signal) => made().watch?.(target, listener, signal),
  };
}

/** The same for a registry. */
export function registryOnceStarted(name: string, heartbeatMs: number, made: () => Registry): Registry {
  return {
    name,
    heartbeatMs,
    register: (info, signal) => made().register(info, signal),
    heartbeat: (info, signal) => made().heartbeat(info, signal),
    deregister: (info, signal) => made().deregister(info, signal),
  };
}

/** A watch, and what it told. */
export interface Watching extends Disposable {
  /** How many lists it told. */
  readonly lists: number;
  readonly errors: readonly unknown[];
  /** Settles when the last list has these addresses; gives the milliseconds that took. */
  shows(...addresses: readonly string[]): Promise<number>;
  /** Settles when an error was told after the last list. */
  fails(): Promise<void>;
  stop(): void;
}

/** Starts to watch a service. */
export function watching(resolver: Resolver, service: string): Watching {
  const controller = new AbortController();
  const errors: unknown[] = [];
  let lists = 0;
  let last: string | undefined;
  const textOf = (addresses: readonly string[]): string => JSON.stringify([...addresses].sort());
  resolver.watch?.(
    { service, tags: new Map() },
    {
      onResult: ({ instances }) => {
        lists += 1;
        last = textOf(instances.map(({ address }) => address));
      },
      onError: (error) => {
        errors.push(error);
        last = undefined;
      },
    },
    controller.signal,
  );
  return {
    get lists() {
      return lists;
    },
    errors,
    shows: async (...addresses) => {
      const wanted = textOf(addresses);
      const { ms } = await eventually(`the watch shows ${wanted}`, () => last === wanted || undefined);
      return ms;
    },
    fails: async () => {
      await eventually("the watch tells an error", () => (errors.length > 0 && last === undefined) || undefined);
    },
    stop: () => controller.abort(),
    [Symbol.dispose]: () => controller.abort(),
  };
}
