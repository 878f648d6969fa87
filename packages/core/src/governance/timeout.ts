import { callError, targetOf } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { untilAborted } from "../context/until-aborted.ts";
import type { Middleware } from "../endpoint/endpoint.ts";
import type { StreamMiddleware } from "../endpoint/stream-endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { CallPhase, KitexError } from "../errors/kitex-error.ts";

/** Ends a call at its deadline. */
export const rpcTimeout: Middleware = (next) => (ctx, request) => {
  ctx.armDeadline(tooSlow);
  return next(ctx, request);
};

/** Ends a stream at its deadline. */
export const streamTimeout: StreamMiddleware = (next) => (ctx, requests) => {
  ctx.armDeadline(tooSlow);
  return next(ctx, requests);
};

/** Lets the caller hear of an abort at once, even where a middleware below ignores it. */
export const promptAbort: Middleware = (next) => (ctx, request) => untilAborted(ctx, next(ctx, request));

/** The error of a call whose time is up; says what it was waiting for. */
export function tooSlow(ctx: RpcContext, cause?: unknown): KitexError {
  const { deadlineMs, rpcInfo } = ctx;
  // Its own limit, or what the call in whose handler it is made had left.
  const allowedMs = deadlineMs === undefined ? undefined : deadlineMs - rpcInfo.stats.startMs;
  const afterMs = Math.round(cause === undefined && allowedMs !== undefined ? allowedMs : ctx.elapsedMs);
  const text = `timed out after ${afterMs} ms ${waitingFor(ctx.phase, targetOf(ctx))}`;
  return callError(ctx, ErrorCode.RpcTimeout, text, { cause });
}

function waitingFor(phase: CallPhase, target: string): string {
  switch (phase) {
    case "resolve":
      return `while looking for an instance of "${target}"`;
    case "connect":
      return `while connecting to ${target}`;
    case "encode":
    case "write":
      return `while sending the request to ${target}`;
    case "response":
    case "decode":
      return `while waiting for the response from ${target}`;
    case "handler":
      return "in its handler";
  }
}
