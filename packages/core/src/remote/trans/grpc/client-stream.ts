import type { Address } from "@kitex-ts/netpoll";
import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import { Http2ErrorCode, type Http2Stream } from "@kitex-ts/netpoll-http2";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { isKitexError } from "../../../errors/kitex-error.ts";
import { type Ready, ReadyMessages } from "../../../stream/ready-messages.ts";
import type { ClientSession } from "./client-session.ts";
import {
  type ClientWire,
  compressorOf,
  congested,
  tooManyResponses,
  unconnected,
  unreadable,
  unsent,
  withoutResult,
} from "./client-wire.ts";
import { type MessageOwner, MessageReader } from "./message-reader.ts";
import { RequestSender } from "./request-sender.ts";
import { Response, type ResponseOwner } from "./response.ts";
import type { WaitingCall } from "./session-pool.ts";
import { resetOfAbort } from "./status-names.ts";

type Result = IteratorResult<unknown, undefined>;

/**
 * One stream, as the iterator of its responses. It begins when the first of them is asked for.
 *
 * Responses that nobody asks for keep their place in the window, so a reader that stops makes its peer stop.
 */
export class ClientStream extends ReadyMessages<undefined> implements WaitingCall, ResponseOwner, MessageOwner {
  readonly ctx: RpcContext;
  readonly #address: Address;
  readonly #wire: ClientWire;
  readonly #requests: AsyncIterable<unknown>;
  readonly #responses: MessageReader;
  #sender: RequestSender | undefined;
  #session: ClientSession | undefined;
  #stream: Http2Stream | undefined;
  #response: Response | undefined;
  #gaveOnly = false;
  #retried = false;
  /** Nothing more is sent or received; responses that came before may still be read. */
  #over = false;

  constructor(ctx: RpcContext, address: Address, wire: ClientWire, requests: AsyncIterable<unknown>) {
    super();
    this.ctx = ctx;
    this.#address = address;
    this.#wire = wire;
    this.#requests = requests;
    this.#responses = new MessageReader(this, wire.reading);
  }

  override takeReady(): Ready<undefined> {
    return this.#manyResponses ? this.#responses.takeReady() : undefined;
  }

  override next(): Promise<Result> {
    if (this.#sender === undefined && !this.#over) this.#begin();
    return this.#manyResponses ? this.#responses.next() : this.#onlyResponse();
  }

  override return(): Promise<Result> {
    return this.#responses.return();
  }

  get stream(): Http2Stream | undefined {
    return this.#stream;
  }

  get encoding(): string | undefined {
    return this.#response?.encoding;
  }

  start(session: ClientSession): void {
    if (this.#over) return;
    const { ctx } = this;
    if (session.pendingWriteBytes > this.#wire.maxPendingWriteBytes) {
      this.#fail(congested(ctx, session.pendingWriteBytes), undefined);
      return;
    }
    ctx.phase = "response";
    this.#session = session;
    const response = new Response(ctx, session.memory, this);
    this.#response = response;
    try {
      this.#stream = session.begin(this.#wire.headers.make(ctx, compressorOf(this.#wire, ctx)), response);
    } catch (cause) {
      this.#fail(unsent(ctx, cause), undefined);
      return;
    }
    if (this.#manyResponses) this.#stream.welcome();
    void this.#sender?.attach(this.#stream);
  }

  noConnection(cause: unknown): void {
    this.#fail(unconnected(this.ctx, this.#wire, cause), undefined);
  }

  onBegun(): void {
    this.#sender?.commit();
  }

  onBytes(bytes: Buffer): void {
    this.#responses.push(bytes);
  }

  onWritable(): void {
    this.#sender?.resume();
  }

  onDone(): void {
    this.#leave(undefined);
    this.#responses.end();
  }

  onFailed(error: Error, reset: Http2ErrorCode | undefined): void {
    this.#fail(error, reset);
  }

  onUnprocessed(error: Error): void {
    if (this.#retried || this.#sender?.repeatable !== true) {
      this.#fail(error, undefined);
      return;
    }
    this.#retried = true;
    this.#sender.detach();
    this.#stream = undefined;
    this.#session?.over();
    this.#session = undefined;
    this.#wire.run(this.#address, this);
  }

  decode(body: ByteReader): unknown {
    const { ctx } = this;
    const result = ctx.rpcInfo.invocation.methodInfo.result.read(body, this.#wire.limits.maxDepth);
    if (result === undefined) throw withoutResult(ctx);
    if (!result.ok) throw result.error;
    ctx.countMessage("received");
    return result.value;
  }

  refuse(error: unknown): unknown {
    this.#leave(Http2ErrorCode.Cancel);
    const known = isKitexError(error) || this.ctx.rpcInfo.invocation.methodInfo.result.declares(error);
    return known ? error : unreadable(this.ctx, error);
  }

  leave(): void {
    this.#leave(Http2ErrorCode.Cancel);
  }

  get #manyResponses(): boolean {
    return this.ctx.rpcInfo.invocation.methodInfo.streaming !== "client";
  }

  #begin(): void {
    const { ctx } = this;
    this.#sender = new RequestSender(ctx, this.#wire, this.#requests, (error) =>
      this.#fail(error, Http2ErrorCode.Cancel),
    );
    // Never taken back: the listener ends with the stream's context, and a stream that is over ignores it.
    ctx.onAbort((reason) => this.#abort(reason));
    if (!this.#over) this.#wire.run(this.#address, this);
  }

  /** The response of a method that gives one: only the callee's status behind it says that the call worked. */
  async #onlyResponse(): Promise<Result> {
    if (this.#gaveOnly) return { done: true, value: undefined };
    this.#gaveOnly = true;
    const first = await this.#responses.next();
    if (first.done === true) throw withoutResult(this.ctx);
    const second = await this.#responses.next();
    if (second.done === true) return first;
    await this.return();
    throw tooManyResponses(this.ctx);
  }

  /** What is here already is for nobody: who reads learns of it at once. */
  #abort(reason: Error): void {
    if (this.#over) return;
    this.#leave(resetOfAbort(reason));
    this.#responses.abort(reason);
  }

  #fail(error: unknown, reset: Http2ErrorCode | undefined): void {
    if (this.#over) return;
    this.#leave(reset);
    this.#responses.fail(error);
  }

  /** Leaves the connection: ends the stream with `reset` where the peer does not know that it is over. */
  #leave(reset: Http2ErrorCode | undefined): void {
    if (this.#over) return;
    this.#over = true;
    const sending = this.#sender?.ended !== true;
    this.#sender?.stop();
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    this.#response?.abandon();
    if (reset !== undefined) stream.reset(reset);
    // As Kitex does: the callee has answered, and wants no further request.
    else if (sending || stream.pendingBytes > 0) stream.reset(Http2ErrorCode.NoError);
    this.#session?.over();
  }
}
