import { callError } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import type { ErrorCode } from "../errors/codes.ts";

/** A stream's endpoint that follows a script: each stream from its first step; behind the last one it ends. */
export interface ScriptedStream {
  readonly endpoint: StreamEndpoint;
  /** The contexts of the streams so far. */
  readonly contexts: readonly RpcContext[];
  /** The requests that it took so far, of all streams. */
  readonly requests: readonly unknown[];
  /** The next step gives these messages. */
  gives(...responses: readonly unknown[]): ScriptedStream;
  /** The next step takes this many requests, or all that come before the caller is done sending. */
  takes(count: number): ScriptedStream;
  /** The next step fails the stream: with a `KitexError` of this code, or with the given error. */
  fails(error: ErrorCode | Error): ScriptedStream;
  /** The next step never ends. */
  hangs(): ScriptedStream;
}

type Step = (ctx: RpcContext, requests: AsyncIterator<unknown>) => AsyncIterable<unknown>;

/** Makes an endpoint without steps: its streams end at once. */
export function scriptedStream(): ScriptedStream {
  const steps: Step[] = [];
  const contexts: RpcContext[] = [];
  const requests: unknown[] = [];
  const then = (step: Step): ScriptedStream => {
    steps.push(step);
    return scripted;
  };
  const scripted: ScriptedStream = {
    contexts,
    requests,
    endpoint: async function* (ctx, given) {
      contexts.push(ctx);
      const iterator = given[Symbol.asyncIterator]();
      for (const step of steps) yield* step(ctx, iterator);
    },
    gives: (...responses) =>
      then(async function* () {
        yield* responses;
      }),
    takes: (count) =>
      then(async function* (_ctx, given) {
        for (let taken = 0; taken < count; taken++) {
          const next = await given.next();
          if (next.done === true) return;
          requests.push(next.value);
        }
        yield* [];
      }),
    fails: (error) =>
      then(async function* (ctx) {
        yield* [];
        throw typeof error === "string" ? callError(ctx, error, "was made to fail") : error;
      }),
    hangs: () =>
      then(async function* () {
        yield await new Promise(() => {});
      }),
  };
  return scripted;
}
