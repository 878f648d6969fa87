import { callError, targetOf } from "../../context/call-error.ts";
import { isReservedName } from "../../context/reserved-name.ts";
import type { RpcContext } from "../../context/rpc-context.ts";
import { closesConnection, codeOfException } from "../../errors/application-exception.ts";
import { ErrorCode } from "../../errors/codes.ts";
import type { PayloadCodec } from "../../payload/payload-codec.ts";
import { messageOf, printable } from "../../util/printable.ts";
import { type IncomingMessage, readMessageHead } from "../codec/incoming-message.ts";
import type { RecentHeaders } from "../codec/ttheader.ts";
import { readBizStatus } from "../transmeta/biz-status.ts";
import { StrKey } from "../transmeta/keys.ts";
import type { WireLimits } from "../wire-limits.ts";

/** What a reply says, and what it means for the connection it came on. */
export interface Reply {
  /** Whether the peer will close the connection, so that it takes no further call. */
  readonly closing: "no" | "unless-shared" | "yes";
  readonly outcome:
    | { readonly kind: "value"; readonly value: unknown }
    | { readonly kind: "failure"; readonly error: unknown }
    /** The bytes are not a reply to this call. */
    | { readonly kind: "violation"; readonly error: unknown };
}

/** What reading the replies of one connection needs. */
export interface ReplyReading {
  readonly codecs: readonly PayloadCodec[];
  readonly limits: WireLimits;
  readonly recentHeaders?: RecentHeaders;
}

/** Reads the reply to a call from a whole frame; `sentName` is what the request named its method. Never throws. */
export function readReply(
  ctx: RpcContext,
  seqId: number,
  frame: Buffer,
  { codecs, limits, recentHeaders }: ReplyReading,
  sentName: string = ctx.rpcInfo.invocation.method,
): Reply {
  ctx.phase = "decode";
  ctx.rpcInfo.stats.receivedBytes = frame.length;
  let message: IncomingMessage;
  try {
    message = readMessageHead(frame, codecs, limits, recentHeaders);
  } catch (cause) {
    return violation(ctx, `got bytes that are no reply from ${targetOf(ctx)}: ${messageOf(cause)}`, cause);
  }
  const headers = message.header?.strings;
  const closing = headers?.has(StrKey.ConnectionReset) === true ? "yes" : "no";
  const { envelope } = message;
  if (envelope.kind === "exception") return readException(ctx, message, closing);
  if (envelope.kind !== "reply") {
    return violation(ctx, `got a message of kind "${envelope.kind}" instead of a reply from ${targetOf(ctx)}`);
  }
  if (envelope.seqId !== seqId) {
    const text = `got the reply to another call from ${targetOf(ctx)}: sequence id ${envelope.seqId} instead of ${seqId}`;
    return violation(ctx, text);
  }
  // A multiplexed request is answered under the method's own name by Apache's processors, under its own by others.
  if (envelope.method !== ctx.rpcInfo.invocation.method && envelope.method !== sentName) {
    return violation(ctx, `got the reply of method "${printable(envelope.method)}" from ${targetOf(ctx)}`);
  }
  if (headers !== undefined) keepBackward(ctx, headers);
  return { closing, outcome: readOutcome(ctx, message, limits) };
}

function readException(ctx: RpcContext, message: IncomingMessage, announced: "no" | "yes"): Reply {
  if (message.header !== undefined) keepBackward(ctx, message.header.strings);
  try {
    const { typeId, message: text } = message.codec.decodeException(message.body);
    const error = callError(ctx, codeOfException(typeId), `failed on ${targetOf(ctx)}: ${printable(text)}`, {
      typeId,
      phase: "handler",
    });
    const closing = announced === "no" && closesConnection(typeId) ? "unless-shared" : announced;
    return { closing, outcome: { kind: "failure", error } };
  } catch (cause) {
    return violation(ctx, `got an exception that cannot be read from ${targetOf(ctx)}: ${messageOf(cause)}`, cause);
  }
}

function readOutcome(ctx: RpcContext, { header, codec, body }: IncomingMessage, limits: WireLimits): Reply["outcome"] {
  const method = ctx.rpcInfo.invocation.methodInfo;
  try {
    const status = header === undefined ? undefined : readBizStatus(header.strings);
    if (status !== undefined) return { kind: "failure", error: status };
  } catch (cause) {
    const text = `got a business status that cannot be read from ${targetOf(ctx)}: ${messageOf(cause)}`;
    return { kind: "failure", error: callError(ctx, ErrorCode.Protocol, text, { cause }) };
  }
  try {
    const result = codec.decodeReply(body, method, limits);
    if (result?.ok === true) return { kind: "value", value: result.value };
    if (result !== undefined) return { kind: "failure", error: result.error };
    const text = `got a reply without a result, a declared exception or a business status from ${targetOf(ctx)}`;
    return { kind: "failure", error: callError(ctx, ErrorCode.MissingResult, text) };
  } catch (cause) {
    const text = `got a response that does not fit its type from ${targetOf(ctx)}: ${messageOf(cause)}`;
    return { kind: "failure", error: callError(ctx, ErrorCode.Decode, text, { cause }) };
  }
}

function keepBackward(ctx: RpcContext, headers: ReadonlyMap<string, string>): void {
  for (const [key, value] of headers) if (!isReservedName(key)) ctx.meta.backward.set(key, value);
}

function violation(ctx: RpcContext, text: string, cause?: unknown): Reply {
  return {
    closing: "unless-shared",
    outcome: { kind: "violation", error: callError(ctx, ErrorCode.Protocol, text, { cause }) },
  };
}
