import type { Readable } from "node:stream";
import {
  type CallOptions,
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  compressionAlgorithms,
  credentials,
  type ServiceError,
  type StatusObject,
  type Metadata as WireMetadata,
} from "@grpc/grpc-js";
import { Metadata, type StreamOptions } from "@kitex-ts/core";
import { textOf } from "../detail.ts";
import type { DialOptions, Outcome } from "../peers/peer.ts";
import type { CallingLibrary, RequestMessage, ResponseMessage } from "./calls.ts";
import { detailsFromWire, fromWire, type LoadedMethod, loadedMethods, toWire } from "./grpc-js-messages.ts";
import { firstOf } from "./our-peer.ts";
import { SIGN_OF_LIFE_MS } from "./sign-of-life.ts";
import { methods } from "./way.ts";

/** A client of grpc-js. It compresses by channel, so it has two of them. */
export class GrpcJsLibrary implements CallingLibrary {
  readonly #plain: Client;
  readonly #gzip: Client;

  constructor(options: DialOptions) {
    this.#plain = clientOf(options, compressionAlgorithms.identity);
    this.#gzip = clientOf(options, compressionAlgorithms.gzip);
  }

  async *begin(
    name: string,
    requests: AsyncIterable<RequestMessage>,
    options: StreamOptions,
  ): AsyncGenerator<ResponseMessage> {
    const method = methods.find((one) => one === name);
    if (method === undefined) throw new Error(`no method "${name}"`);
    const client = options.compressor === "gzip" ? this.#gzip : this.#plain;
    yield* new Call(client, loadedMethods[method], options).responses(requests);
  }

  outcomeOf(error: unknown): Outcome {
    if (!isServiceError(error)) throw error;
    const [details] = error.metadata.get("grpc-status-details-bin");
    const texts = details instanceof Buffer ? detailsFromWire(details).map(textOf) : [];
    return {
      kind: "status",
      code: error.code,
      message: error.details,
      ...(texts.length === 0 ? {} : { details: texts }),
    };
  }

  async close(): Promise<void> {
    this.#plain.close();
    this.#gzip.close();
  }
}

function clientOf({ address, keepaliveMs, tls }: DialOptions, algorithm: compressionAlgorithms): Client {
  const options: ChannelOptions = {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.max_receive_message_length": -1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.default_compression_algorithm": algorithm,
    ...(keepaliveMs === undefined ? {} : { "grpc.keepalive_time_ms": keepaliveMs }),
    "grpc.keepalive_timeout_ms": SIGN_OF_LIFE_MS,
  };
  const trusted = tls === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(tls.ca));
  return new Client(address.replace("127.0.0.1", "localhost"), trusted, options);
}

type AnyCall =
  | ClientUnaryCall
  | ClientReadableStream<ResponseMessage>
  | ClientWritableStream<RequestMessage>
  | ClientDuplexStream<RequestMessage, ResponseMessage>;

/** One call, as an iterable of its responses. */
class Call {
  readonly #client: Client;
  readonly #method: LoadedMethod;
  readonly #options: StreamOptions;
  readonly #metadata: WireMetadata;
  readonly #limits: CallOptions;

  constructor(client: Client, method: LoadedMethod, options: StreamOptions) {
    const { metadata, timeoutMs = 0, waitForReady = false } = options;
    this.#client = client;
    this.#method = method;
    this.#options = options;
    this.#metadata = toWire(new Metadata(metadata));
    this.#metadata.setOptions({ waitForReady });
    this.#limits = timeoutMs === 0 ? {} : { deadline: Date.now() + timeoutMs };
  }

  async *responses(requests: AsyncIterable<RequestMessage>): AsyncGenerator<ResponseMessage> {
    const { requestStream, responseStream } = this.#method;
    if (responseStream) {
      const call = requestStream ? this.#duplex(requests) : this.#readable(await firstOf(requests));
      const status = this.#watch(call);
      try {
        yield* messagesOf(call);
      } finally {
        await status;
      }
      return;
    }
    const answer = Promise.withResolvers<ResponseMessage>();
    const settle = (error: ServiceError | null, response?: ResponseMessage): void => {
      if (response !== undefined) answer.resolve(response);
      else answer.reject(error);
    };
    const call = requestStream ? this.#writable(requests, settle) : this.#unary(await firstOf(requests), settle);
    const status = this.#watch(call);
    try {
      yield await answer.promise;
    } finally {
      await status;
    }
  }

  #unary(request: RequestMessage, settle: Settle): ClientUnaryCall {
    const { path, requestSerialize, responseDeserialize } = this.#method;
    return this.#client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata,
      this.#limits,
      settle,
    );
  }

  #readable(request: RequestMessage): ClientReadableStream<ResponseMessage> {
    const { path, requestSerialize, responseDeserialize } = this.#method;
    return this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata,
      this.#limits,
    );
  }

  #writable(requests: AsyncIterable<RequestMessage>, settle: Settle): ClientWritableStream<RequestMessage> {
    const { path, requestSerialize, responseDeserialize } = this.#method;
    const call = this.#client.makeClientStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      this.#metadata,
      this.#limits,
      settle,
    );
    void sendAll(call, requests);
    return call;
  }

  #duplex(requests: AsyncIterable<RequestMessage>): ClientDuplexStream<RequestMessage, ResponseMessage> {
    const { path, requestSerialize, responseDeserialize } = this.#method;
    const call = this.#client.makeBidiStreamRequest<RequestMessage, ResponseMessage>(
      path,
      requestSerialize,
      responseDeserialize,
      this.#metadata,
      this.#limits,
    );
    void sendAll(call, requests);
    return call;
  }

  /** Passes on what comes beside messages, and the caller's abort; settles when the call has its status. */
  #watch(call: AnyCall): Promise<void> {
    const { onHeader, onTrailer, signal } = this.#options;
    const abort = (): void => call.cancel();
    signal?.addEventListener("abort", abort, { once: true });
    call.on("metadata", (header: WireMetadata) => onHeader?.(fromWire(header)));
    return new Promise((resolve) => {
      call.on("status", ({ metadata }: StatusObject) => {
        signal?.removeEventListener("abort", abort);
        onTrailer?.(fromWire(metadata));
        resolve();
      });
    });
  }
}

/** The messages of a call, all of them: an iterator of Node's drops what is buffered when an error comes. */
async function* messagesOf(call: Readable): AsyncGenerator<ResponseMessage> {
  const came: ResponseMessage[] = [];
  let ended: { readonly error?: Error } | undefined;
  let wake = (): void => {};
  const end = (how: { readonly error?: Error }): void => {
    ended ??= how;
    wake();
  };
  call.on("end", () => end({})).on("error", (error) => end({ error }));
  call.on("data", (message: ResponseMessage) => {
    came.push(message);
    wake();
  });
  for (;;) {
    const next = came.shift();
    if (next !== undefined) yield next;
    else if (ended?.error !== undefined) throw ended.error;
    else if (ended !== undefined) return;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

type Settle = (error: ServiceError | null, response?: ResponseMessage) => void;

async function sendAll(
  call: Pick<ClientWritableStream<RequestMessage>, "write" | "end" | "once">,
  requests: AsyncIterable<RequestMessage>,
): Promise<void> {
  // A call that has its status takes no more, and says nothing.
  const over = new Promise<void>((resolve) => {
    call.once("status", () => resolve());
  });
  for await (const request of requests) {
    await Promise.race([over, new Promise<void>((resolve) => call.write(request, () => resolve()))]);
  }
  call.end();
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}
