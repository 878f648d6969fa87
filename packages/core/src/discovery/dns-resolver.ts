import { Resolver as DnsClient } from "node:dns/promises";
import { DEFAULT_WEIGHT, type Instance } from "../context/instance.ts";
import { invalidOption } from "../errors/invalid-option.ts";
import type { Resolver } from "./resolver.ts";

interface DnsOptions {
  /** The host name that stands for a service. Default: the service's name as it is. Search domains are not tried. */
  readonly name?: (service: string) => string;
  /** Name servers, as `"10.0.0.53"`, `"10.0.0.53:5353"` or `"[::1]:53"`. Default: the system's. */
  readonly servers?: readonly string[];
}

/** Asks for the addresses of a host: records of type A and of type AAAA. */
export interface DnsAddressOptions extends DnsOptions {
  readonly type?: "A";
  /** Where the instances listen, all at the same port. */
  readonly port: number;
}

/** Asks for records of type SRV, which name hosts, ports and weights. */
export interface DnsServiceOptions extends DnsOptions {
  readonly type: "SRV";
}

/** Milliseconds that the first of two attempts may take; the second has twice as long, and core waits 5 s for both. */
const QUERY_MS = 1_000;

/** Asks the name servers with one client that can be cancelled. */
type Question = (client: DnsClient, host: string) => Promise<readonly Instance[]>;

/**
 * Finds instances in DNS.
 *
 * With `A`, every address of the host is an instance of weight 10; where a server answers for one family only, its
 * addresses are the list. With `SRV`, the records of the lowest priority are, by their host names, a weight of 0
 * counting as 1. A name that does not exist has no instances. The system's hosts file is not read.
 */
export function dnsResolver(options: DnsAddressOptions | DnsServiceOptions): Resolver {
  const { servers, name = (service) => service } = options;
  const question = questionOf(options);
  const open = (): DnsClient => {
    const client = new DnsClient({ timeout: QUERY_MS, tries: 2 });
    if (servers !== undefined) client.setServers(servers);
    return client;
  };
  assertServers(servers, open);

  return {
    name: `dns ${options.type ?? "A"}${servers === undefined ? "" : ` at ${servers.join(",")}`}`,
    resolve: async ({ service }, signal) => {
      signal.throwIfAborted();
      const client = open();
      const cancel = (): void => client.cancel();
      signal.addEventListener("abort", cancel, { once: true });
      try {
        return { instances: inOneOrder(await question(client, name(service))) };
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    },
  };
}

function questionOf(options: DnsAddressOptions | DnsServiceOptions): Question {
  if (options.type === "SRV") return servicesOf;
  const { type = "A", port } = options;
  if (type !== "A") throw invalidOption(`dnsResolver: type ${JSON.stringify(type)} is neither "A" nor "SRV"`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw invalidOption(`dnsResolver: type "A" needs the port where the instances listen, 1 to 65535, got ${port}`);
  }
  return (client, host) => addressesOf(client, host, port);
}

function assertServers(servers: readonly string[] | undefined, open: () => DnsClient): void {
  if (servers?.length === 0) throw invalidOption("dnsResolver: servers is empty");
  try {
    open();
  } catch (cause) {
    throw invalidOption(`dnsResolver: one of servers is no address: ${servers?.join(", ")}`, cause);
  }
}

async function addressesOf(client: DnsClient, host: string, port: number): Promise<readonly Instance[]> {
  const [v4, v6] = await Promise.allSettled([orNothing(client.resolve4(host)), orNothing(client.resolve6(host))]);
  const found: string[] = [];
  if (v4.status === "fulfilled") for (const ip of v4.value) found.push(`${ip}:${port}`);
  if (v6.status === "fulfilled") for (const ip of v6.value) found.push(`[${ip}]:${port}`);
  if (found.length === 0) {
    if (v4.status === "rejected") throw v4.reason;
    if (v6.status === "rejected") throw v6.reason;
  }
  return found.map((address) => ({ address, weight: DEFAULT_WEIGHT, tags: new Map() }));
}

async function servicesOf(client: DnsClient, host: string): Promise<readonly Instance[]> {
  const records = await orNothing(client.resolveSrv(host));
  // A single root name says that the service is decidedly not there (RFC 2782).
  const offered = records.filter((record) => record.name !== "" && record.name !== ".");
  const usable = offered.filter((record) => isHostName(record.name) && record.port > 0);
  if (usable.length === 0 && offered.length > 0) {
    throw new Error(`the SRV records of ${host} name no host and port that can be called`);
  }
  const lowest = Math.min(...usable.map(({ priority }) => priority));
  return usable
    .filter(({ priority }) => priority === lowest)
    .map((record) => ({
      address: `${record.name.toLowerCase()}:${record.port}`,
      weight: Math.max(1, record.weight),
      tags: new Map(),
    }));
}

/** The records; none, where the name or records of this type do not exist. */
async function orNothing<T>(records: Promise<T[]>): Promise<T[]> {
  try {
    return await records;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOTFOUND" || error.code === "ENODATA"))
      return [];
    throw error;
  }
}

/** Whoever answers chooses the name: it becomes an address, and part of log lines. */
function isHostName(name: string): boolean {
  return name.length <= 253 && /^[\w-]+(?:\.[\w-]+)*$/.test(name);
}

/** Sorted by address, each once, so that equal answers are equal lists. Of records for one address the heaviest counts. */
function inOneOrder(instances: readonly Instance[]): readonly Instance[] {
  const heaviest = new Map<string, Instance>();
  for (const instance of instances) {
    const weight = heaviest.get(instance.address)?.weight ?? 0;
    if (instance.weight > weight) heaviest.set(instance.address, instance);
  }
  return [...heaviest.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}
