import type { RpcContext } from "../context/rpc-context.ts";
import type { MessageDirection } from "../context/rpc-info.ts";

/** How a call ended. A business status and a declared exception are outcomes of a call that worked. */
export interface CallOutcome {
  /** What the call failed with; `undefined` when it gave a value. */
  readonly error: unknown;
}

/** Watches calls from start to end; for spans, metrics and access logs. */
export interface Tracer {
  /** Runs before anything else of the call. */
  start(ctx: RpcContext): void;
  /** Runs for each message of a stream that this end wrote or read; `ctx.rpcInfo.stats` has counted it. */
  message?(ctx: RpcContext, direction: MessageDirection): void;
  /** Runs when the call has settled; tracers finish in reverse order of their start. */
  finish(ctx: RpcContext, outcome: CallOutcome): void;
}
