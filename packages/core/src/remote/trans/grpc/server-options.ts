import { assertAmounts, invalidOption } from "../../../errors/invalid-option.ts";
import { DEFAULT_INFLATE_RATIO, DEFAULT_RECEIVE_BYTES, limitOf } from "./client-options.ts";
import { type Compressor, isCompressor } from "./compressor.ts";
import type { KeepaliveTimes } from "./keepalive.ts";
import type { PingPolicy } from "./ping-limit.ts";

/** What a gRPC server may do differently. Times are in milliseconds. */
export interface GrpcServerOptions {
  /**
   * Silence after which a client is asked whether it lives, and the time it has to answer before its connection is
   * closed. Default 7,200,000 and 20,000, as in Kitex; a `timeMs` of 0 never asks.
   */
  readonly keepalive?: Partial<KeepaliveTimes>;
  /**
   * How often clients may ask the same. Whoever asks earlier three times in a row is told `too_many_pings` and loses
   * its connection. Default `{ minTimeMs: 300_000, permitWithoutStream: false }`, as in Kitex.
   */
  readonly pingPolicy?: Partial<PingPolicy>;
  /** A connection without a call for so long, up to twice as long, is ended in peace; 0, the default, is never. */
  readonly maxConnectionIdleMs?: number;
  /** A connection that is so old, give or take a tenth, is ended in peace; 0, the default, is never. */
  readonly maxConnectionAgeMs?: number;
  /** What calls get beyond that before the connection is closed; 0, the default, lets them finish. */
  readonly maxConnectionAgeGraceMs?: number;
  /** Calls that one connection may have at once. Default: the server's `maxInFlightPerConnection`. */
  readonly maxConcurrentStreams?: number;
  /** Bytes of a request's message, decompressed; 0 is no limit. Default 4 MiB, grpc-go's (Kitex: no limit). */
  readonly maxReceiveMessageBytes?: number;
  /**
   * How many times its size a compressed message may become, once it is larger than 64 KiB; 0 is no limit beside the one
   * for its bytes. Default 200.
   */
  readonly maxInflateRatio?: number;
  /** Bytes of a response's message before it is compressed; 0, the default, is no limit. */
  readonly maxSendMessageBytes?: number;
  /**
   * What responses are compressed with, where the caller says that it reads it: the first that the caller names. None by
   * default, as in Kitex. Requests are read in gzip in any case.
   */
  readonly compressors?: readonly Compressor[];
  /** What the request of a call that has one may take from its headers to its end; 0 is no limit. Default 30,000. */
  readonly requestTimeoutMs?: number;
}

/** Complete options; a limit that is none is infinite. */
export interface ResolvedGrpcServerOptions
  extends Required<Omit<GrpcServerOptions, "keepalive" | "pingPolicy" | "maxConcurrentStreams">> {
  readonly keepalive: KeepaliveTimes;
  readonly pingPolicy: PingPolicy;
  readonly maxConcurrentStreams: number | undefined;
}

/** Fills in the defaults. Throws `InvalidOption`. */
export function resolveGrpcServerOptions(given: GrpcServerOptions): ResolvedGrpcServerOptions {
  const amounts = {
    maxConnectionIdleMs: given.maxConnectionIdleMs ?? 0,
    maxConnectionAgeMs: given.maxConnectionAgeMs ?? 0,
    maxConnectionAgeGraceMs: given.maxConnectionAgeGraceMs ?? 0,
    maxReceiveMessageBytes: given.maxReceiveMessageBytes ?? DEFAULT_RECEIVE_BYTES,
    maxInflateRatio: given.maxInflateRatio ?? DEFAULT_INFLATE_RATIO,
    maxSendMessageBytes: given.maxSendMessageBytes ?? 0,
    requestTimeoutMs: given.requestTimeoutMs ?? 30_000,
  };
  const keepalive = { timeMs: given.keepalive?.timeMs ?? 7_200_000, timeoutMs: given.keepalive?.timeoutMs ?? 20_000 };
  const minTimeMs = given.pingPolicy?.minTimeMs ?? 300_000;
  assertAmounts({
    ...amounts,
    "keepalive.timeMs": keepalive.timeMs,
    "keepalive.timeoutMs": keepalive.timeoutMs,
    "pingPolicy.minTimeMs": minTimeMs,
  });
  const { maxConcurrentStreams, compressors = [] } = given;
  if (maxConcurrentStreams !== undefined && !(Number.isInteger(maxConcurrentStreams) && maxConcurrentStreams > 0)) {
    throw invalidOption(`maxConcurrentStreams must be a whole number of at least 1, got ${maxConcurrentStreams}`);
  }
  for (const name of compressors) {
    if (!isCompressor(name))
      throw invalidOption(`compressors: ${JSON.stringify(name)} is none of "identity" and "gzip"`);
  }
  return {
    ...amounts,
    maxReceiveMessageBytes: limitOf(amounts.maxReceiveMessageBytes),
    maxInflateRatio: limitOf(amounts.maxInflateRatio),
    maxSendMessageBytes: limitOf(amounts.maxSendMessageBytes),
    requestTimeoutMs: limitOf(amounts.requestTimeoutMs),
    keepalive,
    pingPolicy: { minTimeMs, permitWithoutStream: given.pingPolicy?.permitWithoutStream ?? false },
    maxConcurrentStreams,
    compressors,
  };
}
