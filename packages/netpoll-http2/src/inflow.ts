import type { Connection } from "@kitex-ts/netpoll";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError } from "./frame-error.ts";
import { writeWindowUpdate } from "./frame-writer.ts";
import { ReceiveWindow } from "./receive-window.ts";

/**
 * The connection's receive window, and what its streams hold.
 *
 * A stream that its owner does not read must not hold up the others, so the connection's window opens again with what
 * comes, whoever consumes it; only when all streams together hold too much it waits for them.
 */
export class Inflow {
  readonly #connection: Connection;
  readonly #window: ReceiveWindow;
  readonly #maxUnconsumed: number;
  #unconsumed = 0;

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

  /** Makes the window larger. */
  grow(windowBytes: number): void {
    if (windowBytes > this.#window.size) this.announce(0, this.#window.grow(windowBytes));
  }

  #open(): void {
    if (this.#unconsumed <= this.#maxUnconsumed) this.announce(0, this.#window.give(this.#window.unconsumed));
  }
}
