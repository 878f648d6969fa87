import { ExceptionId } from "../errors/application-exception.ts";
import { isBizStatusError } from "../errors/biz-status-error.ts";
import { isKitexError } from "../errors/kitex-error.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { Outcome } from "../remote/trans/outcome.ts";
import { messageOf } from "../util/printable.ts";

/** What a caller is told of a text that it is not to see. */
const HIDDEN = "internal error";

/** What to tell the caller about an error that a handler or a middleware threw. Stacks never leave. */
export function outcomeOfError(error: unknown, method: MethodInfo, exposeErrors: boolean): Outcome {
  if (isBizStatusError(error)) return { kind: "status", error };
  if (method.result.declares(error)) return { kind: "declared", error };
  const text = exposeErrors ? messageOf(error) : HIDDEN;
  // One with a target came from a call that the handler made: its id says something about that callee, not about us.
  if (isKitexError(error) && error.typeId !== undefined && error.target === undefined) {
    return { kind: "exception", exception: { typeId: error.typeId, message: text }, error };
  }
  // The text that Kitex puts before what a handler returned.
  return { kind: "exception", exception: { typeId: ExceptionId.InternalError, message: `biz error: ${text}` }, error };
}

/** Whether an application chose this failure for its caller, with `statusError`; that is no defect of the server. */
export function isChosenStatus(error: unknown): boolean {
  return isKitexError(error) && error.status !== undefined && error.target === undefined;
}
