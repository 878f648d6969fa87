export type { EtcdConnectionOptions, EtcdTls } from "./connection-options.ts";
export { EtcdError, EtcdErrorCode } from "./etcd-error.ts";
export { type EtcdRegistry, type EtcdRegistryOptions, etcdRegistry } from "./etcd-registry.ts";
export { type EtcdResolver, type EtcdResolverOptions, etcdResolver } from "./etcd-resolver.ts";
