import { ErrorCode, KitexError, type Tracer } from "@kitex-ts/core/extension";
import { fakeClock, type TestContextOptions, testContext } from "@kitex-ts/core/testing";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { CallMetrics, LATENCY_BUCKETS_US, type Side } from "./call-metrics.ts";
import { LabelLimit } from "./labels.ts";
import { valuesOf } from "./testdata/samples.ts";

interface TracedCall extends TestContextOptions {
  readonly tookMs?: number;
  readonly sentBytes?: number;
  readonly receivedBytes?: number;
  readonly error?: unknown;
}

/** Lets a tracer see one call from its start to its end. */
function trace(tracer: Tracer, { tookMs = 0, sentBytes = 0, receivedBytes = 0, error, ...options }: TracedCall): void {
  const clock = fakeClock();
  const ctx = testContext({ ...options, clock });
  tracer.start(ctx);
  clock.advance(tookMs);
  Object.assign(ctx.rpcInfo.stats, { finishMs: clock.now(), sentBytes, receivedBytes });
  tracer.finish(ctx, { error });
}

function metricsOf(side: Side, maxLabelValues = 1_000): { readonly registry: Registry; readonly metrics: CallMetrics } {
  const registry = new Registry();
  return { registry, metrics: new CallMetrics(side, registry, new LabelLimit(maxLabelValues), LATENCY_BUCKETS_US) };
}

const between = { callerService: "web", destination: "shop", method: "buy" };
const labels = { caller: "web", callee: "shop", method: "buy" };

describe.each(["client", "server"] as const)("the metrics of a %s", (side) => {
  test("count calls under the names and labels of Kitex's monitor", async () => {
    const { registry, metrics } = metricsOf(side);
    trace(metrics, between);
    trace(metrics, between);
    trace(metrics, { ...between, error: new KitexError(ErrorCode.RpcTimeout, "late") });
    const counted = (status: string) =>
      valuesOf(registry, `kitex_${side}_throughput`, { ...labels, status, retry: "0" });
    expect(await counted("succeed")).toEqual([2]);
    expect(await counted("error")).toEqual([1]);
  });

  test("put a latency of 12 ms between 10,000 and 25,000 µs", async () => {
    const { registry, metrics } = metricsOf(side);
    trace(metrics, { ...between, tookMs: 12 });
    const name = `kitex_${side}_latency_us`;
    expect(await valuesOf(registry, `${name}_bucket`, { ...labels, le: 10_000 })).toEqual([0]);
    expect(await valuesOf(registry, `${name}_bucket`, { ...labels, le: 25_000 })).toEqual([1]);
    expect(await valuesOf(registry, `${name}_sum`, { ...labels, status: "succeed", retry: "0" })).toEqual([12_000]);
  });

  test("count failures by code", async () => {
    const { registry, metrics } = metricsOf(side);
    trace(metrics, { ...between, error: new KitexError(ErrorCode.Connect, "nobody there") });
    trace(metrics, { ...between, error: new TypeError("undefined is not a function") });
    const failures = (code: string) => valuesOf(registry, `kitex_${side}_errors_total`, { ...labels, code });
    expect(await failures("KITEX_ERR_CONNECT")).toEqual([1]);
    expect(await failures("TypeError")).toEqual([1]);
  });

  test("show the calls in flight, each until it ends", async () => {
    const { registry, metrics } = metricsOf(side);
    const [first, second] = [testContext(between), testContext(between)];
    const inFlight = () => valuesOf(registry, `kitex_${side}_in_flight`, labels);
    metrics.start(first);
    metrics.start(second);
    expect(await inFlight()).toEqual([2]);
    metrics.finish(first, { error: undefined });
    expect(await inFlight()).toEqual([1]);
    metrics.finish(second, { error: new Error("no") });
    expect(await inFlight()).toEqual([0]);
  });

  test("end the calls in flight under the names under which they began, also when there is no room for a name", async () => {
    const { registry, metrics } = metricsOf(side, 1);
    const calls = ["a", "b", "c"].map((callerService) => testContext({ ...between, callerService }));
    for (const ctx of calls) metrics.start(ctx);
    expect(await valuesOf(registry, `kitex_${side}_in_flight`, { caller: "other" })).toEqual([2]);
    for (const ctx of calls) metrics.finish(ctx, { error: undefined });
    expect(await valuesOf(registry, `kitex_${side}_in_flight`)).toEqual([0, 0]);
  });

  test("keep no series for each of many callers", async () => {
    const { registry, metrics } = metricsOf(side, 10);
    for (let caller = 0; caller < 1_000; caller++) trace(metrics, { ...between, callerService: `caller-${caller}` });
    expect(await valuesOf(registry, `kitex_${side}_throughput`)).toHaveLength(11);
    expect(await valuesOf(registry, `kitex_${side}_throughput`, { caller: "other" })).toEqual([990]);
  });

  test("measure no size of what was never written, and none of what never came", async () => {
    const { registry, metrics } = metricsOf(side);
    trace(metrics, { ...between, error: new KitexError(ErrorCode.NoInstance, "nobody") });
    expect(await valuesOf(registry, `kitex_${side}_request_bytes_count`)).toEqual([]);
    expect(await valuesOf(registry, `kitex_${side}_response_bytes_count`)).toEqual([]);
  });

  test("count the messages of streams, also of one that has not ended, and measure no size of it", async () => {
    const { registry, metrics } = metricsOf(side);
    const stream = testContext({ ...between, streaming: "bidirectional" });
    const counted = async (): Promise<readonly number[]> =>
      (
        await Promise.all(
          ["sent", "received"].map((direction) =>
            valuesOf(registry, `kitex_${side}_stream_messages_total`, { ...labels, direction }),
          ),
        )
      ).flat();
    metrics.start(stream);
    Object.assign(stream.rpcInfo.stats, { sentMessages: 3, receivedMessages: 1, sentBytes: 10, receivedBytes: 10 });
    expect(await counted()).toEqual([3, 1]);
    expect(await counted()).toEqual([3, 1]);
    Object.assign(stream.rpcInfo.stats, { sentMessages: 5, receivedMessages: 1 });
    metrics.finish(stream, { error: undefined });
    Object.assign(stream.rpcInfo.stats, { sentMessages: 100 });
    expect(await counted()).toEqual([5, 1]);
    trace(metrics, { ...between, streaming: "server" });
    expect(await counted()).toEqual([5, 1]);
    expect(await valuesOf(registry, `kitex_${side}_request_bytes_count`)).toEqual([]);
    expect(await valuesOf(registry, `kitex_${side}_throughput`, { ...labels, status: "succeed" })).toEqual([2]);
  });

  test("show no series of messages for calls", async () => {
    const { registry, metrics } = metricsOf(side);
    trace(metrics, between);
    expect(await valuesOf(registry, `kitex_${side}_stream_messages_total`)).toEqual([]);
  });

  test("take a name with quotes, backslashes and line breaks as one value", async () => {
    const { registry, metrics } = metricsOf(side);
    trace(metrics, { ...between, callerService: 'a"b\\c\nkitex_forged 1' });
    const text = await registry.metrics();
    expect(text).toContain(String.raw`caller="a\"b\\c\nkitex_forged 1"`);
    expect(text).not.toMatch(/^kitex_forged/m);
  });
});

test("what a client sends is the request", async () => {
  const { registry, metrics } = metricsOf("client");
  trace(metrics, { ...between, sentBytes: 100, receivedBytes: 5_000 });
  expect(await valuesOf(registry, "kitex_client_request_bytes_sum", labels)).toEqual([100]);
  expect(await valuesOf(registry, "kitex_client_response_bytes_sum", labels)).toEqual([5_000]);
  expect(await valuesOf(registry, "kitex_client_response_bytes_bucket", { ...labels, le: 4_096 })).toEqual([0]);
  expect(await valuesOf(registry, "kitex_client_response_bytes_bucket", { ...labels, le: 16_384 })).toEqual([1]);
});

test("what a server sends is the response", async () => {
  const { registry, metrics } = metricsOf("server");
  trace(metrics, { ...between, sentBytes: 100, receivedBytes: 5_000 });
  expect(await valuesOf(registry, "kitex_server_request_bytes_sum", labels)).toEqual([5_000]);
  expect(await valuesOf(registry, "kitex_server_response_bytes_sum", labels)).toEqual([100]);
});
