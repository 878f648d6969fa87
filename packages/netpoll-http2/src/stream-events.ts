import type { Http2ErrorCode } from "./error-code.ts";
import type { HeaderList } from "./header-list.ts";

/** Why a stream ended before both sides had said all. */
export interface StreamReset {
  readonly code: Http2ErrorCode;
  /**
   * `peer`: it sent RST_STREAM. `protocol`: what it sent broke the rules. `connection`: the connection was lost.
   * `owner`: one of these callbacks threw, or headers could not be encoded. (A stream that its own owner resets is not
   * told.)
   */
  readonly by: "peer" | "protocol" | "connection" | "owner";
  /** Whether the peer certainly did nothing with the stream: it was refused, or lies behind the last id of a GOAWAY. */
  readonly unprocessed: boolean;
  readonly message: string;
}

/** What a stream tells its owner; nothing follows `onReset`, or the end of both sides. */
export interface StreamEvents {
  /** Response headers, without informational ones (1xx), or trailers. */
  onHeaders(headers: HeaderList, endStream: boolean): void;
  /** Bytes, valid for ever. They count against the stream's window until `consumed`. */
  onData(bytes: Buffer, endStream: boolean): void;
  /** The stream is gone. Called at most once. */
  onReset(reset: StreamReset): void;
  /** The stream was not `writable`, and is again. */
  onWritable?(): void;
}
