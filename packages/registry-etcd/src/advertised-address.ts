import { isIPv6 } from "node:net";
import { invalidOption } from "./invalid-option.ts";

/** What replaces host and port of every entry of this process; for servers behind a mapped port. */
export interface AdvertisedPlace {
  readonly host: string | undefined;
  readonly port: string | undefined;
}

/** Reads `KITEX_IP_TO_REGISTRY` and `KITEX_PORT_TO_REGISTRY`, as Kitex does. Throws `InvalidOption`. */
export function advertisedPlace(env: Readonly<Record<string, string | undefined>>): AdvertisedPlace {
  const host = env["KITEX_IP_TO_REGISTRY"] || undefined;
  const port = env["KITEX_PORT_TO_REGISTRY"] || undefined;
  if (host !== undefined && /[\s/[\]]|^[^:]+:[^:]*$/.test(host)) {
    throw invalidOption(`KITEX_IP_TO_REGISTRY must be an IP address or a host name, got "${host}"`);
  }
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw invalidOption(`KITEX_PORT_TO_REGISTRY must be a port from 1 to 65535, got "${port}"`);
  }
  return { host, port };
}

/** The address that callers are told: `address`, but for what `place` replaces. Unix sockets stay as they are. */
export function advertise(address: string, { host, port }: AdvertisedPlace): string {
  if (address.startsWith("unix:")) return address;
  const colon = address.lastIndexOf(":");
  const shownHost = host === undefined ? address.slice(0, colon) : bracketed(host);
  return `${shownHost}:${port ?? address.slice(colon + 1)}`;
}

/** An IPv6 address stands in brackets before a port. */
export function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
