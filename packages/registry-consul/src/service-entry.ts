import type { RegistryInfo } from "@kitex-ts/core/extension";
import { invalidOption, positive } from "./option-checks.ts";
import { formatTags } from "./tags.ts";

/** How the agent learns that an instance lives. */
export type ConsulCheck =
  /** The instance says so every third of `ttlSeconds` (default 15); after a silence of so long it gets no more calls. */
  | { readonly kind: "ttl"; readonly ttlSeconds?: number }
  /**
   * The agent connects to the instance every `intervalSeconds` (default 5), for at most `timeoutSeconds` (default 5):
   * what Kitex's registry writes. For this the agent must be able to reach the address.
   */
  | { readonly kind: "tcp"; readonly intervalSeconds?: number; readonly timeoutSeconds?: number };

/** Complete. */
export type ResolvedCheck =
  | Required<Extract<ConsulCheck, { kind: "ttl" }>>
  | Required<Extract<ConsulCheck, { kind: "tcp" }>>;

export const checkDefaults: {
  readonly ttlSeconds: number;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly deregisterAfterSeconds: number;
} = { ttlSeconds: 15, intervalSeconds: 5, timeoutSeconds: 5, deregisterAfterSeconds: 60 };

/** Throws `InvalidOption`. */
export function resolveCheck(check: ConsulCheck): ResolvedCheck {
  switch (check.kind) {
    case "ttl": {
      const ttlSeconds = positive("check.ttlSeconds", check.ttlSeconds ?? checkDefaults.ttlSeconds);
      if (ttlSeconds <= 1) throw invalidOption(`check.ttlSeconds must be over 1, got ${ttlSeconds}`);
      return { kind: "ttl", ttlSeconds };
    }
    case "tcp":
      return {
        kind: "tcp",
        intervalSeconds: positive("check.intervalSeconds", check.intervalSeconds ?? checkDefaults.intervalSeconds),
        timeoutSeconds: positive("check.timeoutSeconds", check.timeoutSeconds ?? checkDefaults.timeoutSeconds),
      };
    default:
      throw invalidOption('check.kind must be "ttl" or "tcp"');
  }
}

/** The body of a registration, in the words of Consul's API. */
export interface ServiceEntry {
  readonly ID: string;
  readonly Name: string;
  readonly Address: string;
  readonly Port: number;
  readonly Tags: readonly string[];
  readonly Weights: { readonly Passing: number; readonly Warning: number };
  readonly Check: Readonly<Record<string, string>>;
}

/** The id of an instance: `service:host:port`, as Kitex's registry writes it, IPv6 addresses without brackets. */
export function serviceId({ service, address }: RegistryInfo): string {
  const place = readHostPort(address);
  return place === undefined ? `${service}:${address}` : `${service}:${place.host}:${place.port}`;
}

/** The id of the check of an instance; also what Consul calls a check that was given none. */
export function checkId(info: RegistryInfo): string {
  return `service:${serviceId(info)}`;
}

/**
 * What is stored for an instance. It counts as passing from the start: a server registers once it listens.
 * Throws `InvalidOption` for what Consul cannot hold: no name, an address that is not `host:port`, a colon in a tag's key.
 */
export function serviceEntry(info: RegistryInfo, check: ResolvedCheck, deregisterAfterSeconds: number): ServiceEntry {
  const { service, address, weight, tags } = info;
  if (service === "") throw invalidOption("a server without a name cannot be registered: set its serviceName");
  const place = readHostPort(address);
  if (place === undefined) {
    throw invalidOption(`${JSON.stringify(address)} cannot be registered: Consul stores host:port`);
  }
  const { host, port } = place;
  return {
    ID: serviceId(info),
    Name: service,
    Address: host,
    Port: port,
    Tags: formatTags(tags),
    Weights: { Passing: weight, Warning: weight },
    Check: {
      CheckID: checkId(info),
      Name: `Service '${service}' check`,
      Status: "passing",
      DeregisterCriticalServiceAfter: `${deregisterAfterSeconds}s`,
      ...(check.kind === "ttl"
        ? { TTL: `${check.ttlSeconds}s` }
        : {
            // With brackets, which Kitex's registry leaves out: such a check never passes.
            TCP: host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`,
            Interval: `${check.intervalSeconds}s`,
            Timeout: `${check.timeoutSeconds}s`,
          }),
    },
  };
}

function readHostPort(address: string): { readonly host: string; readonly port: number } | undefined {
  const found = /^(?:\[([^\s[\]]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(address);
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
