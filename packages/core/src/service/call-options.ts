import type { MetadataListener } from "../context/call-metadata.ts";
import type { MetaInput } from "../context/meta-info.ts";
import type { MetadataInit } from "../context/metadata.ts";

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
  /** gRPC metadata that goes with the request. */
  readonly metadata?: MetadataInit | undefined;
  /** Gets the metadata that the callee sent before its first response (gRPC). */
  readonly onHeader?: MetadataListener | undefined;
  /** Gets the metadata that the callee sent behind its last response (gRPC), before the call settles. */
  readonly onTrailer?: MetadataListener | undefined;
  /** How requests are compressed (gRPC). Default: the transport's. */
  readonly compressor?: "identity" | "gzip" | undefined;
  /** Whether the call waits for an instance to connect to instead of failing with `Connect` (gRPC's wait-for-ready). Default false. */
  readonly waitForReady?: boolean | undefined;
  /** Facts about the wanted instance, for resolvers and middlewares. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
