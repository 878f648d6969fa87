import { callError, targetOf } from "../../../context/call-error.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import type { KitexError } from "../../../errors/kitex-error.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import { printable } from "../../../util/printable.ts";

/** The error of a call that ended with `status`. `code` says what happened where the status alone does not. */
export function statusFailure(ctx: RpcContext, status: RpcStatus, code: ErrorCode = codeOf(ctx, status)): KitexError {
  const text = `failed on ${targetOf(ctx)} with status ${status.code}: ${printable(status.message)}`;
  return callError(ctx, code, text, { status });
}

function codeOf({ timeLeftMs }: RpcContext, { code }: RpcStatus): ErrorCode {
  // A callee's timer may fire a moment before ours. grpc-go's servers then say 4 or cancel, Kitex's say 13.
  if (timeLeftMs !== undefined && timeLeftMs <= 0) return ErrorCode.RpcTimeout;
  switch (code) {
    case Status.Cancelled:
      return ErrorCode.Canceled;
    case Status.ResourceExhausted:
      return ErrorCode.OverLimit;
    case Status.Unimplemented:
      return ErrorCode.UnknownMethod;
    default:
      // Also 4: before our own deadline it is that of a call which the callee made.
      return ErrorCode.Remote;
  }
}
