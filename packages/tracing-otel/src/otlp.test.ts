import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { otelClientSuite } from "./client-suite.ts";
import { otelServerSuite } from "./server-suite.ts";
import { startCollector } from "./testdata/collector.ts";
import { echoRig } from "./testdata/echo-server.ts";
import { w3c } from "./testdata/telemetry.ts";

test("a trace across two services, and its metrics, arrive at a collector over OTLP", async () => {
  await using collector = await startCollector();
  const traceExporter = new OTLPTraceExporter({ url: `${collector.url}/v1/traces` });
  const metricExporter = new OTLPMetricExporter({ url: `${collector.url}/v1/metrics` });
  const tracerProvider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: traceExporter })] });
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const options = { tracerProvider, meterProvider, propagator: w3c() };
  const suites = { clientSuites: [otelClientSuite(options)], serverSuites: [otelServerSuite(options)] };
  try {
    await using stock = await echoRig({}, { name: "Stock", ...suites });
    await using shop = await echoRig({ echo: (request) => stock.client.echo(request) }, { name: "Shop", ...suites });
    await shop.client.echo("tea");
    await tracerProvider.forceFlush();
    await meterProvider.forceFlush();
  } finally {
    await tracerProvider.shutdown();
    await meterProvider.shutdown();
    context.disable();
  }

  // OTLP's kinds: 2 is SERVER, 3 is CLIENT.
  const road = [3, 2].flatMap((kind) => ["Shop/echo", "Stock/echo"].map((name) => [kind, name] as const));
  const byRoad = new Map(
    road.map(([kind, name]) => [`${kind} ${name}`, collector.spans.find((s) => s.kind === kind && s.name === name)]),
  );
  const parents = ["3 Shop/echo", "2 Shop/echo", "3 Stock/echo", "2 Stock/echo"].map((key) => byRoad.get(key));
  expect(collector.spans).toHaveLength(4);
  expect(new Set(parents.map((span) => span?.traceId)).size).toBe(1);
  expect(parents.map((span) => span?.parentSpanId)).toEqual([
    undefined,
    ...parents.slice(0, -1).map((span) => span?.spanId),
  ]);
  expect(parents[0]?.attributes).toContainEqual({ key: "rpc.system.name", value: { stringValue: "kitex" } });

  const duration = collector.metrics.find(({ name }) => name === "rpc.server.call.duration");
  expect(duration?.unit).toBe("s");
  expect(duration?.histogram?.dataPoints.map(({ count }) => Number(count))).toEqual([1, 1]);
});
