import type { HeaderList, StreamReset } from "@kitex-ts/netpoll-http2";
import type { CallMetadata } from "../../../context/call-metadata.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { KitexError } from "../../../errors/kitex-error.ts";
import { printable } from "../../../util/printable.ts";
import { readGrpcMeta } from "../../transmeta/grpc-meta.ts";
import type { Outcome } from "../outcome.ts";
import type { ServerWire } from "../server-trans-handler.ts";
import type { AnswerHost } from "./answer.ts";
import type { IncomingGrpcCall } from "./incoming-request.ts";
import type { BodyReading } from "./message-body.ts";
import { statusOfReset, textOfReset } from "./status-names.ts";
import { localStatus } from "./trailers.ts";

/** The connection that a call came on. */
export interface CallHost extends AnswerHost {
  readonly wire: ServerWire;
  /** What a request that is one message may take to come; infinite for ever. */
  readonly requestTimeoutMs: number;
  /** How requests are read. */
  readonly reading: BodyReading;
  /** The caller's address. */
  readonly remote: string;
  /** A handler runs. */
  handlerBegan(): void;
  handlerEnded(): void;
}

/** Makes the context of a call that came `elapsedMs` ago. */
export function beginCall(
  { wire, remote }: CallHost,
  call: IncomingGrpcCall,
  headers: HeaderList,
  metadata: CallMetadata,
  { elapsedMs, receivedBytes }: { readonly elapsedMs: number; readonly receivedBytes: number },
): RpcContext {
  const { served, callerService, callerMethod, timeoutMs } = call;
  return wire.dispatch.begin({
    served,
    callerService,
    callerMethod,
    callerAddress: remote,
    timeoutMs: timeoutMs === undefined ? undefined : Math.max(0, timeoutMs - elapsedMs),
    meta: call.carriesMeta ? readGrpcMeta(headers.fields) : undefined,
    metadata,
    receivedBytes,
  });
}

/** Why nobody waits for an answer any more. */
export function callerLeft({ by, code, message }: StreamReset): KitexError {
  const text = by === "peer" ? textOfReset(code) : message;
  return new KitexError(ErrorCode.Canceled, `the caller gave this call up: ${printable(text)}`, {
    phase: "handler",
    status: localStatus(statusOfReset(code), text),
  });
}

/** What a call failed with; `undefined` only for a value, whatever was thrown. */
export function failureOf(outcome: Outcome): unknown {
  if (outcome.kind === "value") return undefined;
  return outcome.error ?? new Error(`the handler threw ${String(outcome.error)}`);
}
