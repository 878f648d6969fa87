import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { type MetaInput, mergeMeta, type OutgoingMeta } from "./meta-info.ts";
import type { RpcContext } from "./rpc-context.ts";

/** What code inherits from where it runs: the call it answers, and metadata set around it. */
interface Surroundings {
  readonly serving: RpcContext | undefined;
  readonly outgoing: OutgoingMeta | undefined;
}

const surroundings = new AsyncLocalStorage<Surroundings>();

/** The call that the running code answers; `undefined` outside a handler. */
export function currentContext(): RpcContext | undefined {
  return surroundings.getStore()?.serving;
}

/** The metadata that `withMeta` put around the running code. */
export function currentOutgoingMeta(): OutgoingMeta | undefined {
  return surroundings.getStore()?.outgoing;
}

/** Runs `fn` as the handler of `ctx`: calls it makes inherit deadline, cancellation and metadata. */
export function runServing<T>(ctx: RpcContext, fn: () => T): T {
  return surroundings.run({ serving: ctx, outgoing: undefined }, fn);
}

/**
 * The same for a handler that runs piece by piece, such as one that gives a message at a time: each piece runs as the
 * handler of `ctx`, whoever asks for it.
 */
export function servingScope(ctx: RpcContext): Pick<AsyncResource, "runInAsyncScope"> {
  // To enter what was made once costs less than to make it for each message, and a snapshot's function more than this.
  return surroundings.run(
    { serving: ctx, outgoing: undefined },
    () => new AsyncResource("KITEX_HANDLER", { requireManualDestroy: true }),
  );
}

/** Runs `fn`; every call made in it, also asynchronously, carries `meta`. Nested uses add up, the inner one wins. */
export function withMeta<T>(meta: MetaInput, fn: () => T): T {
  const outer = surroundings.getStore();
  return surroundings.run({ serving: outer?.serving, outgoing: mergeMeta(outer?.outgoing, meta) }, fn);
}
