import type { Metadata } from "../context/metadata.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import type { RequestQueue } from "../stream/request-queue.ts";
import type { DuplexStream, UploadStream } from "../stream/stream.ts";
import type { IncomingMessages } from "./incoming-messages.ts";
import { onlyResponse } from "./only-response.ts";

/** A stream in both directions whose requests the caller sends one by one. */
export class OpenedDuplex<Request, Response> implements DuplexStream<Request, Response> {
  readonly #requests: RequestQueue<Request>;
  readonly #responses: IncomingMessages<Response>;

  constructor(requests: RequestQueue<Request>, responses: IncomingMessages<Response>) {
    this.#requests = requests;
    this.#responses = responses;
  }

  get header(): Promise<Metadata> {
    return this.#responses.header;
  }

  get trailer(): Promise<Metadata> {
    return this.#responses.trailer;
  }

  send(request: Request): Promise<void> {
    return this.#requests.send(request);
  }

  closeSend(): void {
    this.#requests.closeSend();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Response, undefined>> {
    return this.#responses.next();
  }

  return(): Promise<IteratorResult<Response, undefined>> {
    return this.#responses.return();
  }

  cancel(reason?: unknown): void {
    this.#responses.cancel(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#responses[Symbol.asyncDispose]();
  }
}

/** A stream of requests that the caller sends one by one, and that one response answers. */
export class OpenedUpload<Request, Response> implements UploadStream<Request, Response> {
  readonly #ctx: RpcContext;
  readonly #requests: RequestQueue<Request>;
  readonly #responses: IncomingMessages<Response>;
  #response: Promise<Response> | undefined;

  constructor(ctx: RpcContext, requests: RequestQueue<Request>, responses: IncomingMessages<Response>) {
    this.#ctx = ctx;
    this.#requests = requests;
    this.#responses = responses;
  }

  get header(): Promise<Metadata> {
    return this.#responses.header;
  }

  get trailer(): Promise<Metadata> {
    return this.#responses.trailer;
  }

  send(request: Request): Promise<void> {
    return this.#requests.send(request);
  }

  closeSend(): void {
    this.#requests.closeSend();
  }

  closeAndReceive(): Promise<Response> {
    this.closeSend();
    this.#response ??= onlyResponse(this.#ctx, this.#responses);
    return this.#response;
  }

  cancel(reason?: unknown): void {
    this.#responses.cancel(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#responses[Symbol.asyncDispose]();
  }
}
