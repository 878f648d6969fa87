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
  switch (code) {
    case Status.Cancelled:
      return ErrorCode.Canceled;
    case Status.DeadlineExceeded:
      // A callee whose own calls took too long says the same.
      return timeLeftMs !== undefined && timeLeftMs <= 0 ? ErrorCode.RpcTimeout : ErrorCode.Remote;
    case Status.ResourceExhausted:
      return ErrorCode.OverLimit;
    case Status.Unimplemented:
      return ErrorCode.UnknownMethod;
    default:
      return ErrorCode.Remote;
  }
}
