import type { ErrorCode } from "./codes.ts";
import type { RpcStatus } from "./rpc-status.ts";

/** How far a call had come. */
export type CallPhase = "resolve" | "connect" | "encode" | "write" | "response" | "decode" | "handler";

export interface KitexErrorOptions {
  /** What went wrong underneath: the last transport error, a codec's complaint, an abort reason. */
  readonly cause?: unknown;
  /** How far the call had come. */
  readonly phase?: CallPhase | undefined;
  /** Whom the call was for: an address where one was chosen, else the destination. */
  readonly target?: string | undefined;
  /** Milliseconds since the call began. */
  readonly elapsedMs?: number | undefined;
  /** The application exception id: read from a reply, or to be written into one when a handler throws it. */
  readonly typeId?: number | undefined;
  /** gRPC's status: read from a trailer, or to be written into one when a handler throws it. */
  readonly status?: RpcStatus | undefined;
}

// A registered symbol: two copies of core in one process recognise each other's errors.
const brand = Symbol.for("kitex-ts.KitexError");

/** A failure of the framework, the network or the peer; never one that an IDL declares (those are its own classes). */
export class KitexError extends Error {
  override readonly name = "KitexError" as const;
  readonly code: ErrorCode;
  readonly phase: CallPhase | undefined;
  readonly target: string | undefined;
  readonly elapsedMs: number | undefined;
  readonly typeId: number | undefined;
  readonly status: RpcStatus | undefined;

  constructor(code: ErrorCode, message: string, options: KitexErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.phase = options.phase;
    this.target = options.target;
    this.elapsedMs = options.elapsedMs;
    this.typeId = options.typeId;
    this.status = options.status;
  }
}

Object.defineProperty(KitexError.prototype, brand, { value: true });

/** Whether `error` is a `KitexError`, also one of another copy of this package; with `code`, whether it is that one. */
export function isKitexError(error: unknown, code?: ErrorCode): error is KitexError {
  return error instanceof Error && brand in error && (code === undefined || ("code" in error && error.code === code));
}
