import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import type { Registry } from "@kitex-ts/core/extension";
import { registryContract, resolverContract } from "@kitex-ts/core/testing";
import { consulRegistry, consulResolver } from "@kitex-ts/registry-consul";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { type ConsulAgent, startConsul } from "../support/registries/consul.ts";
import { deregisterService, registerService, servicesNamed } from "../support/registries/consul-http.ts";
import { type CutProxy, startCutProxy } from "../support/registries/cut-proxy.ts";
import { eventually } from "../support/registries/eventually.ts";
import { httpJson } from "../support/registries/http-call.ts";
import {
  freshAddress,
  freshService,
  infoOf,
  putInstances,
  registryOnceStarted,
  resolverOnceStarted,
  storedInstances,
  watching,
} from "./consul-rig.ts";

const never = new AbortController().signal;

interface AgentCheck {
  readonly CheckID: string;
  readonly Name: string;
  readonly Type: string;
  readonly Status: string;
  readonly Interval: string;
  readonly Timeout: string;
  readonly Output: string;
  readonly ServiceID: string;
}

describePeer("consul", "the registry and the resolver on a Consul agent", () => {
  let agent: ConsulAgent;
  /** Between the subjects of the contracts and the agent. */
  let network: CutProxy;

  beforeAll(async () => {
    agent = await startConsul();
    network = await startCutProxy(agent.port);
  });

  afterAll(async () => {
    await network.close();
    await agent[Symbol.asyncDispose]();
  });

  const address = (): string => `http://127.0.0.1:${network.port}`;
  const checksOf = async (id: string): Promise<readonly AgentCheck[]> => {
    const all = await httpJson<Readonly<Record<string, AgentCheck>>>(`${agent.url}/v1/agent/checks`);
    return Object.values(all).filter(({ ServiceID }) => ServiceID === id);
  };
  const trouble = {
    break: async () => network.cut(),
    mend: async () => network.heal(),
  };

  describe("the contract of resolvers", () => {
    const cases = resolverContract({
      resolver: resolverOnceStarted(() => consulResolver({ address: address(), requestTimeoutMs: 1_000 })),
      service: freshService,
      put: (service, instances) => putInstances(agent, service, instances),
      ...trouble,
    });
    for (const { name, run } of cases) test(name, run);
  });

  describe.each([
    { check: { kind: "ttl" }, heartbeatMs: 5_000 },
    { check: { kind: "tcp" }, heartbeatMs: 10_000 },
  ] as const)("the contract of registries with a check of kind $check.kind", ({ check, heartbeatMs }) => {
    const made = (): Registry => consulRegistry({ address: address(), requestTimeoutMs: 1_000, check });
    const cases = registryContract({
      registry: registryOnceStarted(made, heartbeatMs),
      service: freshService,
      address: freshAddress,
      stored: (service) => storedInstances(agent, service),
      remove: (service, at) => deregisterService(agent, `${service}:${at}`),
      ...trouble,
    });
    for (const { name, run } of cases) test(name, run);
  });

  test("what is stored is what Kitex's registry stores", async () => {
    const service = freshService();
    const info = infoOf(service, "127.0.0.1:18891", 30);
    await consulRegistry({ address: agent.url }).register(info, never);
    const [stored] = await servicesNamed(agent, service);
    expect(stored).toMatchObject({
      ID: `${service}:127.0.0.1:18891`,
      Service: service,
      Tags: ["zone:a"],
      Port: 18891,
      Address: "127.0.0.1",
      Weights: { Passing: 30, Warning: 30 },
      Meta: {},
      EnableTagOverride: false,
    });
    expect(await checksOf(`${service}:127.0.0.1:18891`)).toEqual([
      expect.objectContaining({
        CheckID: `service:${service}:127.0.0.1:18891`,
        Name: `Service '${service}' check`,
        Type: "ttl",
        Status: "passing",
      }),
    ]);
  });

  test("with a check by the agent it is Kitex's check", async () => {
    const service = freshService();
    await consulRegistry({ address: agent.url, check: { kind: "tcp" } }).register(
      infoOf(service, "127.0.0.1:1"),
      never,
    );
    expect(await checksOf(`${service}:127.0.0.1:1`)).toEqual([
      expect.objectContaining({
        CheckID: `service:${service}:127.0.0.1:1`,
        Type: "tcp",
        Interval: "5s",
        Timeout: "5s",
      }),
    ]);
  });

  test("a change is told within a second: another instance, its weight, its end", async () => {
    const service = freshService();
    const registry = consulRegistry({ address: agent.url });
    using watch = watching(consulResolver({ address: agent.url }), service);
    await watch.shows();
    const [one, other] = [infoOf(service), infoOf(service)];
    await registry.register(one, never);
    expect(await watch.shows(one.address)).toBeLessThan(1_000);
    await registry.register(other, never);
    expect(await watch.shows(one.address, other.address)).toBeLessThan(1_000);
    await registry.register({ ...other, weight: 77 }, never);
    const changed = await eventually("the weight", () =>
      watch.instances.some(({ weight }) => weight === 77) ? true : undefined,
    );
    expect(changed.ms).toBeLessThan(1_000);
    await registry.deregister(one, never);
    expect(await watch.shows(other.address)).toBeLessThan(1_000);
    await registry.deregister(other, never);
    expect(await watch.shows()).toBeLessThan(1_000);
  });

  test("heartbeats and the same registration once more are no news", async () => {
    const service = freshService();
    const registry = consulRegistry({ address: agent.url });
    const info = infoOf(service);
    await registry.register(info, never);
    using watch = watching(consulResolver({ address: agent.url }), service);
    await watch.shows(info.address);
    for (let times = 0; times < 5; times++) {
      await registry.heartbeat(info, never);
      await registry.register(info, never);
    }
    await registry.register({ ...info, weight: 11 }, never);
    await eventually("the weight", () => (watch.instances[0]?.weight === 11 ? true : undefined));
    expect(watch.lists).toHaveLength(2);
  });

  test("an instance whose heartbeats stop gets no calls, and is back with the next", async () => {
    const service = freshService();
    const registry = consulRegistry({ address: agent.url, check: { kind: "ttl", ttlSeconds: 1.5 } });
    const info = infoOf(service);
    await registry.register(info, never);
    using watch = watching(consulResolver({ address: agent.url }), service);
    await watch.shows(info.address);
    expect(await watch.shows()).toBeLessThan(2_500);
    await registry.heartbeat(info, never);
    expect(await watch.shows(info.address)).toBeLessThan(1_000);
  });

  test("an instance that the agent checks is gone when nobody listens any more", async () => {
    const service = freshService();
    const listener = createServer((socket) => socket.destroy());
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, "127.0.0.1", () => {
        const at = listener.address();
        resolve(typeof at === "object" && at !== null ? at.port : 0);
      });
    });
    const check = { kind: "tcp", intervalSeconds: 0.2, timeoutSeconds: 1 } as const;
    const info = infoOf(service, `127.0.0.1:${port}`);
    await consulRegistry({ address: agent.url, check }).register(info, never);
    using watch = watching(consulResolver({ address: agent.url }), service);
    await watch.shows(info.address);
    await eventually("the agent has connected", async () => {
      const [found] = await checksOf(`${service}:${info.address}`);
      return found?.Output.includes("Success") || undefined;
    });
    await new Promise<void>((resolve) => listener.close(() => resolve()));
    await watch.shows();
  });

  const hasIPv6 = Object.values(networkInterfaces()).some((found) => found?.some((one) => one.address === "::1"));
  if (!hasIPv6) console.error("SKIPPED the agent can check an IPv6 address: this machine has no ::1");

  test.skipIf(!hasIPv6)("the agent can check an IPv6 address, and it is found in brackets", async () => {
    const service = freshService();
    const listener = createServer((socket) => socket.destroy());
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, "::1", () => {
        const at = listener.address();
        resolve(typeof at === "object" && at !== null ? at.port : 0);
      });
    });
    const check = { kind: "tcp", intervalSeconds: 0.2, timeoutSeconds: 1 } as const;
    await consulRegistry({ address: agent.url, check }).register(infoOf(service, `[::1]:${port}`), never);
    await eventually("the agent has connected", async () => {
      const [found] = await checksOf(`${service}:::1:${port}`);
      return found?.Output.includes("Success") || undefined;
    });
    const found = await consulResolver({ address: agent.url }).resolve({ service, tags: new Map() }, never);
    expect(found.instances.map((one) => one.address)).toEqual([`[::1]:${port}`]);
    await new Promise<void>((resolve) => listener.close(() => resolve()));
  });

  test("a check that somebody else left at the same address is removed with the registration", async () => {
    const service = freshService();
    const info = infoOf(service);
    const id = `${service}:${info.address}`;
    const [Address, port] = info.address.split(":");
    await registerService(agent, {
      ID: id,
      Name: service,
      Address,
      Port: Number(port),
      Check: { CheckID: "another's", TTL: "10s", Status: "critical" },
    });
    await consulRegistry({ address: agent.url }).register(info, never);
    expect((await checksOf(id)).map(({ CheckID }) => CheckID)).toEqual([`service:${id}`]);
    const { instances } = await consulResolver({ address: agent.url }).resolve({ service, tags: new Map() }, never);
    expect(instances).toHaveLength(1);
  });

  test.each(["50% off", "a/b", "ä €", "%2F", "a?b#c&d=e", "a b+c"])("a service called %j", async (name) => {
    const registry = consulRegistry({ address: agent.url });
    const resolver = consulResolver({ address: agent.url });
    const info = infoOf(name);
    const target = { service: name, tags: new Map<string, string>() };
    await registry.register(info, never);
    await registry.heartbeat(info, never);
    await consulRegistry({ address: agent.url, check: { kind: "tcp" } }).heartbeat(info, never);
    expect((await resolver.resolve(target, never)).instances.map((one) => one.address)).toEqual([info.address]);
    await registry.deregister(info, never);
    expect((await resolver.resolve(target, never)).instances).toEqual([]);
    expect(await servicesNamed(agent, name)).toEqual([]);
  });

  test("bad entries are skipped, and the others stay", async () => {
    const service = freshService();
    const good = infoOf(service);
    await consulRegistry({ address: agent.url }).register(good, never);
    const big = "x".repeat(1024 * 1024);
    await registerService(agent, { ID: `${service}-1`, Name: service, Address: "/run/echo.sock", Port: 0 });
    await registerService(agent, { ID: `${service}-2`, Name: service, Address: "10.0.0.1", Port: 99_999 });
    await registerService(agent, { ID: `${service}-3`, Name: service, Address: "not a host", Port: 80 });
    await registerService(agent, { ID: `${service}-4`, Name: service, Address: "::1", Port: 80, Tags: [`big:${big}`] });
    await registerService(agent, { ID: `${service}-5`, Name: service, Port: 81, Tags: ["__proto__:x", "plain"] });
    const warnings: string[] = [];
    const warn = (_facts: object, message: string): void => void warnings.push(message);
    const logger = { debug: () => {}, info: () => {}, warn, error: () => {} };
    const resolver = consulResolver({ address: agent.url, logger });
    const { instances } = await resolver.resolve({ service, tags: new Map() }, never);
    expect(instances.map((one) => [one.address, one.weight, one.tags.size])).toEqual([
      [good.address, 10, 1],
      ["127.0.0.1:81", 1, 1],
      ["[::1]:80", 1, 1],
    ]);
    expect(instances[1]?.tags.get("__proto__")).toBe("x");
    expect(instances[2]?.tags.get("big")).toBe(big);
    expect(warnings).toHaveLength(3);
  });

  test("500 instances that come and go end in the list that is stored", async () => {
    const service = freshService();
    const registry = consulRegistry({ address: agent.url });
    using watch = watching(consulResolver({ address: agent.url }), service);
    const infos = Array.from({ length: 500 }, () => infoOf(service));
    await inBatches(infos, (info) => registry.register(info, never));
    await inBatches(infos.slice(100), (info) => registry.deregister(info, never));
    await inBatches(infos.slice(100, 200), (info) => registry.register(info, never));
    await watch.shows(...infos.slice(0, 200).map((info) => info.address));
    expect(watch.errors).toEqual([]);
    await inBatches(infos, (info) => registry.deregister(info, never));
    await watch.shows();
  });
});

/** Twenty at a time. */
async function inBatches<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += 20) await Promise.all(all.slice(from, from + 20).map(run));
}
