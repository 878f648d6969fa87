import { assertAmounts, invalidOption } from "../../../errors/invalid-option.ts";
import { type Compressor, isCompressor } from "./compressor.ts";

/** How a client finds out that its peer is gone. */
export interface KeepaliveOptions {
  /**
   * Milliseconds without a byte from the peer, up to twice as many, after which it is asked for one; 0, the default as
   * in Kitex, never asks.
   * Servers allow one such question in five minutes by default and close connections that ask more often.
   */
  readonly timeMs?: number;
  /** Milliseconds that the peer has to answer; beyond, the connection is closed. Default 20,000, as in Kitex. */
  readonly timeoutMs?: number;
  /** Whether to ask while there is no call. Default false, as in Kitex. */
  readonly permitWithoutStream?: boolean;
}

/** What a gRPC client may do differently. */
export interface GrpcOptions {
  /** Connections to each address, used in turn. Default 1 (Kitex: 3 for every 2 processors). */
  readonly connections?: number;
  /** How requests are compressed, unless a call says otherwise. Default `identity`. */
  readonly compressor?: Compressor;
  /** Bytes of a response's message, decompressed; 0 is no limit. Default 4 MiB, grpc-go's (Kitex: no limit). */
  readonly maxReceiveMessageBytes?: number;
  /**
   * How many times its size a compressed message may become, once it is larger than 64 KiB; 0 is no limit beside the one
   * for its bytes. Default 200.
   */
  readonly maxInflateRatio?: number;
  /** Bytes of a request's message before it is compressed; 0, the default, is no limit. */
  readonly maxSendMessageBytes?: number;
  readonly keepalive?: KeepaliveOptions;
  /** Closes a connection that had no call for so long, up to twice as long; 0 is never. Default 1,800,000, grpc-go's. */
  readonly idleTimeoutMs?: number;
  /** What requests name as the host they are for. Default: the destination, as in Kitex. */
  readonly authority?: string;
}

/** Complete options; a limit that is none is infinite. */
export interface ResolvedGrpcOptions {
  /** `undefined` leaves it to the client's `connection`. */
  readonly connections: number | undefined;
  readonly compressor: Compressor;
  readonly maxReceiveMessageBytes: number;
  readonly maxInflateRatio: number;
  readonly maxSendMessageBytes: number;
  readonly keepalive: Required<KeepaliveOptions>;
  readonly idleTimeoutMs: number;
  readonly authority: string | undefined;
}

/** Fills in the defaults. Throws `InvalidOption`. */
export function resolveGrpcOptions(given: GrpcOptions): ResolvedGrpcOptions {
  const { connections, compressor = "identity", keepalive, authority } = given;
  const amounts = {
    maxReceiveMessageBytes: given.maxReceiveMessageBytes ?? DEFAULT_RECEIVE_BYTES,
    maxInflateRatio: given.maxInflateRatio ?? DEFAULT_INFLATE_RATIO,
    maxSendMessageBytes: given.maxSendMessageBytes ?? 0,
    idleTimeoutMs: given.idleTimeoutMs ?? 1_800_000,
  };
  const times = { timeMs: keepalive?.timeMs ?? 0, timeoutMs: keepalive?.timeoutMs ?? 20_000 };
  assertAmounts({ ...amounts, "keepalive.timeMs": times.timeMs, "keepalive.timeoutMs": times.timeoutMs });
  if (connections !== undefined && !(Number.isInteger(connections) && connections > 0)) {
    throw invalidOption(`connections must be a whole number of at least 1, got ${connections}`);
  }
  if (!isCompressor(compressor)) {
    throw invalidOption(`compressor: ${JSON.stringify(compressor)} is none of "identity" and "gzip"`);
  }
  return {
    connections,
    compressor,
    maxReceiveMessageBytes: limitOf(amounts.maxReceiveMessageBytes),
    maxInflateRatio: limitOf(amounts.maxInflateRatio),
    maxSendMessageBytes: limitOf(amounts.maxSendMessageBytes),
    keepalive: { ...times, permitWithoutStream: keepalive?.permitWithoutStream ?? false },
    idleTimeoutMs: amounts.idleTimeoutMs,
    authority,
  };
}

/** What grpc-go and grpc-js take at most unless they are told otherwise. */
export const DEFAULT_RECEIVE_BYTES: number = 4 * 1024 * 1024;

/** What real messages stay below; zlib's worst is five times as much. */
export const DEFAULT_INFLATE_RATIO = 200;

/** A limit of which 0 says that there is none. */
export function limitOf(amount: number): number {
  return amount === 0 ? Number.POSITIVE_INFINITY : amount;
}
