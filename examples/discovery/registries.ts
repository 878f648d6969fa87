import type { Registry, Resolver } from "@kitex-ts/core/extension";
import { consulRegistry, consulResolver } from "@kitex-ts/registry-consul";
import { etcdRegistry, etcdResolver } from "@kitex-ts/registry-etcd";

/** The registries that are programs. */
export type RegistryKind = "etcd" | "consul";

/** What servers announce themselves with, in the registry at `url`. */
export function registryAt(kind: RegistryKind, url: string): Registry {
  return kind === "etcd" ? etcdRegistry({ endpoints: url.split(",") }) : consulRegistry({ address: url });
}

/** What clients find them with. */
export function resolverAt(kind: RegistryKind, url: string): Resolver & Partial<{ close(): Promise<void> }> {
  return kind === "etcd" ? etcdResolver({ endpoints: url.split(",") }) : consulResolver({ address: url });
}
