import { execFile } from "node:child_process";
import { inspect, promisify } from "node:util";
import { registryContract, resolverContract } from "@kitex-ts/core/testing";
import { type EtcdRegistry, type EtcdResolver, etcdRegistry, etcdResolver } from "@kitex-ts/registry-etcd";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeAuthority, makeCertificate } from "../support/certificates.ts";
import { describePeer } from "../support/peers.ts";
import { type EtcdServer, startEtcd } from "../support/registries/etcd.ts";
import { deleteEntry, enableAuth, entriesBelow, putEntry, revokeLease } from "../support/registries/etcd-gateway.ts";
import { eventually } from "../support/registries/eventually.ts";
import {
  freshAddress,
  freshService,
  infoOf,
  plain,
  prefixOf,
  putInstances,
  registryOnceStarted,
  resolverOnceStarted,
  storedInstances,
  storedValue,
  watching,
} from "./etcd-rig.ts";

const never = new AbortController().signal;

describePeer("etcd", "the registry and the resolver on an etcd", () => {
  let etcd: EtcdServer;
  let registry: EtcdRegistry;
  let resolver: EtcdResolver;

  beforeAll(async () => {
    etcd = await startEtcd();
    registry = etcdRegistry({ endpoints: etcd.url });
    resolver = etcdResolver({ endpoints: etcd.url });
  });

  afterAll(async () => {
    await registry.close();
    await resolver.close();
    await etcd[Symbol.asyncDispose]();
  });

  const trouble = {
    break: () => etcd.kill(),
    mend: () => etcd.restart({ keepData: true }),
  };

  describe("the resolver keeps the contract:", () => {
    const cases = resolverContract({
      resolver: resolverOnceStarted("etcd", () => resolver),
      service: freshService,
      put: (service, instances) => putInstances(etcd.url, service, instances),
      ...trouble,
    });
    test.each(cases)("$name", ({ run }) => run());
  });

  describe("the registry keeps the contract:", () => {
    const cases = registryContract({
      registry: registryOnceStarted("etcd", 20_000, () => registry),
      service: freshService,
      address: freshAddress,
      stored: (service) => storedInstances(etcd.url, service),
      remove: (service, address) => deleteEntry(etcd.url, prefixOf(service) + address),
      ...trouble,
    });
    test.each(cases)("$name", ({ run }) => run());
  });

  test("what is stored is what Kitex for Go stores, under a lease of its own", async () => {
    const service = freshService();
    const one = {
      ...infoOf(service, "127.0.0.1:18881"),
      tags: new Map([
        ["zone", "a"],
        ["x", "y:z"],
      ]),
    };
    const other = { ...infoOf(service, "[::1]:18882", 30), tags: new Map() };
    for (const info of [one, other]) await registry.register(info, never);
    const entries = await entriesBelow(etcd.url, prefixOf(service));
    expect(entries.map(({ key, value }) => [key, value])).toEqual([
      [
        `kitex/registry-etcd/${service}/127.0.0.1:18881`,
        '{"network":"tcp","address":"127.0.0.1:18881","weight":10,"tags":{"x":"y:z","zone":"a"}}',
      ],
      [
        `kitex/registry-etcd/${service}/[::1]:18882`,
        '{"network":"tcp","address":"[::1]:18882","weight":30,"tags":null}',
      ],
    ]);
    expect(new Set(entries.map(({ lease }) => lease)).size).toBe(2);
    expect(entries.map(({ lease }) => lease)).not.toContain("0");
    for (const info of [one, other]) await registry.deregister(info, never);
  });

  test("an entry without a heartbeat goes with its lease, and watches hear of it", async () => {
    await using shortLived = etcdRegistry({ endpoints: etcd.url, leaseTtlSeconds: 1 });
    const info = infoOf(freshService());
    using watch = watching(resolver, info.service);
    await shortLived.register(info, never);
    await watch.shows(info.address);
    await watch.shows();
    await expect(shortLived.heartbeat(info, never)).rejects.toMatchObject({ code: "LEASE_LOST" });
    await shortLived.register(info, never);
    await watch.shows(info.address);
    await shortLived.deregister(info, never);
    expect(await watch.shows()).toBeLessThan(1_000);
  });

  test("a lease that somebody revoked is noticed at the next heartbeat, and another takes its place", async () => {
    const info = infoOf(freshService());
    await registry.register(info, never);
    const [before] = await entriesBelow(etcd.url, prefixOf(info.service));
    await revokeLease(etcd.url, before?.lease ?? "");
    await expect(registry.heartbeat(info, never)).rejects.toMatchObject({ code: "LEASE_LOST" });
    await registry.register(info, never);
    const [after] = await entriesBelow(etcd.url, prefixOf(info.service));
    expect(after?.lease).not.toBe(before?.lease);
    await registry.deregister(info, never);
  });

  test("rows that are no instances are left out, and the others found", async () => {
    const service = freshService();
    const good = {
      ...plain("10.0.0.1:1"),
      tags: new Map([
        ["__proto__", "x"],
        ["large", "x".repeat(1_000_000)],
      ]),
    };
    await putEntry(etcd.url, `${prefixOf(service)}good`, storedValue(good));
    for (const [index, value] of ["", "null", "{", '{"address":"a:1","weight":"10"}', "x".repeat(100_000)].entries()) {
      await putEntry(etcd.url, `${prefixOf(service)}bad-${index}`, value);
    }
    const warnings: string[] = [];
    const silent = (): void => {};
    const logger = {
      debug: silent,
      info: silent,
      error: silent,
      warn: (_: object, text: string) => warnings.push(text),
    };
    await using patient = etcdResolver({ endpoints: etcd.url, logger });
    for (let times = 0; times < 2; times++) {
      expect(await patient.resolve({ service, tags: new Map() }, never)).toEqual({ instances: [good] });
    }
    expect(warnings.length).toBe(5);
  });

  test("500 instances that come and go are told exactly, and not one list for each change", async () => {
    const service = freshService();
    using watch = watching(resolver, service);
    await watch.shows();
    const addresses = Array.from({ length: 500 }, (_, index) => `10.1.${index >> 8}.${index & 255}:8888`);
    const put = (address: string): Promise<void> =>
      putEntry(etcd.url, prefixOf(service) + address, storedValue(plain(address)));
    await Promise.all(addresses.map(put));
    await watch.shows(...addresses);
    const kept = addresses.filter((_, index) => index % 2 === 0);
    const gone = addresses.filter((_, index) => index % 2 === 1);
    await Promise.all(gone.map((address) => deleteEntry(etcd.url, prefixOf(service) + address)));
    await Promise.all(kept.map(put));
    await watch.shows(...kept);
    expect(watch.lists).toBeLessThan(200);
  });

  test.each([
    ["closes what it opened", "await registry.close(); await resolver.close();"],
    ["only aborts its watch", ""],
  ])("a process that %s ends by itself", async (_how, closing) => {
    const info = infoOf(freshService());
    const program = `
      import { etcdRegistry, etcdResolver } from "@kitex-ts/registry-etcd";
      const [endpoints, service, address] = process.argv.slice(1);
      const registry = etcdRegistry({ endpoints });
      const resolver = etcdResolver({ endpoints });
      const stopping = new AbortController();
      const info = { service, address, weight: 10, tags: new Map() };
      const told = new Promise((resolve, reject) => {
        const onResult = ({ instances }) => instances.length > 0 && resolve();
        resolver.watch({ service, tags: new Map() }, { onResult, onError: reject }, stopping.signal);
      });
      await registry.register(info, stopping.signal);
      await registry.heartbeat(info, stopping.signal);
      await told;
      await registry.deregister(info, stopping.signal);
      stopping.abort();
      ${closing}
      console.log("done");
    `;
    const args = [
      "--conditions=@kitex-ts/source",
      "--input-type=module",
      "-e",
      program,
      etcd.url,
      info.service,
      info.address,
    ];
    const ended = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, timeout: 15_000 });
    expect(ended).toMatchObject({ stdout: "done\n", stderr: "" });
  });
});

describePeer("etcd", "an etcd that checks rights", () => {
  let etcd: EtcdServer;
  const user = { name: "kitex", password: "hunter2" };

  beforeAll(async () => {
    etcd = await startEtcd();
    await enableAuth(etcd.url, user);
  });

  afterAll(() => etcd[Symbol.asyncDispose]());

  test("is used with name and password, also when it has forgotten its tokens", async () => {
    const options = { endpoints: etcd.url, username: user.name, password: user.password };
    await using registry = etcdRegistry(options);
    await using resolver = etcdResolver(options);
    const info = infoOf(freshService());
    using watch = watching(resolver, info.service);
    await registry.register(info, never);
    await watch.shows(info.address);
    await etcd.restart({ keepData: true });
    await eventually("the registry is let in again", async () => {
      await registry.heartbeat(info, never);
      return true;
    });
    await watch.shows(info.address);
    await registry.deregister(info, never);
    await watch.shows();
  });

  test.each([
    ["a wrong password", { username: user.name, password: "hunter3" }],
    ["no password", {}],
  ])("lets nobody in with %s, says so, and shows no secret", async (_what, who) => {
    await using registry = etcdRegistry({ endpoints: etcd.url, ...who });
    await using resolver = etcdResolver({ endpoints: etcd.url, ...who });
    const info = infoOf(freshService());
    using watch = watching(resolver, info.service);
    await watch.fails();
    const failures = [
      registry.register(info, never),
      resolver.resolve({ service: info.service, tags: new Map() }, never),
      Promise.reject(watch.errors[0]),
    ];
    for (const { reason } of (await Promise.allSettled(failures)).filter((one) => one.status === "rejected")) {
      expect(reason).toMatchObject({ name: "EtcdError", code: "DENIED" });
      expect(inspect(reason, { depth: 20, showHidden: true })).not.toContain("hunter");
    }
    expect.assertions(6);
  });
});

describePeer("etcd", "an etcd behind TLS", () => {
  test("is used with its authority, and with no other", async () => {
    const authority = await makeAuthority("etcd's");
    const stranger = await makeAuthority("another's");
    const certificate = await makeCertificate("localhost", authority);
    // The test itself looks at it without checking: readiness is all that it asks.
    await using etcd = await startEtcd({ tls: certificate });
    const info = infoOf(freshService());
    const target = { service: info.service, tags: new Map<string, string>() };
    await using registry = etcdRegistry({ endpoints: etcd.url, tls: { ca: authority.cert } });
    await using resolver = etcdResolver({ endpoints: etcd.url, tls: { ca: authority.cert } });
    await registry.register(info, never);
    expect((await resolver.resolve(target, never)).instances).toHaveLength(1);
    for (const tls of [{ ca: stranger.cert }, undefined]) {
      await using distrustful = etcdResolver({ endpoints: etcd.url, ...(tls === undefined ? {} : { tls }) });
      await expect(distrustful.resolve(target, never)).rejects.toMatchObject({
        code: "UNAVAILABLE",
        message: expect.stringMatching(/certificate/),
      });
    }
  });
});
