import { TRACING_OTEL_VERSION } from "./version.ts";

/** What spans and metrics say they come from (OpenTelemetry's instrumentation scope). */
export const scope: { readonly name: string; readonly version: string } = {
  name: "@kitex-ts/tracing-otel",
  version: TRACING_OTEL_VERSION,
};
