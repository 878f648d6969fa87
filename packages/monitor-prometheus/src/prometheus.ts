import { type ClientSuite, ErrorCode, KitexError, type ServerSuite } from "@kitex-ts/core/extension";
import { Registry } from "prom-client";
import { CallMetrics, LATENCY_BUCKETS_US } from "./call-metrics.ts";
import { type MetricsEndpoint, type MetricsListenOptions, serveMetrics } from "./endpoint.ts";
import { LabelLimit } from "./labels.ts";
import { runtimeGauges } from "./runtime-gauges.ts";

/** Values that one label can have when the application does not say. */
const MAX_LABEL_VALUES = 1_000;

/** What the metrics of a process can be told. Everything has a default. */
export interface PrometheusOptions {
  /** Where the metrics are registered, for example beside the application's own. Default: a fresh registry. */
  readonly registry?: Registry;
  /**
   * Upper bounds of the latency histograms in microseconds, ascending. Default: Kitex's, 5,000, 10,000, 25,000, 50,000,
   * 100,000, 250,000, 500,000 and 1,000,000.
   */
  readonly buckets?: readonly number[];
  /** How many values each label can have; later ones are counted as `other`. Default 1,000. */
  readonly maxLabelValues?: number;
}

/** The metrics of a process's clients and servers. */
export interface Prometheus {
  /** For the option `suites` of any number of clients. */
  readonly clientSuite: ClientSuite;
  /** For the option `suites` of any number of servers. */
  readonly serverSuite: ServerSuite;
  /** Where everything is registered; metrics of the application may join. */
  readonly registry: Registry;
  /** The page of metrics in Prometheus' text format. */
  metrics(): Promise<string>;
  /**
   * Serves that page over HTTP, on a port of its own. Who has an HTTP server already answers with `metrics()` instead.
   * Rejects with `AddressInUse`, or `InvalidOption` for a port, host or path that cannot be.
   */
  listen(options: MetricsListenOptions): Promise<MetricsEndpoint>;
}

/**
 * Makes Prometheus metrics of the calls of clients and servers, under the names that Kitex's own monitor uses; one for
 * a process. Throws `InvalidOption`, also for a registry that has metrics of these names.
 */
export function prometheus(options: PrometheusOptions = {}): Prometheus {
  const { registry = new Registry(), buckets = LATENCY_BUCKETS_US, maxLabelValues = MAX_LABEL_VALUES } = options;
  assertAscending(buckets);
  if (!Number.isInteger(maxLabelValues) || maxLabelValues < 1) {
    throw invalid(`maxLabelValues must be an integer of at least 1, got ${String(maxLabelValues)}`);
  }
  const limit = new LabelLimit(maxLabelValues);
  const metrics = addTo(registry, (staged) => ({
    client: new CallMetrics("client", staged, limit, buckets),
    server: new CallMetrics("server", staged, limit, buckets),
    monitor: runtimeGauges(staged, limit),
  }));
  const { client, server, monitor } = metrics;
  return {
    clientSuite: { name: "prometheus", options: { tracers: [client], monitors: [monitor] } },
    serverSuite: { name: "prometheus", options: { tracers: [server], monitors: [monitor] } },
    registry,
    metrics: () => registry.metrics(),
    listen: (listenOptions) => serveMetrics(registry, listenOptions),
  };
}

/** Adds the metrics that `make` registers to `registry`: all of them, or none when one of their names is taken. */
function addTo<Made>(registry: Registry, make: (staged: Registry) => Made): Made {
  const staged = new Registry();
  const made = make(staged);
  for (const { name } of staged.getMetricsAsArray()) {
    if (registry.getSingleMetric(name) === undefined) continue;
    throw invalid(`the registry has a metric "${name}" already: call prometheus() once and share what it returns`);
  }
  for (const { name } of staged.getMetricsAsArray()) {
    const metric = staged.getSingleMetric(name);
    if (metric !== undefined) registry.registerMetric(metric);
  }
  return made;
}

function assertAscending(buckets: readonly number[]): void {
  const ascending = buckets.every((bound, at) => Number.isFinite(bound) && bound > (buckets[at - 1] ?? 0));
  if (buckets.length === 0 || !ascending) {
    throw invalid(`buckets must be ascending numbers of microseconds above 0, got [${buckets.join(", ")}]`);
  }
}

function invalid(text: string): KitexError {
  return new KitexError(ErrorCode.InvalidOption, `prometheus: ${text}`);
}
