import type { ServiceInfo } from "@kitex-ts/core/extension";

/** The name of a service with its package, as gRPC calls it. */
export function fullNameOf({ packageName, name }: ServiceInfo): string {
  return packageName === "" ? name : `${packageName}.${name}`;
}
