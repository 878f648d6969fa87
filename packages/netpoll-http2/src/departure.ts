import type { Timer } from "@kitex-ts/netpoll";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError } from "./frame-error.ts";
import { readGoAway } from "./frame-reader.ts";
import { writeGoAway, writeRstStream } from "./frame-writer.ts";
import { PingPayload } from "./pings.ts";
import type { SessionParts } from "./session-parts.ts";

/** How long a drain waits for the peer to have read of it; grpc-go's and Kitex's. */
const drainWaitMs = 60_000;
/** What the first GOAWAY of a drain names: streams that are on their way are still taken. */
const anyStream = 0x7fff_ffff;
/** How long the last word on a connection waits for a peer that does not read it. */
const goAwayGraceMs = 1000;

/**
 * How a session ends.
 *
 * ```text
 *   open ──drain() of a server──► draining ──the peer has read of it──► finishing ──the last stream is gone──► over
 *     ├────drain() of a client, GOAWAY of a server──────────────────────────┘                                  ▲
 *     └────goAway(), abandon(), close(), the connection is lost: from any phase────────────────────────────────┘
 * ```
 *
 * `draining` opens no streams of ours, and still takes those of the peer; `over` sends and takes nothing.
 */
export class Departure {
  readonly #parts: SessionParts;
  readonly #onDraining: () => void;
  #phase: "open" | "draining" | "finishing" | "over" = "open";
  /** The last stream that the peer takes, as its GOAWAY says. */
  #peerTakesUpTo = anyStream;
  #timer: Timer | undefined;

  /** `onDraining`: the session has left the phase `open`, its streams go on. */
  constructor(parts: SessionParts, onDraining: () => void) {
    this.#parts = parts;
    this.#onDraining = onDraining;
  }

  get open(): boolean {
    return this.#phase === "open";
  }

  get over(): boolean {
    return this.#phase === "over";
  }

  /** Lets streams go on, and ends the connection with the last. */
  drain(): void {
    if (this.#phase !== "open") return;
    if (this.#parts.side === "client") {
      this.#finish();
      this.#endIfEmpty();
      return;
    }
    this.#phase = "draining";
    this.#sendGoAway(anyStream, Http2ErrorCode.NoError, "graceful shutdown");
    const stop = (): void => this.#stopAccepting();
    this.#timer = this.#parts.options.clock.setTimer(stop, drainWaitMs);
    this.#parts.pings.send(PingPayload.Drain, stop);
    this.#onDraining();
  }

  /** Says why, ends the connection behind that, and tells the streams. */
  goAway(code: Http2ErrorCode, debug: string): void {
    if (this.#phase === "over") return;
    const { side, table } = this.#parts;
    this.#sendGoAway(side === "server" ? table.stopAccepting() : 0, code, debug);
    this.#endWithin(goAwayGraceMs);
    this.#loseStreams(code, `the session was ended, code ${code}: ${debug}`);
  }

  /** Resets every stream, ends the connection behind that, and tells the streams. */
  abandon(code: Http2ErrorCode, reason: string): void {
    if (this.#phase === "over") return;
    const { table, connection } = this.#parts;
    for (const stream of table.open) writeRstStream(connection.writer, stream.id, code);
    this.#endWithin(goAwayGraceMs);
    this.#loseStreams(code, reason);
  }

  /** Closes the connection at once, and tells the streams. */
  close(): void {
    if (this.#phase === "over") return;
    this.#stop();
    this.#parts.connection.close();
    this.#loseStreams(Http2ErrorCode.Cancel, "the session was closed");
  }

  /** The connection is gone: tells the streams. */
  lost(reason: string): void {
    this.#stop();
    this.#loseStreams(Http2ErrorCode.InternalError, reason);
  }

  /** Ends the connection if it was to end with the stream that is gone. */
  streamGone(): void {
    this.#endIfEmpty();
  }

  /**
   * Takes a GOAWAY frame. A client opens no streams any more, and loses those that the server did not take. For a
   * server it changes nothing: it opens no streams. Throws a connection error where the frame contradicts an earlier.
   */
  receiveGoAway(frame: Buffer): void {
    const { lastStreamId, code, debug } = readGoAway(frame);
    const { side, table } = this.#parts;
    if (side === "server") return;
    if (lastStreamId > this.#peerTakesUpTo || (lastStreamId !== 0 && lastStreamId % 2 === 0)) {
      throw connectionError(Http2ErrorCode.ProtocolError, `GOAWAY with the last stream ${lastStreamId}`);
    }
    this.#peerTakesUpTo = lastStreamId;
    this.#finish();
    for (const stream of table.open) {
      if (stream.id <= lastStreamId) continue;
      stream.lose(Http2ErrorCode.RefusedStream, true, `the peer went away, code ${code}: ${debug}`);
    }
    this.#endIfEmpty();
  }

  /** The second half of a server's drain. */
  #stopAccepting(): void {
    if (this.#phase !== "draining") return;
    this.#phase = "finishing";
    this.#timer?.cancel();
    this.#sendGoAway(this.#parts.table.stopAccepting(), Http2ErrorCode.NoError, "graceful shutdown");
    this.#endIfEmpty();
  }

  #finish(): void {
    const wasOpen = this.#phase === "open";
    this.#phase = "finishing";
    if (wasOpen) this.#onDraining();
  }

  #endIfEmpty(): void {
    const { side, table } = this.#parts;
    if (this.#phase !== "finishing" || table.size > 0) return;
    if (side === "client") this.#sendGoAway(0, Http2ErrorCode.NoError, "");
    this.#end();
  }

  #sendGoAway(lastStreamId: number, code: Http2ErrorCode, debug: string): void {
    const { connection } = this.#parts;
    writeGoAway(connection.writer, lastStreamId, code, debug);
    connection.flush();
  }

  /** Sends what is written, and ends. */
  #end(): void {
    this.#stop();
    this.#parts.connection.end();
  }

  /** The same for a peer that may not read it. */
  #endWithin(ms: number): void {
    const { connection, options } = this.#parts;
    this.#end();
    this.#timer = options.clock.setTimer(() => connection.close(), ms);
  }

  #stop(): void {
    this.#phase = "over";
    this.#parts.incoming.stop();
    this.#timer?.cancel();
  }

  #loseStreams(code: Http2ErrorCode, message: string): void {
    for (const stream of this.#parts.table.open) stream.lose(code, false, message);
  }
}
