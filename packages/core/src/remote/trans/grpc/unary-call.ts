import type { Address } from "@kitex-ts/netpoll";
import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { Http2ErrorCode, type Http2Stream } from "@kitex-ts/netpoll-http2";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { cutOff } from "./bad-message.ts";
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
import { bodyOf } from "./message-body.ts";
import { isOneMessage, MessageSplitter } from "./message-splitter.ts";
import { sendPlain } from "./outgoing-messages.ts";
import { Response, type ResponseOwner } from "./response.ts";
import type { WaitingCall } from "./session-pool.ts";
import { resetOfAbort } from "./status-names.ts";

/** How a unary call ends. */
export interface UnaryOutcome {
  resolve(response: unknown): void;
  reject(error: unknown): void;
}

/** One call with one request and one response, from the connection it begins on to its outcome. */
export class UnaryCall implements WaitingCall, ResponseOwner {
  readonly ctx: RpcContext;
  readonly #address: Address;
  readonly #wire: ClientWire;
  readonly #request: unknown;
  /** The request as it travels, where it is compressed. */
  readonly #compressed: Buffer | undefined;
  readonly #outcome: UnaryOutcome;
  #session: ClientSession | undefined;
  #stream: Http2Stream | undefined;
  #response: Response | undefined;
  #splitter: MessageSplitter | undefined;
  #message: Buffer | undefined;
  #retried = false;
  #over = false;

  constructor(
    ctx: RpcContext,
    address: Address,
    wire: ClientWire,
    request: unknown,
    compressed: Buffer | undefined,
    outcome: UnaryOutcome,
  ) {
    this.ctx = ctx;
    this.#address = address;
    this.#wire = wire;
    this.#request = request;
    this.#compressed = compressed;
    this.#outcome = outcome;
    // Never taken back: the listener ends with the call's context, and a call that is over ignores it.
    ctx.onAbort((reason) => this.#fail(reason, resetOfAbort(reason)));
  }

  start(session: ClientSession): void {
    const { ctx } = this;
    if (this.#over) return;
    if (session.pendingWriteBytes > this.#wire.maxPendingWriteBytes) {
      this.#fail(congested(ctx, session.pendingWriteBytes), undefined);
      return;
    }
    ctx.phase = "encode";
    const response = new Response(ctx, session.memory, this);
    this.#response = response;
    this.#session = session;
    try {
      const stream = session.begin(this.#wire.headers.make(ctx, compressorOf(this.#wire, ctx)), response);
      this.#stream = stream;
      ctx.rpcInfo.stats.sentBytes = this.#send(stream);
    } catch (cause) {
      this.#fail(unsent(ctx, cause), Http2ErrorCode.Cancel);
      return;
    }
    ctx.phase = "response";
  }

  noConnection(cause: unknown): void {
    this.#fail(unconnected(this.ctx, this.#wire, cause), undefined);
  }

  onBegun(): void {}

  onWritable(): void {}

  onBytes(bytes: Buffer): void {
    // Its length is limited, and somebody waits for it: the peer need not stop.
    this.#stream?.consumed(bytes.length);
    try {
      if (this.#splitter === undefined && this.#message === undefined) {
        if (isOneMessage(bytes, this.#wire.reading.maxBytes)) {
          this.#message = bytes;
          return;
        }
      }
      this.#assemble(bytes);
    } catch (error) {
      this.#fail(unreadable(this.ctx, error), Http2ErrorCode.Cancel);
    }
  }

  onDone(): void {
    const { ctx } = this;
    ctx.phase = "decode";
    this.#leave(undefined);
    if (this.#over) return;
    const message = this.#message;
    const left = this.#splitter?.pendingBytes ?? 0;
    if (left > 0) {
      this.#fail(unreadable(ctx, cutOff(left)), undefined);
      return;
    }
    if (ctx.rpcInfo.invocation.methodInfo.oneway) {
      this.#settle(undefined);
      return;
    }
    if (message === undefined) {
      this.#fail(withoutResult(ctx), undefined);
      return;
    }
    const body = bodyOf(message, this.#response?.encoding, this.#wire.reading);
    if (!(body instanceof Promise)) this.#read(body);
    else {
      body.then(
        (inflated) => this.#read(inflated),
        (error: unknown) => this.#fail(unreadable(ctx, error), undefined),
      );
    }
  }

  onFailed(error: Error, reset: Http2ErrorCode | undefined): void {
    this.#fail(error, reset);
  }

  onUnprocessed(error: Error): void {
    if (this.#over || this.#retried) {
      this.#fail(error, undefined);
      return;
    }
    this.#retried = true;
    this.#leave(undefined);
    this.#message = undefined;
    this.#splitter = undefined;
    this.#wire.run(this.#address, this);
  }

  #send(stream: Http2Stream): number {
    const { limits, options } = this.#wire;
    const compressed = this.#compressed;
    if (compressed !== undefined) {
      stream.sendData((out) => out.writeBytes(compressed), true);
      return compressed.length;
    }
    const { args } = this.ctx.rpcInfo.invocation.methodInfo;
    const write = (out: ByteWriter): void => args.write(this.#request, out, limits.maxDepth);
    return sendPlain(stream, write, true, options.maxSendMessageBytes);
  }

  #assemble(bytes: Buffer): void {
    const splitter = this.#splitter ?? new MessageSplitter(this.#wire.reading.maxBytes);
    this.#splitter = splitter;
    splitter.push(bytes);
    for (let message = splitter.next(); message !== undefined; message = splitter.next()) {
      if (this.#message !== undefined) {
        this.#fail(tooManyResponses(this.ctx), Http2ErrorCode.Cancel);
        return;
      }
      this.#message = message;
    }
    if (splitter.missingBytes > 0) this.#stream?.expect(splitter.missingBytes);
  }

  #read(body: ByteReader): void {
    if (this.#over) return;
    const { ctx } = this;
    try {
      const result = ctx.rpcInfo.invocation.methodInfo.result.read(body, this.#wire.limits.maxDepth);
      if (result === undefined) this.#fail(withoutResult(ctx), undefined);
      else if (!result.ok) this.#fail(result.error, undefined);
      else this.#settle(result.value);
    } catch (error) {
      this.#fail(unreadable(ctx, error), undefined);
    }
  }

  #settle(value: unknown): void {
    this.#over = true;
    this.#outcome.resolve(value);
  }

  #fail(error: unknown, reset: Http2ErrorCode | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#leave(reset);
    this.#outcome.reject(error);
  }

  /** Leaves the connection: ends the stream with `reset` where the peer does not know that it is over. */
  #leave(reset: Http2ErrorCode | undefined): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    this.#response?.abandon();
    if (reset !== undefined) stream.reset(reset);
    // An answer that came before the request has left: the rest of it is for nobody.
    else if (stream.pendingBytes > 0) stream.reset(Http2ErrorCode.NoError);
    this.#session?.over();
  }
}
