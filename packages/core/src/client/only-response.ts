import { callError, targetOf } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { IncomingMessages } from "./incoming-messages.ts";

/** The response of a method that gives exactly one; waits until it is certain that there is no other. */
export async function onlyResponse<Response>(
  ctx: RpcContext,
  responses: IncomingMessages<Response>,
): Promise<Response> {
  const first = await responses.next();
  if (first.done === true) {
    throw callError(ctx, ErrorCode.MissingResult, `got no response from ${targetOf(ctx)}`);
  }
  const second = await responses.next();
  if (second.done === true) return first.value;
  const error = callError(ctx, ErrorCode.Protocol, `got a second response from ${targetOf(ctx)}, where one was due`);
  ctx.abort(error);
  throw error;
}
