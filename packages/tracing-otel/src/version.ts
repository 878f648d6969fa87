/** The version of this package, as telemetry states it. Kept in step with package.json by a test. */
export const TRACING_OTEL_VERSION = "0.0.0";
