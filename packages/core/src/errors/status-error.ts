import { ErrorCode } from "./codes.ts";
import { KitexError } from "./kitex-error.ts";
import type { Status, StatusDetail } from "./rpc-status.ts";

/** What a status may say beyond code and message. */
export interface StatusErrorOptions {
  readonly details?: readonly StatusDetail[];
  readonly cause?: unknown;
}

/**
 * The error with which a handler chooses its call's gRPC status. The caller gets a `KitexError` with that `status`; the
 * message travels as Kitex sends it, with ` [biz error]` behind it.
 *
 * Throws a `RangeError` when `code` is 0, which says that the call worked, or no whole number of 32 bits.
 */
export function statusError(
  code: Status,
  message: string,
  { details = [], cause }: StatusErrorOptions = {},
): KitexError {
  if ((code | 0) !== code || code <= 0) {
    throw new RangeError(`the status of a failure must be a whole number from 1 to 2,147,483,647, got ${code}`);
  }
  return new KitexError(ErrorCode.Remote, message, { cause, status: { code, message, details } });
}
