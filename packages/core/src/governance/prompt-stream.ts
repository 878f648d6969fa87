import type { RpcContext } from "../context/rpc-context.ts";
import { untilAborted } from "../context/until-aborted.ts";
import type { StreamMiddleware } from "../endpoint/stream-endpoint.ts";
import { end } from "../stream/end.ts";

/** Lets the reader of a stream hear of an abort at once, even where a middleware below ignores it. */
export const promptStream: StreamMiddleware = (next) => (ctx, requests) =>
  new PromptMessages(ctx, next(ctx, requests)[Symbol.asyncIterator]());

class PromptMessages implements AsyncIterableIterator<unknown, unknown, undefined> {
  readonly #ctx: RpcContext;
  readonly #iterator: AsyncIterator<unknown>;

  constructor(ctx: RpcContext, iterator: AsyncIterator<unknown>) {
    this.#ctx = ctx;
    this.#iterator = iterator;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown, unknown>> {
    return untilAborted(this.#ctx, this.#nextOfMiddleware());
  }

  async return(): Promise<IteratorResult<unknown, unknown>> {
    await this.#iterator.return?.();
    return end;
  }

  // `async`, so that an iterator of the application's that throws at once rejects like any other.
  async #nextOfMiddleware(): Promise<IteratorResult<unknown, unknown>> {
    return this.#iterator.next();
  }
}
