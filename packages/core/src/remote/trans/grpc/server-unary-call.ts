import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { HeaderList, Http2Stream, StreamEvents, StreamReset } from "@kitex-ts/netpoll-http2";
import { CallMetadata, type MetadataCarrier } from "../../../context/call-metadata.ts";
import type { Metadata } from "../../../context/metadata.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import type { Result } from "../../../payload/result.ts";
import type { Timer } from "../../../util/timer.ts";
import type { ServedCall } from "../../method-lookup.ts";
import type { Outcome } from "../outcome.ts";
import { Answer } from "./answer.ts";
import { cutOff, statusOfBadMessage } from "./bad-message.ts";
import { beginCall, type CallHost, callerLeft, failureOf } from "./call-host.ts";
import type { IncomingGrpcCall } from "./incoming-request.ts";
import { bodyOf } from "./message-body.ts";
import { isOneMessage, MessageSplitter } from "./message-splitter.ts";
import { readMetadata } from "./metadata-headers.ts";
import { SendLimitError } from "./outgoing-messages.ts";
import { statusOfAbort, statusOfOutcome } from "./outgoing-status.ts";
import { localStatus } from "./trailers.ts";

/**
 * A call with one request and one response, on the server.
 *
 * Its handler runs as soon as the request is here. As in Kitex nobody waits for the end of the stream, and what comes
 * behind the request is dropped.
 */
export class ServerUnaryCall implements StreamEvents, MetadataCarrier {
  readonly #host: CallHost;
  readonly #stream: Http2Stream;
  readonly #headers: HeaderList;
  readonly #call: IncomingGrpcCall;
  readonly #served: ServedCall;
  readonly #begunMs: number;
  #requestTimer: Timer | undefined;
  #splitter: MessageSplitter | undefined;
  #ctx: RpcContext | undefined;
  #answer: Answer | undefined;
  #gotRequest = false;
  #requestEnded = false;
  /** Whether it is one of the calls that run for somebody. */
  #counts = false;
  /** Nothing more is said to the caller. */
  #over = false;

  constructor(host: CallHost, stream: Http2Stream, headers: HeaderList, call: IncomingGrpcCall, served: ServedCall) {
    this.#host = host;
    this.#stream = stream;
    this.#headers = headers;
    this.#call = call;
    this.#served = served;
    this.#begunMs = host.wire.clock.now();
    this.#awaitRequest();
  }

  onHeaders(): void {
    this.#endRequest();
  }

  onData(bytes: Buffer, endStream: boolean): void {
    // Its length is limited, and the call waits for it: the caller need not stop.
    this.#stream.consumed(bytes.length);
    if (endStream) this.#requestEnded = true;
    if (!this.#gotRequest && !this.#over) this.#receive(bytes);
    if (endStream) this.#endRequest();
  }

  onReset(reset: StreamReset): void {
    this.#over = true;
    this.#requestTimer?.cancel();
    this.#uncount();
    this.#ctx?.abort(callerLeft(reset));
  }

  readMetadata(): Metadata {
    return readMetadata(this.#headers.fields);
  }

  sendHeader(): void {
    this.#answer?.sendHead();
  }

  /** The caller sends no more: there is a request, or there will be none. */
  #endRequest(): void {
    this.#requestEnded = true;
    this.#answer?.requestEnded();
    if (this.#gotRequest || this.#over) return;
    const left = this.#splitter?.pendingBytes ?? 0;
    this.#refuse(left > 0 ? statusOfBadMessage(cutOff(left)) : localStatus(Status.Internal, "no request came"));
  }

  #receive(bytes: Buffer): void {
    try {
      const message = this.#requestIn(bytes);
      if (message !== undefined) this.#accept(message);
    } catch (error) {
      this.#refuse(statusOfBadMessage(error));
    }
  }

  #requestIn(bytes: Buffer): Buffer | undefined {
    const { maxBytes } = this.#host.reading;
    if (this.#splitter === undefined && isOneMessage(bytes, maxBytes)) return bytes;
    this.#splitter ??= new MessageSplitter(maxBytes);
    this.#splitter.push(bytes);
    const message = this.#splitter.next();
    const { missingBytes } = this.#splitter;
    if (missingBytes > 0) this.#stream.expect(missingBytes);
    return message;
  }

  #accept(message: Buffer): void {
    this.#gotRequest = true;
    this.#requestTimer?.cancel();
    const body = bodyOf(message, this.#call.encoding, this.#host.reading);
    if (!(body instanceof Promise)) this.#run(body, message.length);
    else {
      body.then(
        (inflated) => this.#run(inflated, message.length),
        (error: unknown) => this.#refuse(statusOfBadMessage(error)),
      );
    }
  }

  #run(body: ByteReader, receivedBytes: number): void {
    if (this.#over) return;
    const { wire } = this.#host;
    const metadata = new CallMetadata(undefined, this);
    const answer = this.#makeAnswer(metadata);
    this.#answer = answer;
    const elapsedMs = wire.clock.now() - this.#begunMs;
    const ctx = beginCall(this.#host, this.#call, this.#headers, metadata, { elapsedMs, receivedBytes });
    this.#ctx = ctx;
    let request: unknown;
    try {
      request = this.#served.info.args.read(body, wire.limits.maxDepth);
    } catch (error) {
      this.#refuse(statusOfBadMessage(error, wire.dispatch.describe(error)));
      wire.dispatch.finish(ctx, error);
      return;
    }
    // The caller of a oneway method waits until its request is here, and no longer.
    if (this.#served.info.oneway) this.#end(worked);
    if (this.#call.timeoutMs !== undefined) ctx.onAbort((reason) => this.#abort(reason));
    this.#counts = true;
    this.#host.handlerBegan();
    wire.dispatch.run(ctx, this.#served, request, (outcome) => this.#done(ctx, answer, outcome));
  }

  #done(ctx: RpcContext, answer: Answer, outcome: Outcome): void {
    const { dispatch } = this.#host.wire;
    this.#uncount();
    const error = failureOf(outcome);
    if (this.#over) dispatch.finish(ctx, error);
    else if (outcome.kind === "value") this.#reply(ctx, answer, { ok: true, value: outcome.value }, undefined);
    else if (outcome.kind === "declared") this.#reply(ctx, answer, { ok: false, error: outcome.error }, error);
    else {
      const status = statusOfOutcome(outcome, (thrown) => dispatch.describe(thrown));
      this.#end(status, outcome);
      dispatch.finish(ctx, error);
    }
  }

  /** The handler has ended, or nobody waits for it any more. */
  #uncount(): void {
    if (!this.#counts) return;
    this.#counts = false;
    this.#host.handlerEnded();
  }

  /** Sends a result, and ends the call with `error`. */
  #reply(ctx: RpcContext, answer: Answer, result: Result<unknown, unknown>, error: unknown): void {
    const { wire } = this.#host;
    const write = (out: ByteWriter): void => this.#served.info.result.write(result, out, wire.limits.maxDepth);
    try {
      const sent = answer.send(write);
      if (typeof sent === "number") this.#replied(ctx, sent, error);
      else {
        sent.then(
          (bytes) => this.#replied(ctx, bytes, error),
          (cause: unknown) => this.#unsendable(ctx, cause),
        );
      }
    } catch (cause) {
      this.#unsendable(ctx, cause);
    }
  }

  #replied(ctx: RpcContext, sentBytes: number, error: unknown): void {
    ctx.rpcInfo.stats.sentBytes = sentBytes;
    this.#end(worked);
    this.#host.wire.dispatch.finish(ctx, error);
  }

  #unsendable(ctx: RpcContext, error: unknown): void {
    const { dispatch, logger } = this.#host.wire;
    const { service, name } = this.#served.info;
    logger.error({ error }, `the reply of ${service}/${name} cannot be written`);
    const code = error instanceof SendLimitError ? Status.ResourceExhausted : Status.Internal;
    this.#end(localStatus(code, dispatch.describe(error)));
    dispatch.finish(ctx, error);
  }

  /** The time of a call is up while its handler runs. (A caller that left hears nothing more.) */
  #abort(reason: Error): void {
    this.#uncount();
    this.#end(statusOfAbort(reason, (error) => this.#host.wire.dispatch.describe(error)));
  }

  /** A request that takes for ever, or longer than its call may, is not waited for. */
  #awaitRequest(): void {
    const { wire, requestTimeoutMs } = this.#host;
    const ms = Math.min(requestTimeoutMs, this.#call.timeoutMs ?? requestTimeoutMs);
    if (ms === Number.POSITIVE_INFINITY) return;
    this.#requestTimer = wire.clock.setTimer(() => {
      this.#refuse(localStatus(Status.DeadlineExceeded, `the request was not complete after ${Math.ceil(ms)} ms`));
    }, ms);
  }

  #refuse(status: RpcStatus): void {
    this.#requestTimer?.cancel();
    this.#end(status);
  }

  #end(status: RpcStatus, outcome?: Outcome): void {
    if (this.#over) return;
    this.#over = true;
    const answer = this.#answer ?? this.#makeAnswer(undefined);
    answer.end(status, outcome?.kind === "status" ? outcome.error : undefined);
  }

  #makeAnswer(metadata: CallMetadata | undefined): Answer {
    const answer = new Answer(this.#host, this.#stream, this.#call, metadata);
    if (this.#requestEnded) answer.requestEnded();
    return answer;
  }
}

const worked: RpcStatus = localStatus(Status.Ok, "");
