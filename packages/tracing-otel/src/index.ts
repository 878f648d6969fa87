// Spans, metrics and context of OpenTelemetry for Kitex calls.
export { otelClientSuite } from "./client-suite.ts";
export { withTraceFields } from "./log-correlation.ts";
export type { OtelOptions, SemconvOption } from "./options.ts";
export { otelServerSuite } from "./server-suite.ts";
