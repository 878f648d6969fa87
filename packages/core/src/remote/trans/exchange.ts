import { ConnectionError, ConnectionErrorCode, type Waiter } from "@kitex-ts/netpoll";
import { callError, targetOf } from "../../context/call-error.ts";
import type { RpcContext } from "../../context/rpc-context.ts";
import { ErrorCode } from "../../errors/codes.ts";
import { messageOf } from "../../util/printable.ts";

/** The connection that a call is on. */
export interface ExchangeOwner {
  /** Reads the reply and settles the call. */
  reply(exchange: Exchange, frame: Buffer): void;
  /** Nobody waits for the reply any more. */
  abandon(exchange: Exchange, reason: Error): void;
  /** A call has settled. */
  settled(): void;
}

/** One call on a connection, until its reply, its loss or its end. */
export class Exchange implements Waiter {
  readonly ctx: RpcContext;
  readonly seqId: number;
  /** Bytes that had come in when the request was written: no more at a timeout means a dead peer. */
  readonly bytesBefore: number;
  readonly resolve: (response: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly #owner: ExchangeOwner;
  #over = false;

  constructor(
    owner: ExchangeOwner,
    ctx: RpcContext,
    seqId: number,
    bytesBefore: number,
    resolve: (response: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#owner = owner;
    this.ctx = ctx;
    this.seqId = seqId;
    this.bytesBefore = bytesBefore;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** Listens for the end of the caller's patience. */
  watch(): void {
    // Never taken back: the listener ends with the call's context, and an exchange that is over ignores it.
    this.ctx.onAbort((reason) => {
      if (this.#over) return;
      this.#over = true;
      this.#owner.abandon(this, reason);
      this.reject(reason);
    });
  }

  onReply(frame: Buffer): void {
    this.#over = true;
    this.#owner.reply(this, frame);
  }

  onLost(cause: ConnectionError): void {
    this.#over = true;
    this.reject(lostCall(this.ctx, cause));
    this.#owner.settled();
  }
}

/** The error of a call whose connection was lost after its request was written. */
export function lostCall(ctx: RpcContext, cause: unknown): Error {
  const violation = cause instanceof ConnectionError && violationCodes.has(cause.code);
  if (violation) {
    const why = messageOf(cause.cause ?? cause);
    return callError(ctx, ErrorCode.Protocol, `got bytes that are no reply from ${targetOf(ctx)}: ${why}`, { cause });
  }
  const why = cause instanceof ConnectionError ? cause.code : messageOf(cause);
  const text = `lost its connection to ${targetOf(ctx)} after the request was written (${why})`;
  return callError(ctx, ErrorCode.ConnectionClosed, text, { cause });
}

const violationCodes = new Set<string>([ConnectionErrorCode.BadFrame, ConnectionErrorCode.FrameTooLarge]);
