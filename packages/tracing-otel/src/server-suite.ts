import type { Middleware, ServerSuite, StreamMiddleware } from "@kitex-ts/core/extension";
import { type Context, context } from "@opentelemetry/api";
import { spanTracers } from "./message-events.ts";
import { CallMetrics } from "./metrics.ts";
import { type OtelOptions, resolveOtelOptions } from "./options.ts";
import { SpanTracer } from "./span-tracer.ts";

/**
 * Observes the calls and streams that a server answers: a span of kind SERVER for each, a child of the caller's, which is active in
 * the handler and in the middlewares behind this suite; metrics; and the caller's baggage.
 *
 * A request that cannot be decoded, or that a middleware refuses, has a span like any other. Throws `InvalidOption`.
 * Several servers may share one suite.
 */
export function otelServerSuite(options: OtelOptions = {}): ServerSuite {
  const resolved = resolveOtelOptions(options);
  const metrics = new CallMetrics("server", resolved);
  const tracer = new SpanTracer("server", resolved, metrics);
  return {
    name: "otel",
    options: {
      tracers: spanTracers(tracer, resolved),
      middlewares: [inSpan(tracer)],
      stream: { middlewares: [streamInSpan(tracer)] },
      monitors: [metrics],
    },
  };
}

/** Makes the call's span the active one for everything that runs for it from here on. */
function inSpan(tracer: SpanTracer): Middleware {
  return (next) => (ctx, request) => {
    const around = tracer.contextOf(ctx);
    return around === undefined ? next(ctx, request) : context.with(around, () => next(ctx, request));
  };
}

/** The same for a stream, whose handler runs in pieces: one for each response that is asked for. */
function streamInSpan(tracer: SpanTracer): StreamMiddleware {
  return (next) => (ctx, requests) => {
    const around = tracer.contextOf(ctx);
    if (around === undefined) return next(ctx, requests);
    const iterator = context.with(around, () => next(ctx, requests)[Symbol.asyncIterator]());
    return { [Symbol.asyncIterator]: () => new PiecesInSpan(around, iterator) };
  };
}

class PiecesInSpan implements AsyncIterator<unknown, unknown, undefined> {
  readonly #around: Context;
  readonly #iterator: AsyncIterator<unknown>;

  constructor(around: Context, iterator: AsyncIterator<unknown>) {
    this.#around = around;
    this.#iterator = iterator;
  }

  next(): Promise<IteratorResult<unknown, unknown>> {
    return context.with(this.#around, () => this.#iterator.next());
  }

  async return(): Promise<IteratorResult<unknown, unknown>> {
    await context.with(this.#around, () => this.#iterator.return?.());
    return { done: true, value: undefined };
  }
}
