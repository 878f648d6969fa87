import { describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { registerService } from "../support/registries/consul-http.ts";
import { putEntry } from "../support/registries/etcd-gateway.ts";
import { eventually } from "../support/registries/eventually.ts";
import { type GoTarget, goCall, goResolve, goServe } from "./go-peer.ts";
import { registryKinds } from "./kinds/all.ts";
import type { RegistryKind, RegistryServer } from "./kinds/kind.ts";
import { Lab } from "./lab/lab.ts";

/** Kitex registers a second after it listens, and Consul looks at its port within five. */
const PATIENCE_MS = 60_000;

const weight = 30;
/** A value may have colons, a key may not. */
const tags = { zone: "a", x: "y:z" };

interface GoLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly registry: RegistryServer;
  readonly target: GoTarget;
}

/** A registry with a service that both sides know. */
async function startLab(kind: RegistryKind, program: string): Promise<GoLab> {
  const lab = new Lab(kind);
  const registry = await lab.startRegistry();
  const target = { program, registry: kind.name, server: registry, service: lab.service };
  return { lab, registry, target, [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() };
}

/** What our resolver finds. */
async function ourInstances({ lab, registry }: GoLab) {
  const resolver = lab.kind.resolver(registry);
  try {
    const { instances } = await resolver.resolve(
      { service: lab.service, tags: new Map() },
      AbortSignal.timeout(PATIENCE_MS),
    );
    return [...instances].sort((a, b) => a.address.localeCompare(b.address));
  } finally {
    await resolver.close?.();
  }
}

describePeer("registry-go", "Kitex for Go and ours", ({ program }) => {
  for (const kind of Object.values(registryKinds)) {
    describePeer(kind.name, `through ${kind.name}`, () => {
      describe("in both directions", { timeout: PATIENCE_MS }, () => {
        test("a Go server is found with its weight and tags, called, and gone when it stops", async () => {
          await using both = await startLab(kind, program);
          await using server = await goServe(both.target, { weight, tags });
          const caller = both.lab.caller(both.registry);
          await caller.list.holds([server.address]);
          expect(await ourInstances(both)).toEqual([
            { address: server.address, weight, tags: new Map(Object.entries(tags)) },
          ]);
          await caller.reaches(server.address);
          await server.stop();
          await caller.list.holds([]);
        });

        test("our server is found by Kitex's resolver with its weight and tags, and called by its client", async () => {
          await using both = await startLab(kind, program);
          const { address } = await both.lab.serve("ours", both.registry, { weight, tags });
          await both.lab.stored(both.registry, [address]);
          expect(await goResolve(both.target)).toEqual([{ network: "tcp", address, weight, tags }]);
          expect(await goCall(both.target, 20)).toEqual({ answers: { ours: 20 }, errors: [] });
        });

        test("servers of both are one list for callers of both", async () => {
          await using both = await startLab(kind, program);
          await using go = await goServe(both.target);
          const ours = await both.lab.serve("ours", both.registry);
          const caller = both.lab.caller(both.registry);
          await caller.list.holds([go.address, ours.address]);
          await caller.reaches(go.address, "ours");
          const { answers, errors } = await goCall(both.target, 100);
          expect(errors).toEqual([]);
          expect(Object.keys(answers).sort()).toEqual([go.address, "ours"].sort());
        });

        test("a Go server that is killed is gone for our callers when its entry has expired", async () => {
          await using both = await startLab(kind, program);
          await using go = await goServe(both.target);
          const ours = await both.lab.serve("ours", both.registry);
          const caller = both.lab.caller(both.registry);
          await caller.list.holds([go.address, ours.address]);
          await go.kill();
          await caller.list.holds([ours.address]);
          await caller.reaches("ours");
        });
      });
    });
  }

  describePeer("etcd", "through etcd, what is odd", () => {
    const kind = registryKinds.etcd;

    test("our IPv6 address is written with brackets, and Kitex calls it", async () => {
      await using both = await startLab(kind, program);
      const { address } = await both.lab.serve("ours", both.registry, { host: "::1" });
      await both.lab.stored(both.registry, [address]);
      expect(address).toMatch(/^\[::1\]:\d+$/);
      expect(await goCall(both.target, 5)).toEqual({ answers: { ours: 5 }, errors: [] });
    });

    test("Kitex's IPv6 address lacks its brackets, and we call it", async () => {
      await using both = await startLab(kind, program);
      await using server = await goServe(both.target, { listen: "[::1]:0" });
      const caller = both.lab.caller(both.registry);
      await caller.list.holds([server.address]);
      await caller.reaches(server.address);
      expect((await goResolve(both.target)).map(({ address }) => address)).toEqual([
        server.address.replace(/[[\]]/g, ""),
      ]);
    });

    test("odd values mean the same to both, entries without an address apart", async () => {
      await using both = await startLab(kind, program);
      const values = [
        '{"network":"tcp","address":"127.0.0.1:1","weight":-5,"tags":null}',
        '{"network":"tcp","address":"127.0.0.1:2","weight":0,"tags":{}}',
        '{"NETWORK":"tcp","Address":"127.0.0.1:3","WEIGHT":20,"unknown":[1]}',
        '{"network":"tcp","address":"127.0.0.1:4","weight":7,"tags":{"x":"y:z","":"empty","__proto__":"own"}}',
        "not JSON",
        '{"network":"tcp","address":"127.0.0.1:5","weight":"10"}',
        '{"network":"tcp","address":"127.0.0.1:6","weight":1.5}',
        '{"network":"tcp","address":"127.0.0.1:7","weight":10,"tags":{"x":1}}',
      ];
      for (const [index, value] of values.entries()) {
        await putEntry(both.registry.urls[0] ?? "", `kitex/registry-etcd/${both.lab.service}/${index}`, value);
      }
      const ours = await ourInstances(both);
      expect(ours.map(({ address, weight }) => [address, weight])).toEqual([
        ["127.0.0.1:1", 10],
        ["127.0.0.1:2", 10],
        ["127.0.0.1:3", 20],
        ["127.0.0.1:4", 7],
      ]);
      expect([...(ours[3]?.tags ?? [])].sort()).toEqual([
        ["", "empty"],
        ["__proto__", "own"],
        ["x", "y:z"],
      ]);
      const go = await goResolve(both.target);
      expect(go.map(({ address, weight }) => [address, weight])).toEqual(
        ours.map(({ address, weight }) => [address, weight]),
      );
    });
  });

  describePeer("consul", "through Consul, what is odd", () => {
    const kind = registryKinds.consul;

    test("our IPv6 server is found and called by ours", async () => {
      await using both = await startLab(kind, program);
      const { address } = await both.lab.serve("ours", both.registry, { host: "::1" });
      const caller = both.lab.caller(both.registry);
      await caller.list.holds([address]);
      await caller.reaches("ours");
    });

    test("tags that Kitex does not write are dropped by both, and values keep their colons", async () => {
      await using both = await startLab(kind, program);
      await registerService(
        { url: both.registry.urls[0] ?? "" },
        {
          ID: "odd",
          Name: both.lab.service,
          Address: "127.0.0.1",
          Port: 1,
          Tags: ["plain", "x:y:z", "zone:"],
          Weights: { Passing: 65_535, Warning: 1 },
        },
      );
      const { value: go } = await eventually("Kitex finds it", () => goResolve(both.target));
      expect(go).toEqual([{ network: "tcp", address: "127.0.0.1:1", weight: 65_535, tags: { x: "y:z", zone: "" } }]);
      expect(await ourInstances(both)).toEqual([
        {
          address: "127.0.0.1:1",
          weight: 65_535,
          tags: new Map([
            ["x", "y:z"],
            ["zone", ""],
          ]),
        },
      ]);
    });
  });
});
