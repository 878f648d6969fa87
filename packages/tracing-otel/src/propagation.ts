import type { RpcContext } from "@kitex-ts/core/extension";
import { type Context, ROOT_CONTEXT, type TextMapGetter, type TextMapPropagator } from "@opentelemetry/api";

/**
 * What a caller says of its process, beside the trace: transient values under the names that obs-opentelemetry for Go
 * writes and reads.
 */
export const CallerKey = {
  Service: "service.name",
  Namespace: "service.namespace",
  Environment: "deployment.environment",
} as const;

/** Writes the trace and baggage of `context` into what leaves with the call, under the propagator's own names. */
export function inject(propagator: TextMapPropagator<RpcContext>, context: Context, ctx: RpcContext): void {
  propagator.inject(context, ctx, transientSetter);
}

/** The trace and baggage that came with a call, in a context that holds nothing else. */
export function extract(propagator: TextMapPropagator<RpcContext>, ctx: RpcContext): Context {
  // The context that is active here is the one in which the server began to listen: none of the call's.
  if (ctx.metaIfAny === undefined) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, ctx, transientGetter);
}

/** The transient value that came with the call under `key`, also in the form it has after a hop over HTTP. */
export function received(ctx: RpcContext, key: string): string | undefined {
  const transient = ctx.metaIfAny?.transient;
  return transient?.get(key) ?? transient?.get(cgiName(key));
}

/** Makes metadata only when a propagator has something to write. */
const transientSetter = {
  set: (ctx: RpcContext, key: string, value: string): void => ctx.meta.transient.set(key, value),
};

const transientGetter: TextMapGetter<RpcContext> = {
  keys: (ctx) => Array.from(ctx.metaIfAny?.transient ?? [], ([key]) => key),
  get: received,
};

/** Kitex turns `traceparent` into `TRACEPARENT`, and `x-b3-traceid` into `X_B3_TRACEID`, when it comes over HTTP/2. */
function cgiName(key: string): string {
  return key.toUpperCase().replaceAll("-", "_");
}
