import type { Connection } from "@kitex-ts/netpoll";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError } from "./frame-error.ts";
import { writeWindowUpdate } from "./frame-writer.ts";
import { ReceiveWindow } from "./receive-window.ts";

/** So much of what streams may hold is for windows that grow; the other half is for those that nobody reads. */
const grownShare = 0.5;

/** So much of it may be for one stream before any of it was read: 1 MiB of 64. */
const firstShare = 1 / 64;

/**
 * The connection's receive window, what its streams hold, and by how much their windows have grown.
 *
 * A stream that its owner does not read must not hold up the others, so the connection's window opens again with what
 * comes, whoever consumes it; only when all streams together hold too much it waits for them. For the same reason a
 * stream begins with a small window, which grows as it is read, twice as large each time.
 */
export class Inflow {
  readonly #connection: Connection;
  readonly #window: ReceiveWindow;
  readonly #maxUnconsumed: number;
  #unconsumed = 0;
  /** What the window of a stream that is read may grow to. */
  #streamWindow = 0;
  /** What the windows of the streams that are open have grown by together. */
  #grown = 0;

  constructor(connection: Connection, windowBytes: number, maxUnconsumedBytes: number) {
    this.#connection = connection;
    this.#window = new ReceiveWindow(windowBytes);
    this.#maxUnconsumed = maxUnconsumedBytes;
  }

  /** Counts a DATA frame's payload. Throws a connection error when the peer was not allowed to send it. */
  came(bytes: number): void {
    if (!this.#window.take(bytes)) {
      throw connectionError(
        Http2ErrorCode.FlowControlError,
        `DATA of ${bytes} bytes, more than the connection's window`,
      );
    }
    this.#open();
  }

  /** A stream holds `bytes` more. */
  keep(bytes: number): void {
    this.#unconsumed += bytes;
  }

  /** A stream holds `bytes` less. */
  release(bytes: number): void {
    this.#unconsumed -= bytes;
    this.#open();
  }

  /** Gives a stream's `increment` to the peer; 0 is nothing. */
  announce(streamId: number, increment: number): void {
    if (increment === 0) return;
    writeWindowUpdate(this.#connection.writer, streamId, increment);
    this.#connection.flush();
  }

  /** Announces at once what the window would otherwise announce later. */
  announceEarly(): void {
    this.announce(0, this.#window.announce());
  }

  /** Lets the windows of streams that are read grow to so much. */
  letStreamsGrow(windowBytes: number): void {
    this.#streamWindow = windowBytes;
  }

  /** By how much the window of a stream that is read grows; `shrunk` is told when the stream ends. */
  growthOf(windowBytes: number): number {
    return this.#grant(windowBytes, 2 * windowBytes);
  }

  /** By how much the window of a stream grows that was opened to be read at length. */
  firstGrowthOf(windowBytes: number): number {
    return this.#grant(windowBytes, this.#maxUnconsumed * firstShare);
  }

  /** A stream has ended whose window had grown by so much. */
  shrunk(bytes: number): void {
    this.#grown -= bytes;
  }

  /** Makes the connection's window larger. */
  grow(windowBytes: number): void {
    if (windowBytes > this.#window.size) this.announce(0, this.#window.grow(windowBytes));
  }

  #grant(windowBytes: number, wanted: number): number {
    const grown = Math.min(wanted, this.#streamWindow) - windowBytes;
    const growth = Math.max(Math.min(grown, this.#maxUnconsumed * grownShare - this.#grown), 0);
    this.#grown += growth;
    return growth;
  }

  #open(): void {
    if (this.#unconsumed <= this.#maxUnconsumed) this.announce(0, this.#window.give(this.#window.unconsumed));
  }
}
