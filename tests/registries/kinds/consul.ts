import { randomUUID } from "node:crypto";
import { consulRegistry, consulResolver } from "@kitex-ts/registry-consul";
import { type ConsulAgent, startConsul, startConsulCluster } from "../../support/registries/consul.ts";
import {
  type ConsulAccess,
  createToken,
  deleteToken,
  deregisterService,
  registerService,
  servicesNamed,
} from "../../support/registries/consul-http.ts";
import type { Access, RegistryKind, RegistryServer } from "./kind.ts";

/** Consul, with what Kitex stores in it. */
export const consulKind: RegistryKind = {
  name: "consul",
  start: async ({ keepData = false, rights = false, tls } = {}) => {
    const server = served(await startConsul({ keepData, acl: rights, ...(tls === undefined ? {} : { tls }) }));
    if (rights) await server.grant();
    return server;
  },
  startCluster: async () => {
    const cluster = await startConsulCluster(3);
    const members = cluster.members.map(served);
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
  registry: (at, ttlSeconds) => consulRegistry({ ...connection(at), check: { kind: "ttl", ttlSeconds } }),
  resolver: (at) => consulResolver(connection(at)),
  stored: async (at, service) => {
    const entries = await servicesNamed(accessOf(at), service);
    return entries.map(({ Address, Port }) => `${Address}:${Port}`).sort();
  },
  put: async (at, service, address) => {
    const { hostname, port } = new URL(`http://${address}`);
    await registerService(accessOf(at), {
      ID: idOf(service, address),
      Name: service,
      Address: hostname,
      Port: Number(port),
      Weights: { Passing: 10, Warning: 10 },
    });
  },
  remove: (at, service, address) => deregisterService(accessOf(at), idOf(service, address)),
  removeAll: async (at, service) => {
    const entries = await servicesNamed(accessOf(at), service);
    await Promise.all(entries.map(({ ID }) => deregisterService(accessOf(at), ID)));
  },
  putBad: async (at, service) => {
    const places = {
      "no-port": { Address: "127.0.0.1", Port: 0 },
      "port-too-high": { Address: "127.0.0.1", Port: 99_999 },
      "a-socket": { Address: "/run/echo.sock", Port: 0 },
      "a-path-and-a-port": { Address: "not a host/name", Port: 80 },
    };
    for (const [id, place] of Object.entries(places)) {
      await registerService(accessOf(at), { ID: `${service}:${id}`, Name: service, ...place });
    }
  },
};

function served(agent: ConsulAgent): RegistryServer {
  const [accessor, secret] = [randomUUID(), agent.token === undefined ? undefined : randomUUID()];
  return {
    urls: [agent.url],
    port: agent.port,
    secret,
    revoke: () => deleteToken(agent, accessor),
    grant: () => createToken(agent, accessor, secret ?? ""),
    stop: () => agent.stop(),
    kill: () => agent.kill(),
    restart: (how) => agent.restart(how),
    freeze: () => agent.freeze(),
    thaw: () => agent.thaw(),
    [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
  };
}

/** Consul's clients talk to one agent, which knows the others. */
function accessOf({ urls, secret }: Access): ConsulAccess {
  const [first] = urls;
  if (first === undefined) throw new Error("no URL");
  return { url: first, token: secret };
}

function connection(at: Access) {
  const { url, token } = accessOf(at);
  return {
    address: url,
    ...(token === undefined ? {} : { token }),
    ...(at.ca === undefined ? {} : { tls: { ca: at.ca } }),
  };
}

function idOf(service: string, address: string): string {
  return `${service}:${address}`;
}
