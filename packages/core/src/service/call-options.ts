import type { MetaInput } from "../context/meta-info.ts";

/** What one call may do differently from its client. */
export interface CallOptions {
  /** Milliseconds for the whole call; 0 means no limit. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for making a connection; 0 means no limit. Default: the client's `connectTimeoutMs`. */
  readonly connectTimeoutMs?: number | undefined;
  /** Gives the call up. A reason named `TimeoutError` counts as a timeout, any other as a cancellation. */
  readonly signal?: AbortSignal | undefined;
  /** Metadata for this call, laid over what `withMeta` and the handler around it set. */
  readonly meta?: MetaInput | undefined;
  /** Gets what the handler set on `ctx.meta.backward`, before the call settles; not called when it set nothing. */
  readonly onBackward?: ((values: ReadonlyMap<string, string>) => void) | undefined;
  /** Calls this address (`host:port`, `unix:/path`) instead of one that the resolver names. */
  readonly hostPort?: string | undefined;
  /** Facts about the wanted instance, for resolvers and middlewares. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
