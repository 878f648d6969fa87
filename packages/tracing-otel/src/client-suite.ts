import type { ClientSuite } from "@kitex-ts/core/extension";
import { spanTracers } from "./message-events.ts";
import { CallMetrics } from "./metrics.ts";
import { type OtelOptions, resolveOtelOptions } from "./options.ts";
import { SpanTracer } from "./span-tracer.ts";

/**
 * Observes the calls and streams of a client: a span of kind CLIENT for each, a child of the active one; metrics; and
 * the trace and baggage carried to the callee.
 *
 * Throws `InvalidOption`. Several clients may share one suite.
 */
export function otelClientSuite(options: OtelOptions = {}): ClientSuite {
  const resolved = resolveOtelOptions(options);
  const metrics = new CallMetrics("client", resolved);
  return {
    name: "otel",
    options: { tracers: spanTracers(new SpanTracer("client", resolved, metrics), resolved), monitors: [metrics] },
  };
}
