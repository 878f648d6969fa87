import type { CallOptions } from "./call-options.ts";

/** What one stream may do differently from its client. `timeoutMs` is for the whole stream; default: the client's `stream.timeoutMs`. */
export interface StreamOptions extends Omit<CallOptions, "onBackward"> {
  /** Milliseconds that each message from the peer may take; 0 means no limit. Default: the client's `stream.recvTimeoutMs`. */
  readonly recvTimeoutMs?: number | undefined;
}
