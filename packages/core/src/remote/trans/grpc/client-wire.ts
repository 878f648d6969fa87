import type { Address } from "@kitex-ts/netpoll";
import { callError, targetOf } from "../../../context/call-error.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import type { KitexError } from "../../../errors/kitex-error.ts";
import { Status } from "../../../errors/rpc-status.ts";
import { messageOf } from "../../../util/printable.ts";
import type { WireLimits } from "../../wire-limits.ts";
import { whyNoConnection } from "../why-no-connection.ts";
import { BadMessageError, statusOfBadMessage } from "./bad-message.ts";
import type { ResolvedGrpcOptions } from "./client-options.ts";
import { type Compressor, isCompressor } from "./compressor.ts";
import type { BodyReading } from "./message-body.ts";
import { SendLimitError } from "./outgoing-messages.ts";
import type { RequestHeaders } from "./request-headers.ts";
import type { WaitingCall } from "./session-pool.ts";
import { localStatus } from "./trailers.ts";

/** What the calls of one client have in common. */
export interface ClientWire {
  /** Begins a call on a connection to `address`, now or as soon as there is one with room. */
  readonly run: (address: Address, call: WaitingCall) => void;
  readonly headers: RequestHeaders;
  readonly options: ResolvedGrpcOptions;
  readonly limits: WireLimits;
  /** How responses are read. */
  readonly reading: BodyReading;
  /** Bytes that may wait for a slow peer; further calls are refused. */
  readonly maxPendingWriteBytes: number;
  /** Aborts when the client closes. */
  readonly closing: AbortSignal;
}

/** How the requests of a call are compressed. */
export function compressorOf({ options }: ClientWire, ctx: RpcContext): Compressor {
  const { compressor } = ctx.rpcInfo.config;
  return compressor !== undefined && isCompressor(compressor) ? compressor : options.compressor;
}

/** The error of a call for which no connection could be made. */
export function unconnected(ctx: RpcContext, { closing }: ClientWire, cause: unknown): KitexError {
  const status = localStatus(Status.Unavailable, messageOf(cause));
  ctx.phase = "connect";
  if (closing.aborted) {
    return callError(ctx, ErrorCode.ClientClosed, "was made on a client that is closed", { cause, status });
  }
  const text = `could not connect to ${targetOf(ctx)}: ${whyNoConnection(cause)}`;
  return callError(ctx, ErrorCode.Connect, text, { cause, status });
}

/** The error of a request that was not sent, because of what its codec threw, or its size. */
export function unsent(ctx: RpcContext, cause: unknown): KitexError {
  const tooLong = cause instanceof SendLimitError;
  const text = messageOf(cause);
  return callError(ctx, tooLong ? ErrorCode.OverLimit : ErrorCode.Encode, `was not sent: ${text}`, {
    cause,
    status: localStatus(tooLong ? Status.ResourceExhausted : Status.Internal, text),
  });
}

/** The error of a request that was not sent, because so many bytes already wait for its peer. */
export function congested(ctx: RpcContext, pendingBytes: number): KitexError {
  const text = `was not sent: ${pendingBytes} bytes already wait for ${targetOf(ctx)} to read them`;
  return callError(ctx, ErrorCode.OverLimit, text, { status: localStatus(Status.ResourceExhausted, text) });
}

/** The error of a call whose response cannot be read: the message itself, or what its codec threw. */
export function unreadable(ctx: RpcContext, cause: unknown): KitexError {
  const status = statusOfBadMessage(cause);
  if (!(cause instanceof BadMessageError)) {
    const text = `got a response that does not fit its type from ${targetOf(ctx)}: ${messageOf(cause)}`;
    return callError(ctx, ErrorCode.Decode, text, { cause, status });
  }
  const code = cause.kind === "too-large" ? ErrorCode.OverLimit : ErrorCode.Protocol;
  return callError(ctx, code, `got a response that cannot be read from ${targetOf(ctx)}: ${cause.message}`, {
    cause,
    status,
  });
}

/** The error of a call that the callee says worked, and gave nothing for. */
export function withoutResult(ctx: RpcContext): KitexError {
  const text = `got no response from ${targetOf(ctx)}, which says that the call worked`;
  return callError(ctx, ErrorCode.MissingResult, text, { status: localStatus(Status.Internal, text) });
}

/** The error of a call that one response was due for and more came. */
export function tooManyResponses(ctx: RpcContext): KitexError {
  const text = `got more than one response from ${targetOf(ctx)}`;
  return callError(ctx, ErrorCode.Protocol, text, { status: localStatus(Status.Internal, text) });
}
