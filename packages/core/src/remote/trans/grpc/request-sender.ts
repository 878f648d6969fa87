import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { Http2Stream } from "@kitex-ts/netpoll-http2";
import { callError } from "../../../context/call-error.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { Status } from "../../../errors/rpc-status.ts";
import { messageOf } from "../../../util/printable.ts";
import { type ClientWire, compressorOf, unsent } from "./client-wire.ts";
import { MessagePump, type MessageSink } from "./message-pump.ts";
import { compressedMessage, sendPlain } from "./outgoing-messages.ts";
import { localStatus } from "./trailers.ts";

/** So many requests are kept until the callee begins to answer: with them a stream that nobody did anything with begins again. */
const MOST_KEPT = 1;

/**
 * Sends the requests of one stream as its peer makes room: on one connection, or once more on another.
 *
 * The source is asked for nothing before there is a connection.
 */
export class RequestSender implements MessageSink {
  readonly #ctx: RpcContext;
  readonly #wire: ClientWire;
  readonly #pump: MessagePump;
  readonly #onFailed: (error: Error) => void;
  /** Where requests go; `undefined` while there is no connection. */
  #stream: Http2Stream | undefined;
  /** Requests that have to be sent again on another connection; `undefined` once the stream stays where it is. */
  #kept: unknown[] | undefined = [];
  #ended = false;

  /** `onFailed` is told, once, why the stream cannot go on: a request could not be sent, or its source threw. */
  constructor(ctx: RpcContext, wire: ClientWire, requests: AsyncIterable<unknown>, onFailed: (error: Error) => void) {
    this.#ctx = ctx;
    this.#wire = wire;
    this.#onFailed = onFailed;
    this.#pump = new MessagePump(requests[Symbol.asyncIterator](), this);
    this.#pump.run().then(
      () => this.#end(),
      (error: unknown) => onFailed(sourceThrew(ctx, error)),
    );
  }

  get writable(): boolean {
    return this.#stream?.writable ?? false;
  }

  /** Whether every request was given to the stream, and its end. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether all that was sent can be sent again. */
  get repeatable(): boolean {
    return this.#kept !== undefined;
  }

  /** Sends what was sent before, and goes on. */
  async attach(stream: Http2Stream): Promise<void> {
    for (const request of this.#kept ?? []) await this.#write(stream, request);
    this.#stream = stream;
    if (this.#ended) stream.sendEnd();
    else this.#pump.resume();
  }

  /** The connection is gone. */
  detach(): void {
    this.#stream = undefined;
  }

  /** The callee answers: nothing is sent again. */
  commit(): void {
    this.#kept = undefined;
  }

  /** There may be room again. */
  resume(): void {
    this.#pump.resume();
  }

  /** Sends no more. */
  stop(): void {
    this.#stream = undefined;
    this.#kept = undefined;
    this.#pump.stop();
  }

  send(request: unknown): Promise<void> | undefined {
    this.#ctx.countMessage("sent");
    if (this.#kept !== undefined && this.#stream !== undefined && this.#kept.length >= MOST_KEPT)
      this.#kept = undefined;
    this.#kept?.push(request);
    return this.#stream === undefined ? undefined : this.#write(this.#stream, request);
  }

  #write(stream: Http2Stream, request: unknown): Promise<void> | undefined {
    const { limits, options } = this.#wire;
    const { args } = this.#ctx.rpcInfo.invocation.methodInfo;
    const write = (out: ByteWriter): void => args.write(request, out, limits.maxDepth);
    if (compressorOf(this.#wire, this.#ctx) === "gzip") return this.#writeCompressed(stream, write);
    try {
      this.#ctx.rpcInfo.stats.sentBytes += sendPlain(stream, write, false, options.maxSendMessageBytes);
    } catch (cause) {
      this.#onFailed(unsent(this.#ctx, cause));
    }
    return undefined;
  }

  async #writeCompressed(stream: Http2Stream, write: (out: ByteWriter) => void): Promise<void> {
    try {
      const message = await compressedMessage(write, this.#wire.options.maxSendMessageBytes);
      this.#ctx.rpcInfo.stats.sentBytes += message.length;
      stream.sendData((out) => out.writeBytes(message), false);
    } catch (cause) {
      this.#onFailed(unsent(this.#ctx, cause));
    }
  }

  #end(): void {
    this.#ended = true;
    this.#stream?.sendEnd();
  }
}

function sourceThrew(ctx: RpcContext, cause: unknown): Error {
  const text = messageOf(cause);
  const status = localStatus(Status.Cancelled, text);
  return callError(ctx, ErrorCode.Canceled, `was canceled, because its requests ended with an error: ${text}`, {
    cause,
    status,
  });
}
