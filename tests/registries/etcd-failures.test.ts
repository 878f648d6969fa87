import { type EtcdResolver, etcdRegistry, etcdResolver } from "@kitex-ts/registry-etcd";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { type CutProxy, startCutProxy } from "../support/registries/cut-proxy.ts";
import { type EtcdServer, startEtcd, startEtcdCluster } from "../support/registries/etcd.ts";
import { compact, deleteBelow, deleteEntry, putEntry } from "../support/registries/etcd-gateway.ts";
import { eventually } from "../support/registries/eventually.ts";
import {
  freshService,
  infoOf,
  plain,
  prefixOf,
  putInstances,
  storedInstances,
  storedValue,
  watching,
} from "./etcd-rig.ts";

const never = new AbortController().signal;
const targetOf = (service: string): { service: string; tags: Map<string, string> } => ({ service, tags: new Map() });

describePeer("etcd", "behind a network that breaks, a watch", () => {
  let etcd: EtcdServer;
  let network: CutProxy;
  let resolver: EtcdResolver;
  let service: string;

  beforeAll(async () => {
    etcd = await startEtcd();
    network = await startCutProxy(etcd.port);
    resolver = etcdResolver({ endpoints: `http://127.0.0.1:${network.port}`, requestTimeoutMs: 1_000 });
  });

  beforeEach(() => {
    service = freshService();
  });

  afterAll(async () => {
    await resolver.close();
    await network.close();
    await etcd[Symbol.asyncDispose]();
  });

  test("misses no change that happens while it is cut off, deletes included", async () => {
    await putInstances(etcd.url, service, [plain("10.0.0.1:1"), plain("10.0.0.2:1")]);
    using watch = watching(resolver, service);
    await watch.shows("10.0.0.1:1", "10.0.0.2:1");
    for (let round = 3; round < 8; round++) {
      network.cut();
      await deleteEntry(etcd.url, `${prefixOf(service)}10.0.0.${round - 1}:1`);
      await putEntry(etcd.url, `${prefixOf(service)}10.0.0.${round}:1`, storedValue(plain(`10.0.0.${round}:1`)));
      await watch.fails();
      network.heal();
      await watch.shows("10.0.0.1:1", `10.0.0.${round}:1`);
    }
  });

  test("misses none either when the connection is cut in the midst of changes", async () => {
    using watch = watching(resolver, service);
    await watch.shows();
    for (let round = 0; round < 10; round++) {
      const changes = Array.from({ length: 20 }, (_, index) => {
        const key = `${prefixOf(service)}10.0.${round}.${index}:1`;
        return putEntry(etcd.url, key, storedValue(plain(`10.0.${round}.${index}:1`)));
      });
      network.cut();
      network.heal();
      await Promise.all(changes);
      const stored = await storedInstances(etcd.url, service);
      await watch.shows(...stored.map(({ address }) => address));
      await deleteBelow(etcd.url, prefixOf(service));
      await watch.shows();
    }
  });

  test("goes on from a list when its past was compacted meanwhile", async () => {
    await putInstances(etcd.url, service, [plain("10.0.0.1:1"), plain("10.0.0.2:1")]);
    using watch = watching(resolver, service);
    await watch.shows("10.0.0.1:1", "10.0.0.2:1");
    network.cut();
    await watch.fails();
    for (let times = 0; times < 50; times++) {
      await putEntry(
        etcd.url,
        `${prefixOf(service)}10.0.0.3:1`,
        storedValue({ ...plain("10.0.0.3:1"), weight: times + 1 }),
      );
    }
    await deleteEntry(etcd.url, `${prefixOf(service)}10.0.0.1:1`);
    await compact(etcd.url);
    network.heal();
    await watch.shows("10.0.0.2:1", "10.0.0.3:1");
  });

  test("notices within seconds that nothing comes through, and is right again when it does", async () => {
    await putInstances(etcd.url, service, [plain("10.0.0.1:1")]);
    using watch = watching(resolver, service);
    await watch.shows("10.0.0.1:1");
    network.blackHole();
    try {
      const { ms } = await eventually("the silence is noticed", () => watch.errors.length > 0 || undefined);
      expect(ms).toBeLessThan(9_000);
      await putInstances(etcd.url, service, [plain("10.0.0.2:1")]);
    } finally {
      network.heal();
    }
    await watch.shows("10.0.0.2:1");
  });

  test("waits for a slow etcd, and every question has an end", async () => {
    await putInstances(etcd.url, service, [plain("10.0.0.1:1")]);
    network.delay(100);
    try {
      using watch = watching(resolver, service);
      await watch.shows("10.0.0.1:1");
      network.delay(2_000);
      const started = performance.now();
      await expect(resolver.resolve(targetOf(service), never)).rejects.toMatchObject({ code: "TIMEOUT" });
      expect(performance.now() - started).toBeLessThan(2_000);
    } finally {
      network.heal();
    }
    await eventually("it answers again", () => resolver.resolve(targetOf(service), never));
  });
});

describePeer("etcd", "an etcd that restarts", () => {
  test("without its data has no entries, which watches say, and heartbeats too", async () => {
    await using etcd = await startEtcd();
    await using registry = etcdRegistry({ endpoints: etcd.url });
    await using resolver = etcdResolver({ endpoints: etcd.url });
    const info = infoOf(freshService());
    using watch = watching(resolver, info.service);
    await registry.register(info, never);
    await watch.shows(info.address);
    await etcd.restart({ keepData: false });
    await watch.shows();
    await eventually("the loss is noticed", async () => {
      const error: unknown = await registry.heartbeat(info, never).catch((thrown: unknown) => thrown);
      return (error instanceof Error && "code" in error && error.code === "LEASE_LOST") || undefined;
    });
    await registry.register(info, never);
    await watch.shows(info.address);
  });

  test("with its data has every entry, and is used again within a second", async () => {
    await using etcd = await startEtcd();
    await using registry = etcdRegistry({ endpoints: etcd.url });
    await using resolver = etcdResolver({ endpoints: etcd.url });
    const info = infoOf(freshService());
    using watch = watching(resolver, info.service);
    await registry.register(info, never);
    await watch.shows(info.address);
    await etcd.kill();
    await watch.fails();
    await expect(registry.heartbeat(info, never)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await etcd.restart({ keepData: true });
    const { ms } = await eventually("a heartbeat works", async () => {
      await registry.heartbeat(info, never);
      return true;
    });
    expect(ms).toBeLessThan(2_000);
    await watch.shows(info.address);
    await registry.deregister(info, never);
    await watch.shows();
  });
});

describe("of three members", () => {
  describePeer("etcd", "the others serve", () => {
    test("when the one that was used is killed", async () => {
      await using cluster = await startEtcdCluster(3);
      await using registry = etcdRegistry({ endpoints: cluster.urls, requestTimeoutMs: 1_000 });
      await using resolver = etcdResolver({ endpoints: cluster.urls, requestTimeoutMs: 1_000 });
      const info = infoOf(freshService());
      using watch = watching(resolver, info.service);
      await registry.register(info, never);
      await watch.shows(info.address);
      const leader = await cluster.leader();
      await leader.kill();
      await eventually("a heartbeat works", async () => {
        await registry.heartbeat(info, never);
        return true;
      });
      await registry.deregister(info, never);
      await watch.shows();
    });
  });
});
