import { callError, targetOf } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import type { Middleware } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { CallPhase, KitexError } from "../errors/kitex-error.ts";
import type { Clock } from "../util/clock.ts";

/**
 * Ends a call at its deadline, and as soon as it is aborted for any other reason.
 *
 * The caller hears of it at once, even when a middleware below ignores the abort.
 */
export function rpcTimeout(clock: Clock): Middleware {
  return (next) => (ctx, request) =>
    new Promise((resolve, reject) => {
      const { timeLeftMs } = ctx;
      const timer = timeLeftMs === undefined ? undefined : clock.setTimer(() => ctx.abort(tooSlow(ctx)), timeLeftMs);
      const forget = ctx.onAbort((reason) => {
        timer?.cancel();
        reject(reason);
      });
      const stop = (): void => {
        timer?.cancel();
        forget();
      };
      const failed = (error: unknown): void => {
        stop();
        reject(error);
      };
      try {
        next(ctx, request).then((response) => {
          stop();
          resolve(response);
        }, failed);
      } catch (error) {
        failed(error); // a middleware below that threw before it returned a promise
      }
    });
}

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
