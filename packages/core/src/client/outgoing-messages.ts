import { AsyncResource } from "node:async_hooks";
import { callError } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import { end } from "../stream/end.ts";
import { iteratorOf } from "../stream/iterator-of.ts";
import { leaveQuietly } from "../stream/leave-quietly.ts";
import type { MessageSource } from "../stream/stream.ts";
import { messageOf } from "../util/printable.ts";

/**
 * The requests of a stream, as what carries it asks for them.
 *
 * The caller's source is not touched before the first is asked for, runs in the caller's async context whoever asks,
 * and is left (`return`) when the stream ends before it does. When it throws, the stream is aborted.
 */
export class OutgoingMessages implements AsyncIterableIterator<unknown, undefined, undefined> {
  readonly #ctx: RpcContext;
  readonly #source: MessageSource<unknown>;
  readonly #callersContext = new AsyncResource("KITEX_REQUESTS", { requireManualDestroy: true });
  readonly #onSent: () => void;
  #iterator: AsyncIterator<unknown> | undefined;
  #over = false;
  readonly #ask = (): Promise<IteratorResult<unknown, unknown>> => {
    this.#iterator ??= iteratorOf(this.#source);
    return this.#iterator.next();
  };
  readonly #onResult = (result: IteratorResult<unknown, unknown>): IteratorResult<unknown, undefined> => {
    if (result.done !== true) return result;
    this.#sent();
    return end;
  };
  readonly #onError = (cause: unknown): never => {
    this.#sent();
    const text = `was canceled: its requests ended in an error: ${messageOf(cause)}`;
    this.#ctx.abort(callError(this.#ctx, ErrorCode.Canceled, text, { cause }));
    throw this.#ctx.abortReason ?? cause;
  };

  /** `onSent` runs once the source has nothing more to give. */
  constructor(ctx: RpcContext, source: MessageSource<unknown>, onSent: () => void) {
    this.#ctx = ctx;
    this.#source = source;
    this.#onSent = onSent;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    if (this.#over) return Promise.resolve(end);
    try {
      return this.#callersContext.runInAsyncScope(this.#ask).then(this.#onResult, this.#onError);
    } catch (error) {
      return Promise.reject(error).catch(this.#onError); // no source at all, or an iterator that threw at once
    }
  }

  /** An attempt that failed before it asked for anything may leave as well: the next one begins with the first. */
  return(): Promise<IteratorResult<unknown, undefined>> {
    if (this.#iterator !== undefined) this.leave();
    return Promise.resolve(end);
  }

  /** The stream has ended: asks for nothing more. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    const iterator = this.#iterator;
    if (iterator !== undefined) this.#callersContext.runInAsyncScope(() => leaveQuietly(iterator));
  }

  #sent(): void {
    this.#over = true;
    this.#onSent();
  }
}
