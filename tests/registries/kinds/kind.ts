import type { Registry, Resolver } from "@kitex-ts/core/extension";
import type { Certificate } from "../../support/certificates.ts";
import type { Daemon } from "../../support/registries/daemon.ts";

export type RegistryName = "etcd" | "consul";

/** How a registry is reached. */
export interface Access {
  readonly urls: readonly string[];
  /** The password of etcd's user `kitex`, or Consul's token; where rights are checked. */
  readonly secret?: string | undefined;
  /** Who signed the registry's certificate. */
  readonly ca?: string;
}

/** A registry that runs as a process of its own. */
export interface RegistryServer extends Daemon, Access {
  /** The port of its only URL. */
  readonly port: number;
  /** Lets nobody in any more who shows `secret`; only where rights are checked. */
  revoke(): Promise<void>;
  /** Lets them in again. */
  grant(): Promise<void>;
}

export interface ServerNeeds {
  /** It must find its data again after a restart. */
  readonly keepData?: boolean;
  /** It must check rights. */
  readonly rights?: boolean;
  readonly tls?: Certificate;
}

/** Three that are one. */
export interface RegistryCluster extends Access, AsyncDisposable {
  readonly members: readonly RegistryServer[];
  /** The member that leads, once there is one. */
  leader(): Promise<RegistryServer>;
}

/** Something that may have to be closed. */
export type Closable<T> = T & { close?(): Promise<void> };

/** A registry that Kitex knows, as the tests see it: its servers, our extension, and a look past our extension. */
export interface RegistryKind {
  readonly name: RegistryName;
  start(needs?: ServerNeeds): Promise<RegistryServer>;
  startCluster(): Promise<RegistryCluster>;
  /** Ours; its entries expire after `ttlSeconds` without a heartbeat. */
  registry(at: Access, ttlSeconds: number): Closable<Registry>;
  /** Ours. */
  resolver(at: Access): Closable<Resolver>;
  /** The addresses that are stored for a service, sorted; one that is stored twice comes twice. */
  stored(at: Access, service: string): Promise<readonly string[]>;
  /** Stores an entry that nobody keeps alive, nor has to. */
  put(at: Access, service: string, address: string): Promise<void>;
  remove(at: Access, service: string, address: string): Promise<void>;
  /** Removes all entries of a service at once, or as nearly as can be. */
  removeAll(at: Access, service: string): Promise<void>;
  /** Stores entries that no caller can use, under the service's name. */
  putBad(at: Access, service: string): Promise<void>;
}
