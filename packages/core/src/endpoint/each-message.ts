import type { RpcContext } from "../context/rpc-context.ts";
import { end } from "../stream/end.ts";
import { leaveQuietly } from "../stream/leave-quietly.ts";
import type { StreamMiddleware } from "./stream-endpoint.ts";

/** Looks at one message of a stream. What it throws ends the stream. */
export type MessageHook = (message: unknown, ctx: RpcContext) => void;

/** Who looks at the messages of streams. */
export interface MessageHooks {
  /** Sees each request, before it is sent (client) or handled (server). */
  readonly request?: MessageHook;
  /** Sees each response, before it is read (client) or sent (server). */
  readonly response?: MessageHook;
}

/**
 * A stream middleware that looks at each message, for a client's or a server's `stream.middlewares`. (Kitex has
 * `WithStreamSendMiddleware` and `WithStreamRecvMiddleware` on each end: one of requests, the other of responses.)
 *
 * A middleware that replaces messages, adds some or leaves some out wraps the iterables itself.
 */
export function eachMessage({ request, response }: MessageHooks): StreamMiddleware {
  return (next) => (ctx, requests) => looked(next(ctx, looked(requests, request, ctx)), response, ctx);
}

function looked(
  messages: AsyncIterable<unknown>,
  hook: MessageHook | undefined,
  ctx: RpcContext,
): AsyncIterable<unknown> {
  if (hook === undefined) return messages;
  return { [Symbol.asyncIterator]: () => new LookedAt(messages[Symbol.asyncIterator](), hook, ctx) };
}

class LookedAt implements AsyncIterableIterator<unknown, unknown, undefined> {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #look: (result: IteratorResult<unknown, unknown>) => IteratorResult<unknown, unknown>;

  constructor(iterator: AsyncIterator<unknown>, hook: MessageHook, ctx: RpcContext) {
    this.#iterator = iterator;
    this.#look = (result) => {
      if (result.done === true) return result;
      try {
        hook(result.value, ctx);
      } catch (error) {
        leaveQuietly(iterator);
        throw error;
      }
      return result;
    };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown, unknown>> {
    return this.#iterator.next().then(this.#look);
  }

  async return(): Promise<IteratorResult<unknown, unknown>> {
    await this.#iterator.return?.();
    return end;
  }
}
