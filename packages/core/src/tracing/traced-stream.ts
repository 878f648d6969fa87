import type { RpcContext } from "../context/rpc-context.ts";
import type { StreamMiddleware } from "../endpoint/stream-endpoint.ts";
import type { Logger } from "../logging/logger.ts";
import { end } from "../stream/end.ts";
import { allTracers } from "./traced.ts";
import type { Tracer } from "./tracer.ts";

/**
 * Starts the tracers before a stream of a client and finishes them when it has ended, or when its reader left.
 *
 * Without tracers this costs nothing. (A server does the same around the handler of a stream.)
 */
export function tracedStream(tracers: readonly Tracer[], logger: Logger): StreamMiddleware | undefined {
  if (tracers.length === 0) return undefined;
  const all = allTracers(tracers, logger);
  return (next) => (ctx, requests) => {
    all.start(ctx);
    return new TracedMessages(all, ctx, () => next(ctx, requests)[Symbol.asyncIterator]());
  };
}

class TracedMessages implements AsyncIterableIterator<unknown, unknown, undefined> {
  readonly #tracer: Tracer;
  readonly #ctx: RpcContext;
  readonly #begin: () => AsyncIterator<unknown>;
  #iterator: AsyncIterator<unknown> | undefined;
  #finished = false;
  readonly #onResult = (result: IteratorResult<unknown, unknown>): IteratorResult<unknown, unknown> => {
    if (result.done === true) this.#finish(undefined);
    return result;
  };
  readonly #onError = (error: unknown): never => {
    this.#finish(error);
    throw error;
  };

  constructor(tracer: Tracer, ctx: RpcContext, begin: () => AsyncIterator<unknown>) {
    this.#tracer = tracer;
    this.#ctx = ctx;
    this.#begin = begin;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown, unknown>> {
    try {
      this.#iterator ??= this.#begin();
      return this.#iterator.next().then(this.#onResult, this.#onError);
    } catch (error) {
      return Promise.reject(error).catch(this.#onError); // a middleware that threw instead of giving an iterable
    }
  }

  return(): Promise<IteratorResult<unknown, unknown>> {
    this.#finish(this.#ctx.abortReason);
    return this.#iterator?.return?.() ?? Promise.resolve(end);
  }

  #finish(error: unknown): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#tracer.finish(this.#ctx, { error });
  }
}
