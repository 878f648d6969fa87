import { randomUUID } from "node:crypto";
import type { Instance, Registry, RegistryInfo, Resolver } from "@kitex-ts/core/extension";
import {
  type ConsulAccess,
  deregisterService,
  registerService,
  servicesNamed,
} from "../support/registries/consul-http.ts";
import { eventually } from "../support/registries/eventually.ts";

let ports = 20_000;

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

/** Makes exactly these instances the ones of a service, without the package under test and without checks. */
export async function putInstances(at: ConsulAccess, service: string, instances: readonly Instance[]): Promise<void> {
  const ids = new Set<string>();
  for (const { address, weight, tags } of instances) {
    const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
    const id = `${service}:${address}`;
    ids.add(id);
    await registerService(at, {
      ID: id,
      Name: service,
      Address: host,
      Port: Number(port),
      Weights: { Passing: weight, Warning: weight },
      Tags: Array.from(tags, ([key, value]) => `${key}:${value}`),
    });
  }
  for (const { ID } of await servicesNamed(at, service)) if (!ids.has(ID)) await deregisterService(at, ID);
}

/** What an agent holds of a service, as instances. */
export async function storedInstances(at: ConsulAccess, service: string): Promise<readonly Instance[]> {
  const entries = await servicesNamed(at, service);
  return entries.map(({ Address, Port, Tags, Weights }) => ({
    address: Address.includes(":") ? `[${Address}]:${Port}` : `${Address}:${Port}`,
    weight: Weights.Passing,
    tags: new Map(Tags.map((tag) => [tag.slice(0, tag.indexOf(":")), tag.slice(tag.indexOf(":") + 1)])),
  }));
}

/** A resolver for a contract, which is written down before the agent has started. */
export function resolverOnceStarted(make: () => Resolver): Resolver {
  let made: Resolver | undefined;
  const resolver = (): Resolver => {
    made ??= make();
    return made;
  };
  return {
    get name() {
      return resolver().name;
    },
    resolve: (target, signal) => resolver().resolve(target, signal),
    watch: (target, listener, signal) => resolver().watch?.(target, listener, signal),
  };
}

/** The same for a registry. */
export function registryOnceStarted(make: () => Registry, heartbeatMs: number): Registry {
  let made: Registry | undefined;
  const registry = (): Registry => {
    made ??= make();
    return made;
  };
  return {
    get name() {
      return registry().name;
    },
    heartbeatMs,
    register: (info, signal) => registry().register(info, signal),
    heartbeat: (info, signal) => registry().heartbeat(info, signal),
    deregister: (info, signal) => registry().deregister(info, signal),
  };
}

/** A watch, and what it told. */
export interface Watching extends Disposable {
  /** The lists it told, as sorted addresses. */
  readonly lists: readonly (readonly string[])[];
  readonly errors: readonly unknown[];
  /** The last list as it was told. */
  readonly instances: readonly Instance[];
  /** Settles when the last list is this one; gives the milliseconds that took. */
  shows(...addresses: readonly string[]): Promise<number>;
  /** Settles when so many errors were told. */
  fails(count?: number): Promise<void>;
  stop(): void;
}

/** Starts to watch a service. */
export function watching(resolver: Resolver, service: string): Watching {
  const controller = new AbortController();
  const lists: (readonly string[])[] = [];
  const errors: unknown[] = [];
  let instances: readonly Instance[] = [];
  resolver.watch?.(
    { service, tags: new Map() },
    {
      onResult: (result) => {
        instances = result.instances;
        lists.push(instances.map(({ address }) => address).sort());
      },
      onError: (error) => errors.push(error),
    },
    controller.signal,
  );
  const last = (): string => JSON.stringify(lists.at(-1));
  return {
    lists,
    errors,
    get instances() {
      return instances;
    },
    shows: async (...addresses) => {
      const wanted = JSON.stringify([...addresses].sort());
      const { ms } = await eventually(`the watch shows ${wanted}`, () => last() === wanted || undefined);
      return ms;
    },
    fails: async (count = 1) => {
      await eventually(`the watch tells ${count} errors`, () => errors.length >= count || undefined);
    },
    stop: () => controller.abort(),
    [Symbol.dispose]: () => controller.abort(),
  };
}
