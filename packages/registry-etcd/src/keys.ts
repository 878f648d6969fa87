import { invalidOption } from "./invalid-option.ts";

/** Where Kitex keeps its entries. */
export const defaultPrefix = "kitex/registry-etcd";

/**
 * What the keys of all instances of a service begin with: `<prefix>/<service>/`.
 *
 * Throws `InvalidOption` for a name with a slash, as Kitex does: its entries would be taken for those of a shorter name.
 */
export function servicePrefix(prefix: string, service: string): string {
  if (service === "" || service.includes("/")) {
    throw invalidOption(`"${service}" cannot be looked up in etcd: a service name is not empty and has no "/"`);
  }
  return `${prefix}/${service}/`;
}

/** The key of one instance: `<prefix>/<service>/<host>:<port>`. */
export function instanceKey(prefix: string, service: string, address: string): string {
  return `${servicePrefix(prefix, service)}${address}`;
}
