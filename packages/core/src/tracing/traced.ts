import type { MessageListener, RpcContext } from "../context/rpc-context.ts";
import type { Middleware } from "../endpoint/endpoint.ts";
import type { Logger } from "../logging/logger.ts";
import type { CallOutcome, Tracer } from "./tracer.ts";

/** Several tracers as one that never throws: they start in order and finish in reverse. */
export function allTracers(tracers: readonly Tracer[], logger: Logger): Tracer {
  const backwards = tracers.toReversed();
  const counting = tracers.filter(({ message }) => message !== undefined);
  const message: MessageListener = (ctx, direction) => {
    for (const tracer of counting) guarded("message", () => tracer.message?.(ctx, direction));
  };
  const guarded = (what: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      logger.error({ error }, `a tracer threw in ${what}`);
    }
  };
  return {
    start: (ctx) => {
      for (const tracer of tracers) guarded("start", () => tracer.start(ctx));
      if (counting.length > 0) ctx.watchMessages(message);
    },
    finish: (ctx: RpcContext, outcome: CallOutcome) => {
      const { stats } = ctx.rpcInfo;
      stats.finishMs = stats.startMs + ctx.elapsedMs;
      for (const tracer of backwards) guarded("finish", () => tracer.finish(ctx, outcome));
    },
  };
}

/**
 * Starts the tracers before a call of a client and finishes them when it has settled.
 *
 * A tracer that throws is logged and never harms the call. Without tracers this costs nothing. (A server starts its
 * tracers before it decodes a request, and finishes them when the reply is encoded.)
 */
export function traced(tracers: readonly Tracer[], logger: Logger): Middleware | undefined {
  if (tracers.length === 0) return undefined;
  const all = allTracers(tracers, logger);
  return (next) => async (ctx, request) => {
    all.start(ctx);
    try {
      const response = await next(ctx, request);
      all.finish(ctx, { error: undefined });
      return response;
    } catch (error) {
      all.finish(ctx, { error });
      throw error;
    }
  };
}
