import { callError } from "../context/call-error.ts";
import { currentContext } from "../context/current-context.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import type { InstanceSource } from "../discovery/resolve.ts";
import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import { ReceiveTimeout } from "../governance/receive-timeout.ts";
import type { StreamOptions } from "../service/stream-options.ts";
import { failing } from "../stream/failing.ts";
import { RequestQueue } from "../stream/request-queue.ts";
import type { DuplexStream, MessageSource, ResponseStream, UploadStream } from "../stream/stream.ts";
import type { CallContexts } from "./call-contexts.ts";
import type { Carriers } from "./carriers.ts";
import { IncomingMessages } from "./incoming-messages.ts";
import { invokeStream } from "./invoke-stream.ts";
import { onlyResponse } from "./only-response.ts";
import { OpenedDuplex, OpenedUpload } from "./opened-stream.ts";
import type { ResolvedClientOptions } from "./options.ts";
import { OutgoingMessages } from "./outgoing-messages.ts";
import { streamPipeline } from "./stream-pipeline.ts";
import { tieToCaller } from "./tied-to-caller.ts";

/** What becomes of a stream beside its messages. */
interface StreamLife {
  readonly receiveTimeout: ReceiveTimeout;
  /** Runs once the source of the requests is exhausted. */
  readonly onSent: () => void;
  /** Runs once, when the stream has ended. */
  readonly onEnd: () => void;
}

/** Begins the streams of one client, in each of their forms. Throws `InvalidOption` for what cannot be begun. */
export class StreamOpener {
  readonly #contexts: CallContexts;
  readonly #carriers: Carriers;
  readonly #options: ResolvedClientOptions;
  readonly #endpoint: StreamEndpoint;
  readonly #enter: (ctx: RpcContext) => () => void;

  /** `enter` counts a stream as in flight, and returns what takes that back. */
  constructor(
    contexts: CallContexts,
    carriers: Carriers,
    source: InstanceSource,
    options: ResolvedClientOptions,
    enter: (ctx: RpcContext) => () => void,
  ) {
    this.#contexts = contexts;
    this.#carriers = carriers;
    this.#options = options;
    this.#endpoint = streamPipeline(
      options,
      source,
      invokeStream(() => carriers.streams()),
    );
    this.#enter = enter;
  }

  /** Sends what `requests` gives, and gives the responses. */
  stream<Request, Response>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): ResponseStream<Response> {
    const ctx = this.#context(method, options);
    return this.#begin(ctx, requests, options, this.#life(ctx));
  }

  /** Sends what `requests` gives, and settles with the one response. */
  upload<Request, Response>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): Promise<Response> {
    const ctx = this.#context(method, options);
    const life = this.#life(ctx);
    // The callee answers what it was sent: who still sends waits for nobody.
    life.receiveTimeout.hold();
    const onSent = (): void => life.receiveTimeout.release();
    return onlyResponse(ctx, this.#begin(ctx, requests, options, { ...life, onSent }));
  }

  /** Begins a stream whose requests the caller sends, and gives the responses. */
  openDuplex<Request, Response>(method: string, options: StreamOptions | undefined): DuplexStream<Request, Response> {
    const ctx = this.#context(method, options);
    const requests = this.#queue<Request>(ctx);
    return new OpenedDuplex(requests, this.#begin<Response>(ctx, requests, options, this.#lifeOf(ctx, requests)));
  }

  /** Begins a stream whose requests the caller sends, and that one response answers. */
  openUpload<Request, Response>(method: string, options: StreamOptions | undefined): UploadStream<Request, Response> {
    const ctx = this.#context(method, options);
    const requests = this.#queue<Request>(ctx);
    return new OpenedUpload(ctx, requests, this.#begin<Response>(ctx, requests, options, this.#lifeOf(ctx, requests)));
  }

  #context(method: string, options: StreamOptions = {}): RpcContext {
    this.#carriers.streams(); // throws before anything has begun
    return this.#contexts.ofStream(method, options, this.#carriers.streamTransport, currentContext());
  }

  #queue<Request>(ctx: RpcContext): RequestQueue<Request> {
    return new RequestQueue((text) => callError(ctx, ErrorCode.StreamEnded, text));
  }

  #life(ctx: RpcContext): StreamLife {
    return { receiveTimeout: new ReceiveTimeout(ctx, this.#options.clock), onSent: () => {}, onEnd: () => {} };
  }

  /** The life of a stream whose requests the caller sends: at its end he can send no more. */
  #lifeOf(ctx: RpcContext, requests: Pick<RequestQueue<unknown>, "stop">): StreamLife {
    return { ...this.#life(ctx), onEnd: () => requests.stop(ctx.abortReason) };
  }

  #begin<Response>(
    ctx: RpcContext,
    source: MessageSource<unknown>,
    { signal, onHeader, onTrailer }: StreamOptions = {},
    { receiveTimeout, onSent, onEnd }: StreamLife,
  ): IncomingMessages<Response> {
    const untie = tieToCaller(ctx, signal, currentContext());
    const leave = this.#enter(ctx);
    const requests = new OutgoingMessages(ctx, source, onSent);
    return new IncomingMessages<Response>({
      ctx,
      receiveTimeout,
      begin: () => this.#responses(ctx, requests)[Symbol.asyncIterator](),
      onEnd: () => {
        ctx.settled();
        onEnd();
        requests.leave();
        untie();
        leave();
      },
      onHeader: this.#contexts.guarded("onHeader", onHeader),
      onTrailer: this.#contexts.guarded("onTrailer", onTrailer),
    });
  }

  #responses(ctx: RpcContext, requests: OutgoingMessages): AsyncIterable<unknown> {
    if (ctx.abortReason !== undefined) return failing(ctx.abortReason);
    try {
      return this.#endpoint(ctx, requests);
    } catch (error) {
      return failing(error); // a middleware that threw before it gave an iterable
    }
  }
}
