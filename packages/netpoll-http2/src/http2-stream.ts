import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { Http2ErrorCode } from "./error-code.ts";
import type { HeaderList } from "./header-list.ts";

/** One stream of a session. On a stream that has ended all of it does nothing. */
export interface Http2Stream {
  readonly id: number;
  /** Bytes given to `sendData` that no window or socket has had room for. */
  readonly pendingBytes: number;
  /** Whether so little is pending that more may be sent; `onWritable` tells when that is so again. */
  readonly writable: boolean;
  /** Sends headers, or trailers with `endStream`. They leave behind the data that was sent before. */
  sendHeaders(headers: HeaderList, endStream: boolean): void;
  /**
   * Sends what `write` appends, cut into frames as windows allow. `write` is called once, at once, and does nothing
   * else than append: in the middle of a frame nothing can be sent. When it throws, nothing of it is sent, and the error
   * is the caller's.
   */
  sendData(write: (out: ByteWriter) => void, endStream: boolean): void;
  /** Sends an empty DATA frame with END_STREAM, behind what is pending. */
  sendEnd(): void;
  /** Gives `bytes` of what `onData` gave back to the peer's window: they are no longer kept. */
  consumed(bytes: number): void;
  /** Lets the peer send so many bytes beyond its window, for a message that is known to be that long. */
  expect(bytes: number): void;
  /** Much may come on this stream, and it will be read: the peer may send at once what fits on the way, up to 1 MiB. */
  welcome(): void;
  /** Ends the stream at once; what was pending is dropped, and its owner hears no more. */
  reset(code: Http2ErrorCode): void;
}
