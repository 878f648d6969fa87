import type { Http2ErrorCode } from "./error-code.ts";

/**
 * The peer sent what HTTP/2 does not allow.
 *
 * `scope` says how far the damage goes: after a `stream` error the connection goes on once the stream was reset, after a
 * `connection` error nothing that the peer sends can be understood any more (RFC 9113 section 5.4).
 */
export class FrameError extends Error {
  override readonly name = "FrameError" as const;
  readonly code: Http2ErrorCode;
  readonly scope: "connection" | "stream";

  constructor(code: Http2ErrorCode, scope: "connection" | "stream", message: string) {
    super(message);
    this.code = code;
    this.scope = scope;
  }
}

/** An error that ends the connection. */
export function connectionError(code: Http2ErrorCode, message: string): FrameError {
  return new FrameError(code, "connection", message);
}

/** An error that ends one stream. */
export function streamError(code: Http2ErrorCode, message: string): FrameError {
  return new FrameError(code, "stream", message);
}
