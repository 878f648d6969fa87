import { servingScope } from "../context/current-context.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import { KitexError } from "../errors/kitex-error.ts";
import { Status } from "../errors/rpc-status.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { MethodHandler } from "../service/handler-table.ts";
import { end } from "../stream/end.ts";
import { iteratorOf } from "../stream/iterator-of.ts";
import type { MessageSource } from "../stream/stream.ts";

/** Begins a handler, and gives its responses one at a time. */
type Begin = () => AsyncIterator<unknown> | Promise<AsyncIterator<unknown>>;

/**
 * The innermost endpoint of a method that streams: the user's handler, called in the shape that the method's kind has.
 *
 * Every piece of the handler runs where the context of its call is known, whoever asks for the next response.
 */
export function invokeStream(method: MethodInfo, handler: MethodHandler): StreamEndpoint {
  const { streaming } = method;
  return (ctx, requests) => {
    const begin: Begin =
      streaming === "server"
        ? async () => responsesOf(method, handler.invoke(await firstOf(method, requests), ctx))
        : streaming === "client"
          ? () => onlyResponse(() => handler.invoke(requests, ctx))
          : () => responsesOf(method, handler.invoke(requests, ctx));
    return new HandlerResponses(ctx, begin);
  };
}

/** The responses of a handler that runs: it begins when the first is asked for. */
class HandlerResponses implements AsyncIterableIterator<unknown, unknown, undefined> {
  readonly #serving: ReturnType<typeof servingScope>;
  readonly #begin: Begin;
  #begun = false;
  #over = false;
  #iterator: AsyncIterator<unknown> | undefined;
  /** Made once: asking for a message makes no function. */
  readonly #nextOfHandler = (): Promise<IteratorResult<unknown, unknown>> => {
    if (this.#iterator !== undefined) return this.#iterator.next();
    return this.#begun ? Promise.resolve(end) : this.#first();
  };

  constructor(ctx: RpcContext, begin: Begin) {
    this.#serving = servingScope(ctx);
    this.#begin = begin;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown, unknown>> {
    return this.#over ? Promise.resolve(end) : this.#serving.runInAsyncScope(this.#nextOfHandler);
  }

  async return(): Promise<IteratorResult<unknown, unknown>> {
    this.#over = true;
    const iterator = this.#iterator;
    if (iterator !== undefined) await this.#serving.runInAsyncScope(() => iterator.return?.());
    return end;
  }

  async #first(): Promise<IteratorResult<unknown, unknown>> {
    this.#begun = true;
    const iterator = await this.#begin();
    this.#iterator = iterator;
    if (!this.#over) return iterator.next();
    await iterator.return?.(); // everybody left while the request was awaited
    return end;
  }
}

/** The request of a method that takes one; whatever comes behind it is not looked at. */
async function firstOf({ service, name }: MethodInfo, requests: AsyncIterable<unknown>): Promise<unknown> {
  const first = await requests[Symbol.asyncIterator]().next();
  if (first.done !== true) return first.value;
  const message = `${service}/${name} got no request: its caller sent none before it was done sending`;
  throw new KitexError(ErrorCode.Protocol, message, {
    phase: "handler",
    status: { code: Status.Internal, message, details: [] },
  });
}

async function* onlyResponse(answer: () => unknown): AsyncGenerator<unknown, void, undefined> {
  yield await answer();
}

function responsesOf({ service, name }: MethodInfo, given: unknown): AsyncIterator<unknown> {
  if (isSource(given)) return iteratorOf(given);
  throw new TypeError(`the handler of ${service}/${name} gave nothing to iterate: make it an async generator`);
}

function isSource(given: unknown): given is MessageSource<unknown> {
  return typeof given === "object" && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given);
}
