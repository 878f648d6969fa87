import { type Clock, systemClock } from "@kitex-ts/netpoll";

/** What a session may spend on its peer, complete. Sizes are in bytes, times in milliseconds. */
export interface SessionOptions {
  /** Streams that the peer may have open; a server advertises and enforces it. Default 1,000. */
  readonly maxConcurrentStreams: number;
  /** Receive window of a stream at the start. Default 65,535, RFC 9113's and Kitex's. */
  readonly initialWindowBytes: number;
  /** Receive window of the connection at the start; HTTP/2 knows none below 65,535, the default. */
  readonly initialConnectionWindowBytes: number;
  /** Whether windows grow with the measured bandwidth-delay product. Default true, as in Kitex, while both windows above are the default. */
  readonly dynamicWindow: boolean;
  /** What they grow to at most. Default 16 MiB, Kitex's. */
  readonly maxWindowBytes: number;
  /**
   * Bytes that streams may hold unconsumed before the connection's window closes. Half of them is for windows that have
   * grown. Default 64 MiB.
   */
  readonly maxUnconsumedBytes: number;
  /** The largest frame that is taken; 16,384 to 16,777,215. Default 16,384. */
  readonly maxFrameBytes: number;
  /** Size of a header list as RFC 9113 counts it (names, values, 32 for each field). Default 65,536. */
  readonly maxHeaderListBytes: number;
  /** Fields of a header list. Default 256. */
  readonly maxHeaderFields: number;
  /**
   * Whether blanks at the ends of values that come are taken off, as RFC 9110 section 5.5 asks of whoever reads fields;
   * else a list with such a value is malformed (RFC 9113 section 8.2.1), as it ever is in a pseudo-header field. Default false.
   */
  readonly trimFieldValues: boolean;
  /** Size of the table that the peer's encoder may use. Default 4,096, RFC 7541's. */
  readonly headerTableBytes: number;
  /** Bytes pending on a stream from which it is not writable. Default 65,536. */
  readonly streamHighWaterBytes: number;
  /** What the peer may do too often before it is told to calm down (security rules). */
  readonly floods: FloodLimits;
  readonly clock: Clock;
}

/** How often, within `windowMs`, a peer may do what costs us and not it. Beyond: GOAWAY with ENHANCE_YOUR_CALM. */
export interface FloodLimits {
  /** Default 1,000. */
  readonly windowMs: number;
  /** Streams the peer opened and reset (rapid reset, CVE-2023-44487). Default 200. */
  readonly resets: number;
  /** PINGs without anything else (CVE-2019-9512). Default 200. */
  readonly pings: number;
  /** SETTINGS (CVE-2019-9515). Default 100. */
  readonly settings: number;
  /** DATA, HEADERS, CONTINUATION frames that carry nothing (CVE-2019-9518). Default 1,000. */
  readonly emptyFrames: number;
  /** CONTINUATION frames of one header block (CVE-2024-27983). Default 32. */
  readonly continuations: number;
  /** PRIORITY, WINDOW_UPDATE and unknown frames that change nothing. Default 10,000. */
  readonly idleFrames: number;
}

const floodDefaults: FloodLimits = {
  windowMs: 1000,
  resets: 200,
  pings: 200,
  settings: 100,
  emptyFrames: 1000,
  continuations: 32,
  idleFrames: 10_000,
};

/** RFC 9113's window, for streams and connections. */
const defaultWindowBytes = 65_535;

/** Completes options; a value that is `undefined` counts as absent. Throws a `RangeError` for what HTTP/2 cannot say. */
export function resolveSessionOptions(given: Partial<SessionOptions>): SessionOptions {
  const initialWindowBytes = given.initialWindowBytes ?? defaultWindowBytes;
  const initialConnectionWindowBytes = given.initialConnectionWindowBytes ?? defaultWindowBytes;
  const windowsAreDefault =
    initialWindowBytes === defaultWindowBytes && initialConnectionWindowBytes === defaultWindowBytes;
  return {
    maxConcurrentStreams: inRange("maxConcurrentStreams", given.maxConcurrentStreams ?? 1000, 0, 0xffff_ffff),
    initialWindowBytes: inRange("initialWindowBytes", initialWindowBytes, 0, largestWindow),
    initialConnectionWindowBytes: inRange(
      "initialConnectionWindowBytes",
      initialConnectionWindowBytes,
      defaultWindowBytes,
      largestWindow,
    ),
    dynamicWindow: given.dynamicWindow ?? windowsAreDefault,
    maxWindowBytes: inRange("maxWindowBytes", given.maxWindowBytes ?? 16 * 1024 * 1024, 0, largestWindow),
    maxUnconsumedBytes: given.maxUnconsumedBytes ?? 64 * 1024 * 1024,
    maxFrameBytes: inRange("maxFrameBytes", given.maxFrameBytes ?? 16_384, 16_384, 0xff_ffff),
    maxHeaderListBytes: inRange("maxHeaderListBytes", given.maxHeaderListBytes ?? 65_536, 0, 0xffff_ffff),
    maxHeaderFields: given.maxHeaderFields ?? 256,
    trimFieldValues: given.trimFieldValues ?? false,
    headerTableBytes: inRange("headerTableBytes", given.headerTableBytes ?? 4096, 0, 0xffff_ffff),
    streamHighWaterBytes: given.streamHighWaterBytes ?? 65_536,
    floods: given.floods ?? floodDefaults,
    clock: given.clock ?? systemClock,
  };
}

const largestWindow = 0x7fff_ffff;

function inRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} is ${value}, and must be an integer from ${least} to ${most}`);
}
