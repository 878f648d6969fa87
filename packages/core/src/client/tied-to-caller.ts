import { callError } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import { isKitexError, type KitexError } from "../errors/kitex-error.ts";
import { tooSlow } from "../governance/timeout.ts";
import { messageOf } from "../util/printable.ts";

/**
 * Lets a call end when its caller gives it up: by the signal, or because the call in whose handler it is made ends.
 *
 * Returns what unties it; a signal may live far longer than its calls.
 */
export function tieToCaller(
  ctx: RpcContext,
  signal: AbortSignal | undefined,
  serving: RpcContext | undefined,
): () => void {
  if (signal === undefined && serving === undefined) return nothing;
  const onSignal = signal && (() => ctx.abort(gaveUp(ctx, signal.reason)));
  const forgetServing = serving?.onAbort((reason) => ctx.abort(gaveUp(ctx, reason)));
  if (signal?.aborted === true) onSignal?.();
  else if (onSignal !== undefined) signal?.addEventListener("abort", onSignal, { once: true });
  // Only a call inside a handler can begin with its time used up.
  if (serving !== undefined && (ctx.timeLeftMs ?? 1) <= 0) ctx.abort(noTimeLeft(ctx));
  return () => {
    if (onSignal !== undefined) signal?.removeEventListener("abort", onSignal);
    forgetServing?.();
  };
}

const nothing = (): void => {};

/** The end of a call whose caller does not wait for it any more. */
function gaveUp(ctx: RpcContext, reason: unknown): KitexError {
  const late =
    isKitexError(reason, ErrorCode.RpcTimeout) || (reason instanceof Error && reason.name === "TimeoutError");
  if (late) return tooSlow(ctx, reason);
  return callError(ctx, ErrorCode.Canceled, `was canceled: ${messageOf(reason)}`, { cause: reason });
}

function noTimeLeft(ctx: RpcContext): KitexError {
  return callError(ctx, ErrorCode.RpcTimeout, "was not sent: the call in whose handler it is made has no time left");
}
