import type { CallMetadata } from "../../context/call-metadata.ts";
import type { MetaInfo } from "../../context/meta-info.ts";
import type { RpcContext } from "../../context/rpc-context.ts";
import type { MethodLookup, ServedCall, ServedMethod, ServedStream } from "../method-lookup.ts";
import type { Outcome } from "./outcome.ts";

/** What the wire knows of a request before its handler runs. */
export interface IncomingCall {
  readonly served: ServedMethod;
  /** The caller's service and method, where it told them. */
  readonly callerService: string;
  readonly callerMethod: string;
  readonly callerAddress: string;
  /** Milliseconds that the caller still waits, counted from now; `undefined` when it did not say. */
  readonly timeoutMs: number | undefined;
  readonly meta: MetaInfo | undefined;
  /** What came with the request, where the protocol has metadata beside metainfo. */
  readonly metadata?: CallMetadata | undefined;
  readonly receivedBytes: number;
}

/** What a server lends to the wire: which method is meant, and how to run it. */
export interface ServerDispatch {
  readonly find: MethodLookup;
  /** Makes the context of a call whose header is read and whose body is not, and starts its tracers. */
  begin(call: IncomingCall): RpcContext;
  /** Runs the handler and everything before it, then calls `done`, once, with what came of it. `done` must not throw. */
  run(ctx: RpcContext, served: ServedCall, request: unknown, done: (outcome: Outcome) => void): void;
  /**
   * Runs the handler of a method that streams, and everything before it, once what it gives is iterated. Never throws.
   *
   * Iterate to its end, or `return` when nobody wants the rest: the handler learns of an abort of `ctx`, but what it
   * gives need not reject for that, so a transport listens itself.
   */
  stream(ctx: RpcContext, served: ServedStream, requests: AsyncIterable<unknown>): AsyncIterable<unknown>;
  /** What a caller is to be told of an error that iterating a stream rejected with; logs what is a failure. */
  outcomeOf(error: unknown, served: ServedMethod): Outcome;
  /** Ends a call: its reply is encoded, or there is none. `error` is what it failed with, `undefined` for a value. */
  finish(ctx: RpcContext, error: unknown): void;
  /** What to tell a caller whose reply could not be written, or whose request could not be read. */
  describe(error: unknown): string;
}
