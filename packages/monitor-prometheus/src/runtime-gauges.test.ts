import type { Monitored, RuntimeStats } from "@kitex-ts/core/extension";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { LabelLimit } from "./labels.ts";
import { runtimeGauges } from "./runtime-gauges.ts";
import { valuesOf } from "./testdata/samples.ts";

function holding(connections: Partial<RuntimeStats["connections"]>, pendingWriteBytes = 0): RuntimeStats {
  return { callsInFlight: 0, connections: { idle: 0, inUse: 0, opening: 0, ...connections }, pendingWriteBytes };
}

function subject(side: Monitored["side"], service: string, stats: RuntimeStats): Monitored {
  return { side, service, stats: () => stats };
}

test("the clients of one destination are added up", async () => {
  const registry = new Registry();
  const monitor = runtimeGauges(registry, new LabelLimit(10));
  monitor.watch(subject("client", "shop", holding({ idle: 1, inUse: 2, opening: 3 }, 10)));
  monitor.watch(subject("client", "shop", holding({ idle: 4 }, 5)));
  monitor.watch(subject("client", "stock", holding({ inUse: 7 })));
  const connections = (callee: string, state: string) =>
    valuesOf(registry, "kitex_client_connections", { callee, state });
  expect(await connections("shop", "idle")).toEqual([5]);
  expect(await connections("shop", "in_use")).toEqual([2]);
  expect(await connections("shop", "opening")).toEqual([3]);
  expect(await connections("stock", "in_use")).toEqual([7]);
  expect(await valuesOf(registry, "kitex_client_pending_write_bytes", { callee: "shop" })).toEqual([15]);
});

test("a server's connections are all in use", async () => {
  const registry = new Registry();
  runtimeGauges(registry, new LabelLimit(10)).watch(subject("server", "shop", holding({ inUse: 3 }, 8)));
  expect(await valuesOf(registry, "kitex_server_connections")).toEqual([3]);
  expect(await valuesOf(registry, "kitex_server_connections", { callee: "shop", state: "in_use" })).toEqual([3]);
  expect(await valuesOf(registry, "kitex_server_pending_write_bytes", { callee: "shop" })).toEqual([8]);
  expect(await valuesOf(registry, "kitex_client_connections")).toEqual([]);
});

test("what was closed is shown no more", async () => {
  const registry = new Registry();
  const monitor = runtimeGauges(registry, new LabelLimit(10));
  const closed = monitor.watch(subject("client", "shop", holding({ idle: 1 })));
  expect(await valuesOf(registry, "kitex_client_connections")).toEqual([1, 0, 0]);
  closed();
  closed();
  expect(await valuesOf(registry, "kitex_client_connections")).toEqual([]);
  expect(await valuesOf(registry, "kitex_client_pending_write_bytes")).toEqual([]);
});

test("what a client holds is asked for when the metrics are collected, and not before", async () => {
  const registry = new Registry();
  let asked = 0;
  runtimeGauges(registry, new LabelLimit(10)).watch({
    side: "client",
    service: "shop",
    stats: () => {
      asked += 1;
      return holding({ idle: asked });
    },
  });
  expect(asked).toBe(0);
  await registry.metrics();
  expect(asked).toBeGreaterThan(0);
});

test("destinations beyond the limit are one", async () => {
  const registry = new Registry();
  const monitor = runtimeGauges(registry, new LabelLimit(1));
  for (const service of ["a", "b", "c"]) monitor.watch(subject("client", service, holding({ idle: 1 })));
  expect(await valuesOf(registry, "kitex_client_connections", { callee: "other", state: "idle" })).toEqual([2]);
});
