import { assertAmounts } from "../errors/invalid-option.ts";
import type { DecodeLimits } from "../payload/payload-codec.ts";

/** What a peer may make us spend on one message; 0 stands for what the format itself allows. */
export interface WireLimitOptions {
  /** Bytes of one message. Default: 16 MiB on a server, 64 MiB on a client (Kitex: 1 GiB - 1). */
  readonly maxFrameBytes?: number;
  /** Structs, lists, sets and maps inside one another. Default 64, as Apache Thrift and Kitex's skipping. */
  readonly maxDepth?: number;
  /** Elements of all lists, sets and maps of a message together. Default 10,000,000. */
  readonly maxElements?: number;
  /** Bytes of a message's headers. Default 65,536 (TTHeader ends at 262,140). */
  readonly maxHeaderBytes?: number;
  /** Number of headers. Default 256. */
  readonly maxHeaderPairs?: number;
  /** Bytes of a header's name. Default 4,096. */
  readonly maxHeaderKeyBytes?: number;
}

/** Complete limits. */
export interface WireLimits extends DecodeLimits {
  readonly maxFrameBytes: number;
  readonly maxHeaderBytes: number;
  readonly maxHeaderPairs: number;
  readonly maxHeaderKeyBytes: number;
}

/** Kitex's largest frame, `MaxFrameSize` in its TTHeader package. */
const FORMAT_MAX_FRAME_BYTES = 0x3fff_ffff;

/**
 * Fills in the defaults; a nesting without limit would overflow the stack, so its 0 means 10,000.
 * Throws `InvalidOption` for what is no amount.
 */
export function resolveWireLimits(given: WireLimitOptions, maxFrameBytes: number): WireLimits {
  const wanted = {
    maxFrameBytes: given.maxFrameBytes ?? maxFrameBytes,
    maxDepth: given.maxDepth ?? 64,
    maxElements: given.maxElements ?? 10_000_000,
    maxHeaderBytes: given.maxHeaderBytes ?? 65_536,
    maxHeaderPairs: given.maxHeaderPairs ?? 256,
    maxHeaderKeyBytes: given.maxHeaderKeyBytes ?? 4_096,
  };
  assertAmounts(wanted);
  return {
    maxFrameBytes: wanted.maxFrameBytes || FORMAT_MAX_FRAME_BYTES,
    maxDepth: wanted.maxDepth || 10_000,
    maxElements: wanted.maxElements || Number.MAX_SAFE_INTEGER,
    maxHeaderBytes: wanted.maxHeaderBytes || 262_140,
    maxHeaderPairs: wanted.maxHeaderPairs || 65_535,
    maxHeaderKeyBytes: wanted.maxHeaderKeyBytes || 65_535,
  };
}
