import { BizStatusError } from "@kitex-ts/core";
import { ErrorCode, KitexError } from "@kitex-ts/core/extension";
import { fakeClock, type TestContextOptions, testContext } from "@kitex-ts/core/testing";
import { DataPointType } from "@opentelemetry/sdk-metrics";
import { AlwaysOffSampler } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CallMetrics } from "./metrics.ts";
import { type OtelOptions, resolveOtelOptions } from "./options.ts";
import type { Side } from "./side.ts";
import { SpanTracer } from "./span-tracer.ts";
import { startTelemetry, type Telemetry } from "./testdata/telemetry.ts";

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry(new AlwaysOffSampler());
});
afterEach(() => telemetry[Symbol.asyncDispose]());

function tracerOf(side: Side, options: OtelOptions = {}): SpanTracer {
  const resolved = resolveOtelOptions({ ...telemetry.options, ...options });
  return new SpanTracer(side, resolved, new CallMetrics(side, resolved));
}

interface Call extends TestContextOptions {
  readonly error?: unknown;
  readonly ms?: number;
  readonly sentBytes?: number;
  readonly receivedBytes?: number;
}

function call(tracer: SpanTracer, { error, ms = 0, sentBytes = 0, receivedBytes = 0, ...given }: Call = {}): void {
  const clock = fakeClock();
  const ctx = testContext({ ...given, clock });
  tracer.start(ctx);
  clock.advance(ms);
  Object.assign(ctx.rpcInfo.stats, { sentBytes, receivedBytes });
  tracer.finish(ctx, { error });
}

/** Sum, count and bucket boundaries of a histogram with one series. */
async function histogram(name: string) {
  const metric = (await telemetry.metrics()).get(name);
  if (metric?.dataPointType !== DataPointType.HISTOGRAM) throw new Error(`${name} is no histogram`);
  const [point] = metric.dataPoints;
  const { sum, count, buckets } = point?.value ?? {};
  return { unit: metric.descriptor.unit, sum, count, boundaries: buckets?.boundaries };
}

describe("durations", () => {
  test("are recorded in seconds, also for calls whose spans are not sampled", async () => {
    call(tracerOf("client"), { ms: 250, destination: "shop" });
    expect(await histogram("rpc.client.call.duration")).toEqual({
      unit: "s",
      sum: 0.25,
      count: 1,
      boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    });
    expect(await telemetry.series("rpc.client.call.duration")).toEqual([
      [{ "rpc.system.name": "kitex", "rpc.method": "Echo/echo", "server.address": "shop" }, 1],
    ]);
    expect(telemetry.spans()).toEqual([]);
  });

  test("have Kitex's name and unit for those who ask", async () => {
    call(tracerOf("server", { semconv: "legacy" }), { ms: 250, destination: "shop" });
    expect(await histogram("rpc.server.duration")).toMatchObject({ unit: "ms", sum: 250 });
    expect(await telemetry.series("rpc.server.duration")).toEqual([
      [{ "rpc.system": "kitex", "rpc.service": "shop", "rpc.method": "echo", "status.code": "Unset" }, 1],
    ]);
    expect((await telemetry.metrics()).has("rpc.server.call.duration")).toBe(false);
  });

  test("with both vocabularies each has its own attributes", async () => {
    call(tracerOf("client", { semconv: "both" }), { ms: 250 });
    expect(await histogram("rpc.client.duration")).toMatchObject({ sum: 250 });
    expect(await histogram("rpc.client.call.duration")).toMatchObject({ sum: 0.25 });
    const [[attributes] = []] = await telemetry.series("rpc.client.duration");
    expect(attributes).not.toHaveProperty(["rpc.system.name"]);
    const [[sizeless] = []] = await telemetry.series("rpc.client.call.duration");
    expect(sizeless).not.toHaveProperty(["rpc.system"]);
  });
});

test("failures are told apart by their code, business statuses by their number", async () => {
  const tracer = tracerOf("client");
  call(tracer, { error: new KitexError(ErrorCode.Connect, "x") });
  call(tracer, { error: new KitexError(ErrorCode.Connect, "y") });
  call(tracer, { error: new BizStatusError(404, "not found") });
  call(tracer);
  const series = await telemetry.series("rpc.client.call.duration");
  const told = series.map(([attributes, count]) => [attributes["error.type"] ?? attributes["rpc.status_code"], count]);
  expect(told).toEqual([
    ["KITEX_ERR_CONNECT", 2],
    ["404", 1],
    [undefined, 1],
  ]);
});

describe("sizes", () => {
  test("a client sends the request, a server the response", async () => {
    const sizes = { sentBytes: 100, receivedBytes: 30_000 };
    call(tracerOf("client"), sizes);
    call(tracerOf("server"), sizes);
    const sums = await Promise.all(
      [
        "rpc.client.request.size",
        "rpc.client.response.size",
        "rpc.server.request.size",
        "rpc.server.response.size",
      ].map(async (name) => (await histogram(name)).sum),
    );
    expect(sums).toEqual([100, 30_000, 30_000, 100]);
    expect(await histogram("rpc.client.request.size")).toMatchObject({ unit: "By", count: 1 });
  });

  test("what was never sent has none", async () => {
    call(tracerOf("client"), { error: new KitexError(ErrorCode.NoInstance, "x") });
    expect(await telemetry.series("rpc.client.request.size")).toEqual([]);
    expect(await telemetry.series("rpc.client.response.size")).toEqual([]);
  });
});

test("calls in flight go up and down, by method", async () => {
  const tracer = tracerOf("server");
  const [one, two] = [testContext(), testContext()];
  tracer.start(one);
  tracer.start(two);
  tracer.start(testContext({ method: "other" }));
  tracer.finish(one, { error: new Error("x") });
  const series = await telemetry.series("kitex.server.active_calls");
  expect(series.map(([attributes, value]) => [attributes["rpc.method"], value])).toEqual([
    ["Echo/echo", 1],
    ["Echo/other", 1],
  ]);
});

test("no series depends on what a peer says, unless the source operation is asked for", async () => {
  const tracer = tracerOf("server", { semconv: "both" });
  for (const caller of ["a", "b", "c"]) {
    const ctx = testContext({ callerService: caller, callerMethod: caller });
    ctx.meta.transient.set("service.name", caller);
    tracer.start(ctx);
    tracer.finish(ctx, { error: undefined });
  }
  for (const [name, metric] of await telemetry.metrics()) expect([name, metric.dataPoints.length]).toEqual([name, 1]);
  call(tracerOf("server", { recordSourceOperation: true }), { callerMethod: "checkout" });
  expect(await telemetry.series("rpc.server.call.duration")).toHaveLength(2);
});
