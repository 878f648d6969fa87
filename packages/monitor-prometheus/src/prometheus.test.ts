import { ErrorCode } from "@kitex-ts/core/extension";
import { testContext } from "@kitex-ts/core/testing";
import { Counter, Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { prometheus } from "./prometheus.ts";
import { valuesOf } from "./testdata/samples.ts";

const invalid = (message: RegExp) =>
  expect.objectContaining({ code: ErrorCode.InvalidOption, message: expect.stringMatching(message) });

test("every metric of both sides is there from the start", async () => {
  const { registry } = prometheus();
  expect(registry.getMetricsAsArray().map(({ name }) => name)).toMatchInlineSnapshot(`
    [
      "kitex_client_throughput",
      "kitex_client_latency_us",
      "kitex_client_in_flight",
      "kitex_client_request_bytes",
      "kitex_client_response_bytes",
      "kitex_client_errors_total",
      "kitex_client_stream_messages_total",
      "kitex_server_throughput",
      "kitex_server_latency_us",
      "kitex_server_in_flight",
      "kitex_server_request_bytes",
      "kitex_server_response_bytes",
      "kitex_server_errors_total",
      "kitex_server_stream_messages_total",
      "kitex_client_connections",
      "kitex_client_pending_write_bytes",
      "kitex_server_connections",
      "kitex_server_pending_write_bytes",
    ]
  `);
});

test("the two suites feed one registry, each its own side", async () => {
  const { clientSuite, serverSuite, registry } = prometheus();
  for (const tracer of clientSuite.options.tracers ?? []) tracer.finish(testContext(), { error: undefined });
  expect(await valuesOf(registry, "kitex_client_throughput")).toEqual([1]);
  expect(await valuesOf(registry, "kitex_server_throughput")).toEqual([]);
  for (const tracer of serverSuite.options.tracers ?? []) tracer.finish(testContext(), { error: undefined });
  expect(await valuesOf(registry, "kitex_server_throughput")).toEqual([1]);
});

test("the application's own metrics stand on the same page", async () => {
  const registry = new Registry();
  new Counter({ name: "teas_sold", help: "Teas.", registers: [registry] }).inc(3);
  const metrics = prometheus({ registry });
  expect(metrics.registry).toBe(registry);
  const page = await metrics.metrics();
  expect(page).toMatch(/^teas_sold 3$/m);
  expect(page).toMatch(/^# TYPE kitex_server_latency_us histogram$/m);
});

test("two registries know nothing of one another", async () => {
  const [one, other] = [prometheus(), prometheus()];
  for (const tracer of one.clientSuite.options.tracers ?? []) tracer.finish(testContext(), { error: undefined });
  expect(await valuesOf(other.registry, "kitex_client_throughput")).toEqual([]);
});

describe("a registry in which a name is taken", () => {
  test("is refused with what to do", () => {
    const registry = new Registry();
    prometheus({ registry });
    expect(() => prometheus({ registry })).toThrow(
      invalid(/^prometheus: the registry has a metric "kitex_client_throughput" already: call prometheus\(\) once/),
    );
  });

  test("is left as it was", () => {
    const registry = new Registry();
    new Counter({ name: "kitex_server_errors_total", help: "Somebody else's.", registers: [registry] });
    expect(() => prometheus({ registry })).toThrow(invalid(/"kitex_server_errors_total"/));
    expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(["kitex_server_errors_total"]);
  });
});

describe("buckets", () => {
  test("are the application's, in microseconds", async () => {
    const buckets = [100, 200];
    const { clientSuite, registry } = prometheus({ buckets });
    const ctx = testContext();
    ctx.rpcInfo.stats.finishMs = ctx.rpcInfo.stats.startMs + 0.15;
    for (const tracer of clientSuite.options.tracers ?? []) tracer.finish(ctx, { error: undefined });
    expect(await valuesOf(registry, "kitex_client_latency_us_bucket")).toEqual([0, 1, 1]);
    buckets.push(300); // the array stays the application's
  });

  test.each([[[]], [[0, 1]], [[1, 1]], [[2, 1]], [[Number.NaN]], [[1, Number.POSITIVE_INFINITY]]])(
    "%j are refused",
    (buckets) => {
      expect(() => prometheus({ buckets })).toThrow(invalid(/buckets must be ascending/));
    },
  );
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("maxLabelValues %d is refused", (maxLabelValues) => {
  expect(() => prometheus({ maxLabelValues })).toThrow(invalid(/maxLabelValues must be an integer of at least 1/));
});
