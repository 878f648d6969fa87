import type { RpcContext } from "../context/rpc-context.ts";
import type { Middleware } from "../endpoint/endpoint.ts";
import type { Logger } from "../logging/logger.ts";
import type { CallOutcome, Tracer } from "./tracer.ts";

/**
 * Starts the tracers before a call and finishes them, in reverse, when it has settled.
 *
 * A tracer that throws is logged and never harms the call. Without tracers this costs nothing.
 */
export function traced(tracers: readonly Tracer[], logger: Logger): Middleware | undefined {
  if (tracers.length === 0) return undefined;
  const backwards = tracers.toReversed();
  const guarded = (what: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      logger.error({ error }, `a tracer threw in ${what}`);
    }
  };
  const finish = (ctx: RpcContext, outcome: CallOutcome): void => {
    const { stats } = ctx.rpcInfo;
    stats.finishMs = stats.startMs + ctx.elapsedMs;
    for (const tracer of backwards) guarded("finish", () => tracer.finish(ctx, outcome));
  };
  return (next) => async (ctx, request) => {
    for (const tracer of tracers) guarded("start", () => tracer.start(ctx));
    try {
      const response = await next(ctx, request);
      finish(ctx, { error: undefined });
      return response;
    } catch (error) {
      finish(ctx, { error });
      throw error;
    }
  };
}
