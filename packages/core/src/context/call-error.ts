import type { ErrorCode } from "../errors/codes.ts";
import { type CallPhase, KitexError } from "../errors/kitex-error.ts";
import type { RpcStatus } from "../errors/rpc-status.ts";
import type { RpcContext } from "./rpc-context.ts";

/** What a `callError` may say beyond its text. */
export interface CallErrorDetails {
  readonly cause?: unknown;
  readonly typeId?: number;
  readonly phase?: CallPhase;
  readonly status?: RpcStatus;
}

/** A failure of this call: `Service/method` and `text`, with the phase it had reached, its target and its age. */
export function callError(ctx: RpcContext, code: ErrorCode, text: string, details: CallErrorDetails = {}): KitexError {
  const { service, method } = ctx.rpcInfo.invocation;
  return new KitexError(code, `${service}/${method} ${text}`, {
    cause: details.cause,
    phase: details.phase ?? ctx.phase,
    target: targetOf(ctx),
    elapsedMs: Math.round(ctx.elapsedMs),
    typeId: details.typeId,
    status: details.status,
  });
}

/** Whom the call is for, as errors name it: the chosen address, else the destination. */
export function targetOf(ctx: RpcContext): string {
  const { to } = ctx.rpcInfo;
  return to.instance?.address ?? to.service;
}
