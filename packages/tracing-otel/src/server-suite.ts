import type { Middleware, ServerSuite } from "@kitex-ts/core/extension";
import { context } from "@opentelemetry/api";
import { CallMetrics } from "./metrics.ts";
import { type OtelOptions, resolveOtelOptions } from "./options.ts";
import { SpanTracer } from "./span-tracer.ts";

/**
 * Observes the calls that a server answers: a span of kind SERVER for each, a child of the caller's, which is active in
 * the handler and in the middlewares behind this suite; metrics; and the caller's baggage.
 *
 * A request that cannot be decoded, or that a middleware refuses, has a span like any other. Throws `InvalidOption`.
 * Several servers may share one suite.
 */
export function otelServerSuite(options: OtelOptions = {}): ServerSuite {
  const resolved = resolveOtelOptions(options);
  const metrics = new CallMetrics("server", resolved);
  const tracer = new SpanTracer("server", resolved, metrics);
  return { name: "otel", options: { tracers: [tracer], middlewares: [inSpan(tracer)], monitors: [metrics] } };
}

/** Makes the call's span the active one for everything that runs for it from here on. */
function inSpan(tracer: SpanTracer): Middleware {
  return (next) => (ctx, request) => {
    const around = tracer.contextOf(ctx);
    return around === undefined ? next(ctx, request) : context.with(around, () => next(ctx, request));
  };
}
