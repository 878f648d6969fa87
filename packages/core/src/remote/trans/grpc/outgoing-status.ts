import { ErrorCode } from "../../../errors/codes.ts";
import { isKitexError, type KitexError } from "../../../errors/kitex-error.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import type { Outcome } from "../outcome.ts";
import { localStatus } from "./trailers.ts";

/** What Kitex puts behind the text of an error that a handler returned. */
const FROM_HANDLER = " [biz error]";

/** What callers are told of an error; hides what they are not to see. */
export type Describe = (error: unknown) => string;

/**
 * The status that a caller is told, as Kitex chooses it: 13 for any error, the handler's own status or exception id
 * where it chose one, and without `[biz error]` where the framework refused. A status that a handler chose is for the
 * caller, so its text is never hidden.
 */
export function statusOfOutcome(outcome: Outcome, describe: Describe): RpcStatus {
  switch (outcome.kind) {
    case "value":
    case "declared":
      return worked;
    case "status":
      return localStatus(Status.Internal, outcome.error.message);
    case "exception":
      return statusOfError(outcome.error, describe);
  }
}

/** The status of a call that was aborted while its handler ran. */
export function statusOfAbort(reason: Error, describe: Describe): RpcStatus {
  const late = isKitexError(reason, ErrorCode.RpcTimeout);
  return localStatus(late ? Status.DeadlineExceeded : Status.Cancelled, describe(reason));
}

const worked: RpcStatus = localStatus(Status.Ok, "");

function statusOfError(error: unknown, describe: Describe): RpcStatus {
  // One with a target came from a call that the handler made: what it says is about that callee, not about us.
  const own = isKitexError(error) && error.target === undefined ? error : undefined;
  if (own === undefined) return localStatus(Status.Internal, describe(error) + FROM_HANDLER);
  if (own.status !== undefined) return { ...own.status, message: own.status.message + FROM_HANDLER };
  if (own.typeId !== undefined && own.typeId > 0) return localStatus(own.typeId, describe(own) + FROM_HANDLER);
  return refusalOf(own, describe);
}

function refusalOf(error: KitexError, describe: Describe): RpcStatus {
  switch (error.code) {
    case ErrorCode.OverLimit:
      return localStatus(Status.ResourceExhausted, describe(error));
    case ErrorCode.RpcTimeout:
    case ErrorCode.Canceled:
      return statusOfAbort(error, describe);
    default:
      return localStatus(Status.Internal, describe(error) + FROM_HANDLER);
  }
}
