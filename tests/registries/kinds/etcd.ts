import { etcdRegistry, etcdResolver } from "@kitex-ts/registry-etcd";
import { type EtcdServer, startEtcd, startEtcdCluster } from "../../support/registries/etcd.ts";
import {
  changePassword,
  deleteBelow,
  deleteEntry,
  enableAuth,
  entriesBelow,
  putEntry,
} from "../../support/registries/etcd-gateway.ts";
import type { Access, RegistryKind, RegistryServer } from "./kind.ts";

const USER = "kitex";

/** etcd, with what Kitex stores in it. */
export const etcdKind: RegistryKind = {
  name: "etcd",
  start: async ({ rights = false, tls } = {}) => {
    const server = await startEtcd(tls === undefined ? {} : { tls });
    const secret = rights ? "a-secret-of-etcd" : undefined;
    if (secret !== undefined) await enableAuth(server.url, { name: USER, password: secret });
    return served(server, secret);
  },
  startCluster: async () => {
    const cluster = await startEtcdCluster(3);
    const members = cluster.members.map((member) => served(member, undefined));
    return {
      members,
      urls: cluster.urls,
      leader: async () => {
        const { port } = await cluster.leader();
        const leader = members.find((member) => member.port === port);
        if (leader === undefined) throw new Error("the leader is no member");
        return leader;
      },
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  },
  registry: (at, ttlSeconds) => etcdRegistry({ ...connection(at), leaseTtlSeconds: ttlSeconds }),
  resolver: (at) => etcdResolver(connection(at)),
  stored: async (at, service) => {
    const entries = await entriesBelow(urlOf(at), prefixOf(service));
    return entries.map(({ value }) => addressIn(value)).sort();
  },
  put: (at, service, address) =>
    putEntry(
      urlOf(at),
      prefixOf(service) + address,
      JSON.stringify({ network: "tcp", address, weight: 10, tags: null }),
    ),
  remove: (at, service, address) => deleteEntry(urlOf(at), prefixOf(service) + address),
  removeAll: (at, service) => deleteBelow(urlOf(at), prefixOf(service)),
  putBad: async (at, service) => {
    const values = {
      "not-json": "{",
      null: "null",
      "no-address": '{"network":"tcp","weight":10}',
      "weight-as-text": '{"network":"tcp","address":"127.0.0.1:1","weight":"10"}',
      "tag-as-number": '{"network":"tcp","address":"127.0.0.1:1","weight":10,"tags":{"x":1}}',
      "no-port": '{"network":"tcp","address":"127.0.0.1","weight":10}',
    };
    for (const [name, value] of Object.entries(values)) await putEntry(urlOf(at), prefixOf(service) + name, value);
  },
};

function served(server: EtcdServer, secret: string | undefined): RegistryServer {
  return {
    urls: [server.url],
    port: server.port,
    secret,
    revoke: () => changePassword(server.url, { name: USER, password: "another" }),
    grant: () => changePassword(server.url, { name: USER, password: secret ?? "" }),
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: (how) => server.restart(how),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function connection({ urls, secret, ca }: Access) {
  return {
    endpoints: [...urls],
    ...(secret === undefined ? {} : { username: USER, password: secret }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  };
}

function urlOf({ urls }: Access): string {
  const [first] = urls;
  if (first === undefined) throw new Error("no URL");
  return first;
}

function prefixOf(service: string): string {
  return `kitex/registry-etcd/${service}/`;
}

function addressIn(value: string): string {
  const parsed: { readonly address: string } = JSON.parse(value);
  return parsed.address;
}
