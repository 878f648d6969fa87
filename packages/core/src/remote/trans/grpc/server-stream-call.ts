import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { HeaderList, Http2Stream, StreamEvents, StreamReset } from "@kitex-ts/netpoll-http2";
import { CallMetadata, type MetadataCarrier } from "../../../context/call-metadata.ts";
import type { Metadata } from "../../../context/metadata.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { KitexError } from "../../../errors/kitex-error.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import type { ServedStream } from "../../method-lookup.ts";
import { Answer } from "./answer.ts";
import { BadMessageError, statusOfBadMessage } from "./bad-message.ts";
import { beginCall, type CallHost, callerLeft } from "./call-host.ts";
import type { IncomingGrpcCall } from "./incoming-request.ts";
import { MessagePump, type MessageSink } from "./message-pump.ts";
import { type MessageOwner, MessageReader } from "./message-reader.ts";
import { readMetadata } from "./metadata-headers.ts";
import { SendLimitError } from "./outgoing-messages.ts";
import { statusOfAbort, statusOfOutcome } from "./outgoing-status.ts";
import { localStatus } from "./trailers.ts";

/**
 * A call that streams its requests, its responses or both, on the server. Its handler runs from the headers on, asks for
 * requests as it likes, and is asked for responses as the caller makes room.
 */
export class ServerStreamCall implements StreamEvents, MessageOwner, MessageSink, MetadataCarrier {
  readonly stream: Http2Stream;
  readonly encoding: string | undefined;
  readonly #host: CallHost;
  readonly #headers: HeaderList;
  readonly #served: ServedStream;
  readonly #ctx: RpcContext;
  readonly #answer: Answer;
  readonly #requests: MessageReader;
  readonly #pump: MessagePump;
  /** What the caller is told in place of what the handler makes of it: a request could not be read, or a response not be sent. */
  #fault: RpcStatus | undefined;
  /** Nothing more is said to the caller. */
  #over = false;

  constructor(
    host: CallHost,
    stream: Http2Stream,
    headers: HeaderList,
    call: IncomingGrpcCall,
    served: ServedStream,
    requestEnded: boolean,
  ) {
    this.#host = host;
    this.stream = stream;
    this.encoding = call.encoding;
    this.#served = served;
    this.#headers = headers;
    const metadata = new CallMetadata(undefined, this);
    this.#answer = new Answer(host, stream, call, metadata);
    this.#ctx = beginCall(host, call, headers, metadata, { elapsedMs: 0, receivedBytes: 0 });
    this.#requests = new MessageReader(this, host.reading);
    if (requestEnded) this.#endRequests();
    else if (served.info.streaming !== "server") stream.welcome();
    const responses = host.wire.dispatch.stream(this.#ctx, served, this.#requests);
    this.#pump = new MessagePump(responses[Symbol.asyncIterator](), this);
    host.handlerBegan();
    this.#ctx.onAbort((reason) => this.#abort(reason));
    this.#pump.run().then(
      () => this.#done(),
      (error: unknown) => this.#failed(error),
    );
  }

  get writable(): boolean {
    return this.#answer.writable;
  }

  onHeaders(): void {
    this.#endRequests();
  }

  onData(bytes: Buffer, endStream: boolean): void {
    this.#ctx.rpcInfo.stats.receivedBytes += bytes.length;
    this.#requests.push(bytes);
    if (endStream) this.#endRequests();
  }

  onReset(reset: StreamReset): void {
    if (this.#over) return;
    this.#over = true;
    const error = callerLeft(reset);
    this.#ctx.abort(error);
    this.#leave(error);
  }

  readMetadata(): Metadata {
    return readMetadata(this.#headers.fields);
  }

  sendHeader(): void {
    this.#answer.sendHead();
  }

  onWritable(): void {
    this.#pump.resume();
  }

  send(response: unknown): Promise<void> | undefined {
    const { limits } = this.#host.wire;
    const write = (out: ByteWriter): void =>
      this.#served.info.result.write({ ok: true, value: response }, out, limits.maxDepth);
    let sent: number | Promise<number>;
    try {
      sent = this.#answer.send(write);
    } catch (error) {
      throw this.#unsendable(error);
    }
    if (typeof sent === "number") {
      this.#sent(sent);
      return undefined;
    }
    return sent.then(
      (bytes) => this.#sent(bytes),
      (error: unknown) => {
        throw this.#unsendable(error);
      },
    );
  }

  decode(body: ByteReader): unknown {
    const request = this.#served.info.args.read(body, this.#host.wire.limits.maxDepth);
    this.#ctx.countMessage("received");
    return request;
  }

  refuse(error: unknown): unknown {
    const bad = error instanceof BadMessageError;
    const text = bad ? error.message : this.#host.wire.dispatch.describe(error);
    this.#fault = statusOfBadMessage(error, text);
    const code =
      this.#fault.code === Status.ResourceExhausted ? ErrorCode.OverLimit : bad ? ErrorCode.Protocol : ErrorCode.Decode;
    const { service, name } = this.#served.info;
    return new KitexError(code, `${service}/${name} got a request that cannot be read: ${text}`, {
      phase: "decode",
      cause: error,
      status: this.#fault,
    });
  }

  /** The handler wants no further request: its responses go on, and what still comes has no room. */
  leave(): void {}

  #endRequests(): void {
    this.#answer.requestEnded();
    this.#requests.end();
  }

  #sent(bytes: number): void {
    this.#ctx.rpcInfo.stats.sentBytes += bytes;
    this.#ctx.countMessage("sent");
  }

  #unsendable(error: unknown): unknown {
    const { dispatch } = this.#host.wire;
    const code = error instanceof SendLimitError ? Status.ResourceExhausted : Status.Internal;
    this.#fault = localStatus(code, dispatch.describe(error));
    return error;
  }

  #done(): void {
    if (this.#over) return;
    this.#over = true;
    this.#answer.end(localStatus(Status.Ok, ""));
    this.#leave(undefined);
  }

  #failed(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    const { dispatch } = this.#host.wire;
    const outcome = dispatch.outcomeOf(error, this.#served);
    const status = this.#fault ?? statusOfOutcome(outcome, (thrown) => dispatch.describe(thrown));
    this.#answer.end(status, outcome.kind === "status" ? outcome.error : undefined);
    this.#leave(error);
  }

  /** The time of a call is up while its handler runs. */
  #abort(reason: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#answer.end(statusOfAbort(reason, (error) => this.#host.wire.dispatch.describe(error)));
    this.#leave(reason);
  }

  /** The call is over for the caller: so it is for the handler. */
  #leave(error: unknown): void {
    this.#pump.stop();
    if (!this.#requests.exhausted) this.#requests.abort(error ?? handlerReturned());
    this.#host.handlerEnded();
    this.#host.wire.dispatch.finish(this.#ctx, error);
  }
}

/** What a handler learns that still asks for requests when it has given its last response, in Kitex's words. */
function handlerReturned(): KitexError {
  return new KitexError(ErrorCode.Canceled, "canceled by business handler returning", { phase: "handler" });
}
