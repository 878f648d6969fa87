import { context, type TextMapPropagator } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { type DataPoint, MeterProvider, type MetricData, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

/** The real SDK, kept in memory. */
export interface Telemetry extends AsyncDisposable {
  /** What a suite takes. */
  readonly options: {
    readonly tracerProvider: TracerProvider;
    readonly meterProvider: MeterProvider;
    readonly propagator: TextMapPropagator;
  };
  /** Spans that have ended, in the order of their ends. */
  spans(): readonly ReadableSpan[];
  /** The span of that kind and name; throws unless there is one. */
  span(kind: number, name: string): ReadableSpan;
  /** What is recorded now, by the metric's name. */
  metrics(): Promise<ReadonlyMap<string, MetricData>>;
  /** Attributes and value of each series of a metric; a histogram's value is its count. */
  series(name: string): Promise<readonly (readonly [Readonly<Record<string, unknown>>, number])[]>;
}

/** W3C trace context and baggage, as applications have them. */
export function w3c(): TextMapPropagator {
  return new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
}

/** Starts the SDK; its context manager is the process's until it is disposed of. */
export function startTelemetry(sampler?: Sampler): Telemetry {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    ...(sampler === undefined ? {} : { sampler }),
  });
  const reader = new OnDemandReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const metrics = async (): Promise<ReadonlyMap<string, MetricData>> => {
    const { resourceMetrics } = await reader.collect();
    const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return new Map(all.map((metric) => [metric.descriptor.name, metric]));
  };
  return {
    options: { tracerProvider, meterProvider, propagator: w3c() },
    spans: () => exporter.getFinishedSpans(),
    span: (kind, name) => {
      const found = exporter.getFinishedSpans().filter((span) => span.kind === kind && span.name === name);
      const [span] = found;
      if (span === undefined || found.length > 1) throw new Error(`there are ${found.length} spans ${name}`);
      return span;
    },
    metrics,
    series: async (name) => {
      const points: readonly DataPoint<unknown>[] = (await metrics()).get(name)?.dataPoints ?? [];
      return points.map(({ attributes, value }) => [attributes, countOf(value)] as const);
    },
    [Symbol.asyncDispose]: async () => {
      context.disable();
      await tracerProvider.shutdown();
      await meterProvider.shutdown();
    },
  };
}

class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function countOf(value: unknown): number {
  if (typeof value === "number") return value;
  const { count } = Object(value);
  return Number(count);
}
