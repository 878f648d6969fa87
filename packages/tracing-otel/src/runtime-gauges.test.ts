import type { Monitored, RuntimeStats } from "@kitex-ts/core/extension";
import { metrics as otel } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CallMetrics } from "./metrics.ts";
import { resolveOtelOptions } from "./options.ts";
import type { Side } from "./side.ts";
import { startTelemetry, type Telemetry } from "./testdata/telemetry.ts";

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry();
});
afterEach(() => telemetry[Symbol.asyncDispose]());

const metricsOf = (side: Side): CallMetrics => new CallMetrics(side, resolveOtelOptions(telemetry.options));

function subject(
  side: Side,
  service: string,
  connections: Partial<RuntimeStats["connections"]>,
  pending = 0,
): Monitored {
  return {
    side,
    service,
    stats: () => ({
      callsInFlight: 0,
      connections: { idle: 0, inUse: 0, opening: 0, ...connections },
      pendingWriteBytes: pending,
    }),
  };
}

async function shown(name: string): Promise<Record<string, number>> {
  const series = await telemetry.series(name);
  return Object.fromEntries(
    series.map(([attributes, value]) => [
      [attributes["kitex.service"], attributes["kitex.connection.state"]].filter(Boolean).join(" "),
      value,
    ]),
  );
}

test("clients show their connections by state, and what waits to be sent", async () => {
  const metrics = metricsOf("client");
  metrics.watch(subject("client", "shop", { idle: 3, inUse: 2, opening: 1 }, 4_096));
  expect(await shown("kitex.client.connections")).toEqual({ "shop used": 2, "shop idle": 3, "shop opening": 1 });
  expect(await shown("kitex.client.pending_write")).toEqual({ shop: 4_096 });
});

test("a server has neither idle connections nor ones that are being made", async () => {
  metricsOf("server").watch(subject("server", "shop", { inUse: 2 }));
  expect(await shown("kitex.server.connections")).toEqual({ "shop used": 2 });
});

test("two clients of one service count as one", async () => {
  const metrics = metricsOf("client");
  metrics.watch(subject("client", "shop", { inUse: 2 }, 1));
  metrics.watch(subject("client", "shop", { inUse: 3 }, 2));
  metrics.watch(subject("client", "stock", { inUse: 4 }));
  expect(await shown("kitex.client.connections")).toMatchObject({ "shop used": 5, "stock used": 4 });
  expect(await shown("kitex.client.pending_write")).toEqual({ shop: 3, stock: 0 });
});

test("clients with suites of their own count as one as well", async () => {
  metricsOf("client").watch(subject("client", "shop", { inUse: 2 }));
  metricsOf("client").watch(subject("client", "shop", { inUse: 3 }));
  metricsOf("server").watch(subject("server", "shop", { inUse: 7 }));
  expect(await shown("kitex.client.connections")).toMatchObject({ "shop used": 5 });
  expect(await shown("kitex.server.connections")).toEqual({ "shop used": 7 });
});

test("what is closed holds nothing, where the SDK would show its last values for ever", async () => {
  const metrics = metricsOf("client");
  const close = metrics.watch(subject("client", "shop", { inUse: 2, idle: 1 }, 5));
  expect(await shown("kitex.client.connections")).toMatchObject({ "shop used": 2 });
  close();
  close();
  expect(await shown("kitex.client.connections")).toEqual({ "shop used": 0, "shop idle": 0, "shop opening": 0 });
  expect(await shown("kitex.client.pending_write")).toEqual({ shop: 0 });
  metrics.watch(subject("client", "shop", { inUse: 1 }));
  expect(await shown("kitex.client.connections")).toMatchObject({ "shop used": 1 });
});

test("a meter provider that comes later, or another, is shown what lives then", async () => {
  const metrics = new CallMetrics("client", resolveOtelOptions({}));
  metrics.watch(subject("client", "shop", { inUse: 2 }));
  const close = metrics.watch(subject("client", "stock", { inUse: 3 }));
  try {
    otel.setGlobalMeterProvider(telemetry.options.meterProvider);
    metrics.instruments(); // as the next call does
    expect(await shown("kitex.client.connections")).toMatchObject({ "shop used": 2, "stock used": 3 });
    close();
    otel.disable();
    await using other = startTelemetry();
    otel.setGlobalMeterProvider(other.options.meterProvider);
    metrics.instruments();
    const services = (await other.series("kitex.client.pending_write")).map(
      ([attributes]) => attributes["kitex.service"],
    );
    expect(services).toEqual(["shop"]);
    expect(await shown("kitex.client.connections")).toMatchObject({ "shop used": 0 });
  } finally {
    otel.disable();
  }
});
