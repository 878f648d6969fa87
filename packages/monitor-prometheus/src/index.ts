// For applications.
export type { MetricsEndpoint, MetricsListenOptions } from "./endpoint.ts";
export { type Prometheus, type PrometheusOptions, prometheus } from "./prometheus.ts";
