export type { ConsulConnectionOptions, ConsulTls } from "./connection-options.ts";
export { ConsulError } from "./consul-error.ts";
export { type ConsulRegistryOptions, consulRegistry } from "./consul-registry.ts";
export { type ConsulResolverOptions, consulResolver } from "./consul-resolver.ts";
export type { ConsulCheck } from "./service-entry.ts";
