import type { RpcContext } from "../context/rpc-context.ts";
import { end } from "../stream/end.ts";
import { type Ready, ReadyMessages } from "../stream/ready-messages.ts";
import { compose, type Endpoint, type Middleware } from "./endpoint.ts";
import type { StreamEndpoint, StreamMiddleware } from "./stream-endpoint.ts";

/**
 * Puts middlewares of calls around the beginning of a stream: what they see as a call is the way to its first message.
 *
 * They may begin it again, so what choosing another instance is for calls it is for streams. What they answer with is
 * dropped. Messages behind the first pass none of them.
 */
export function aroundBeginning(middlewares: readonly (Middleware | undefined)[]): StreamMiddleware {
  return (next) => (ctx, requests) => new BegunStream(middlewares, next, ctx, requests);
}

class BegunStream extends ReadyMessages<unknown> {
  readonly #ctx: RpcContext;
  readonly #begin: Endpoint;
  #iterator: AsyncIterator<unknown> | undefined;
  /** The same, where it is one of messages that may be here. */
  #ready: ReadyMessages<unknown> | undefined;
  #first: IteratorResult<unknown, unknown> = end;

  constructor(
    middlewares: readonly (Middleware | undefined)[],
    next: StreamEndpoint,
    ctx: RpcContext,
    requests: AsyncIterable<unknown>,
  ) {
    super();
    this.#ctx = ctx;
    this.#begin = compose(middlewares, async () => {
      const iterator = next(ctx, requests)[Symbol.asyncIterator]();
      this.#iterator = iterator;
      this.#first = await iterator.next();
      if (iterator instanceof ReadyMessages) this.#ready = iterator;
    });
  }

  override takeReady(): Ready<unknown> {
    return this.#ready?.takeReady();
  }

  override next(): Promise<IteratorResult<unknown, unknown>> {
    return this.#iterator === undefined ? this.#toFirst() : this.#iterator.next();
  }

  override async return(): Promise<IteratorResult<unknown, unknown>> {
    await this.#iterator?.return?.();
    return end;
  }

  async #toFirst(): Promise<IteratorResult<unknown, unknown>> {
    await this.#begin(this.#ctx, undefined);
    return this.#first;
  }
}
