import { callError } from "../context/call-error.ts";
import type { CallMetadata, MetadataListener } from "../context/call-metadata.ts";
import type { Metadata } from "../context/metadata.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { ReceiveTimeout } from "../governance/receive-timeout.ts";
import { end } from "../stream/end.ts";
import { leaveQuietly } from "../stream/leave-quietly.ts";
import { ReadyMessages } from "../stream/ready-messages.ts";
import type { ResponseStream } from "../stream/stream.ts";
import { messageOf } from "../util/printable.ts";
import { MetadataArrival } from "./metadata-arrival.ts";

/** What the responses of a stream are made of. */
export interface IncomingMessagesInit {
  readonly ctx: RpcContext;
  readonly receiveTimeout: ReceiveTimeout;
  /** Begins the stream. */
  readonly begin: () => AsyncIterator<unknown>;
  /** Runs once, when the stream has ended in whatever way. */
  readonly onEnd: () => void;
  readonly onHeader: MetadataListener | undefined;
  readonly onTrailer: MetadataListener | undefined;
}

type Answer<Response> = IteratorResult<Response, undefined>;

/**
 * The responses of a stream of a client. It begins when this is made: the first message is asked for at once.
 *
 * ```text
 *   open ──the last message, a failure──► ended
 *     └────abort: cancel, break, deadline, …──► ended, and the next `next()` rejects with the reason
 * ```
 *
 * A failure is told once, to the `next()` that meets it; then there is nothing more. Nobody needs to be there to hear it.
 */
export class IncomingMessages<Response> implements ResponseStream<Response> {
  readonly #ctx: RpcContext;
  readonly #iterator: AsyncIterator<unknown>;
  /** The same, where it is one of messages that may be here. */
  readonly #ready: ReadyMessages<unknown> | undefined;
  readonly #receiveTimeout: ReceiveTimeout;
  readonly #onEnd: () => void;
  readonly #header = new MetadataArrival();
  readonly #trailer = new MetadataArrival();
  #forgetAbort: () => void = () => {};
  #ended = false;
  /** The first answer, until somebody takes it. */
  #first: Promise<Answer<Response>> | undefined;
  /** The answer that is awaited: one at a time. */
  #asked: Promise<Answer<Response>> | undefined;
  /** What the stream was aborted with while nobody awaited an answer. */
  #untold: { readonly reason: unknown } | undefined;
  readonly #onResult = (result: IteratorResult<unknown, unknown>): Answer<Response> => {
    this.#answered();
    if (this.#ended) return this.#abortedMeanwhile(result);
    if (result.done === true) {
      this.#finish(undefined);
      return end;
    }
    return messageOfMethod<Response>(result);
  };
  readonly #onError = (error: unknown): never => {
    this.#answered();
    this.#finish({ error });
    throw error;
  };

  constructor({ ctx, receiveTimeout, begin, onEnd, onHeader, onTrailer }: IncomingMessagesInit) {
    this.#ctx = ctx;
    this.#receiveTimeout = receiveTimeout;
    this.#onEnd = onEnd;
    this.#listen(ctx.metadata, onHeader, onTrailer);
    this.#iterator = begin();
    this.#ready = this.#iterator instanceof ReadyMessages ? this.#iterator : undefined;
    this.#first = this.#ask(this.#iterator.next());
    this.#first.catch(() => {}); // it may be that nobody reads it
    this.#forgetAbort = ctx.onAbort((reason) => this.#aborted(reason));
  }

  get header(): Promise<Metadata> {
    return this.#header.promise;
  }

  get trailer(): Promise<Metadata> {
    return this.#trailer.promise;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Answer<Response>> {
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      if (this.#asked !== undefined) this.#receiveTimeout.start();
      return first;
    }
    if (this.#asked !== undefined) return this.#afterAsked(this.#asked);
    if (this.#untold !== undefined) {
      const { reason } = this.#untold;
      this.#untold = undefined;
      return Promise.reject(reason);
    }
    if (this.#ended) return Promise.resolve(end);
    try {
      const ready = this.#ready?.takeReady();
      if (ready !== undefined && !(ready instanceof Promise)) return Promise.resolve(this.#onResult(ready));
      this.#receiveTimeout.start();
      return this.#ask(ready ?? this.#iterator.next());
    } catch (error) {
      return this.#ask(Promise.reject(error));
    }
  }

  return(): Promise<Answer<Response>> {
    if (!this.#ended) this.#abort("its reader left");
    this.#first = undefined;
    this.#untold = undefined;
    return Promise.resolve(end);
  }

  cancel(reason?: unknown): void {
    if (!this.#ended) this.#abort(reason === undefined ? "cancel() was called" : messageOf(reason), reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Waits for an answer of the iterator's. */
  #ask(answer: Promise<IteratorResult<unknown, unknown>>): Promise<Answer<Response>> {
    const asked = answer.then(this.#onResult, this.#onError);
    this.#asked = asked;
    return asked;
  }

  /** A reader that asks twice at a time gets its answers one after the other. */
  async #afterAsked(asked: Promise<Answer<Response>>): Promise<Answer<Response>> {
    await asked.catch(() => {});
    return this.next();
  }

  #answered(): void {
    this.#asked = undefined;
    this.#receiveTimeout.stop();
  }

  #abort(why: string, cause?: unknown): void {
    this.#ctx.abort(callError(this.#ctx, ErrorCode.Canceled, `was canceled: ${why}`, { cause }));
  }

  #aborted(reason: Error): void {
    if (this.#ended) return;
    if (this.#asked === undefined) this.#untold = { reason };
    this.#finish({ error: reason });
    leaveQuietly(this.#iterator);
  }

  /** A message that crossed the abort is still given; the end of the messages is the abort. */
  #abortedMeanwhile(result: IteratorResult<unknown, unknown>): Answer<Response> {
    const reason = this.#ctx.abortReason;
    if (result.done === true) throw reason;
    this.#untold = { reason };
    return messageOfMethod<Response>(result);
  }

  #finish(failure: { readonly error: unknown } | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forgetAbort();
    for (const metadata of [this.#header, this.#trailer]) {
      if (failure === undefined) metadata.ended();
      else metadata.failed(failure.error);
    }
    this.#onEnd();
  }

  #listen(
    metadata: CallMetadata,
    onHeader: MetadataListener | undefined,
    onTrailer: MetadataListener | undefined,
  ): void {
    metadata.listen(
      (header) => {
        this.#header.came(header);
        onHeader?.(header);
      },
      (trailer) => {
        this.#trailer.came(trailer);
        onTrailer?.(trailer);
      },
    );
  }
}

/** What the method's codec decoded is what its IDL says: taken on trust, as the response of a call is. */
function messageOfMethod<Response>(result: IteratorYieldResult<unknown>): IteratorYieldResult<Response> {
  return result as IteratorYieldResult<Response>;
}
