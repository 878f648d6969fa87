import type { Logger, Middleware } from "@kitex-ts/core";

/** Logs every call that takes longer than `thresholdMs`, with how it ended. */
export function logSlowCalls(thresholdMs: number, logger: Logger): Middleware {
  return (next) => async (ctx, request) => {
    try {
      return await next(ctx, request);
    } finally {
      const { service, method } = ctx.rpcInfo.invocation;
      const elapsedMs = Math.round(ctx.elapsedMs);
      if (elapsedMs >= thresholdMs) logger.warn({ elapsedMs, phase: ctx.phase }, `${service}/${method} was slow`);
    }
  };
}
