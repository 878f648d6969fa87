import { networkInterfaces } from "node:os";
import { KeepRegistered } from "../registry/keep-registered.ts";
import type { RegistrationState, RegistryInfo } from "../registry/registry.ts";
import { hostPort } from "./defaults.ts";
import type { ResolvedServerOptions } from "./options.ts";

/** One entry of a server in its registry, and how it stands with it. */
export interface Registration {
  readonly info: RegistryInfo;
  readonly state: RegistrationState;
}

/** A server's entries, which are kept until `stop`. */
export interface Announcement {
  readonly registrations: readonly Registration[];
  /** Removes the entries; settles after 1 s at the latest, and never rejects. */
  stop(): Promise<void>;
}

type Listening = { readonly host: string; readonly port: number } | { readonly path: string };

/** Announces a server that listens, where it has a registry. Never fails and never waits. */
export function announce(options: ResolvedServerOptions, service: string, listening: Listening): Announcement {
  const { registry, registryInfo, clock, logger } = options;
  if (registry === undefined) return { registrations: [], stop: () => Promise.resolve() };
  const { weight, tags } = registryInfo;
  const addresses = registryInfo.addresses ?? [reachable(listening)];
  const kept = addresses.map(
    (address) => new KeepRegistered(registry, { service, address, weight, tags }, { clock, logger }),
  );
  return {
    registrations: kept,
    stop: async () => {
      await Promise.all(kept.map((entry) => entry.stop()));
    },
  };
}

/** Where others reach what listens: on all addresses of a machine, its first IPv4 address that is not its own alone. */
function reachable(listening: Listening): string {
  if ("path" in listening) return `unix:${listening.path}`;
  const { host, port } = listening;
  const everywhere = host === "::" || host === "0.0.0.0";
  return hostPort(everywhere ? ownAddress() : host, port);
}

function ownAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) if (family === "IPv4" && !internal) return address;
  }
  return "127.0.0.1";
}
