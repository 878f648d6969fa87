import {
  type Connection,
  type ConnectionError,
  type ConnectionEvents,
  callSafely,
  type FrameLength,
  reportThrown,
} from "@kitex-ts/netpoll";
import { ConnectionFrames } from "./connection-frames.ts";
import { Departure } from "./departure.ts";
import { Http2ErrorCode } from "./error-code.ts";
import { FrameError } from "./frame-error.ts";
import { FrameType, frameHeaderBytes, frameType, streamIdOf } from "./frame-header.ts";
import { checkFrame } from "./frame-reader.ts";
import { connectionPreface, writeRstStream } from "./frame-writer.ts";
import type { HeaderList } from "./header-list.ts";
import type { Http2Stream } from "./http2-stream.ts";
import { PingPayload } from "./pings.ts";
import type { SessionEvents } from "./session-events.ts";
import { resolveSessionOptions, type SessionOptions } from "./session-options.ts";
import { makeSessionParts, type SessionParts } from "./session-parts.ts";
import { Stream, type StreamHome } from "./stream.ts";
import type { StreamEvents } from "./stream-events.ts";
import { StreamFrames } from "./stream-frames.ts";
import type { StreamTable } from "./stream-table.ts";

/** The session of the side that opens streams. It begins to send at once; the caller lets the connection `receive`. */
export function clientSession(
  connection: Connection,
  events: SessionEvents,
  options: Partial<SessionOptions> = {},
): Http2Session {
  return new Http2Session("client", connection, events, resolveSessionOptions(options));
}

/** The session of the side that answers. It begins to send at once; the caller lets the connection `receive`. */
export function serverSession(
  connection: Connection,
  events: SessionEvents,
  options: Partial<SessionOptions> = {},
): Http2Session {
  return new Http2Session("server", connection, events, resolveSessionOptions(options));
}

/**
 * One side of an HTTP/2 connection (RFC 9113): many streams, each a request and its response.
 *
 * It answers SETTINGS and PINGs, keeps the rules and holds the peer to them. A peer that breaks a rule about one stream
 * loses the stream; one that breaks a rule about the connection, or asks for too much, is told why and loses the
 * connection. Owners are called back from inside the session's own calls, and may call it from there.
 */
export class Http2Session implements ConnectionEvents {
  readonly #events: SessionEvents;
  readonly #parts: SessionParts;
  readonly #table: StreamTable;
  readonly #home: StreamHome;
  readonly #departure: Departure;
  readonly #ofStreams: StreamFrames;
  readonly #ofConnection: ConnectionFrames;

  /** `options` are complete: `clientSession` and `serverSession` make sessions. */
  constructor(side: "client" | "server", connection: Connection, events: SessionEvents, options: SessionOptions) {
    const parts = makeSessionParts(side, connection, options);
    this.#events = events;
    this.#parts = parts;
    this.#table = parts.table;
    this.#departure = new Departure(parts, () => this.#tell("onDraining"));
    this.#home = this.#makeHome();
    this.#ofStreams = new StreamFrames(parts, this.#home, (stream, headers, endStream) =>
      this.#onStream(stream, headers, endStream),
    );
    this.#ofConnection = new ConnectionFrames(
      parts,
      () => this.#tell("onPing"),
      ({ headerTableBytes }) => this.#ofStreams.limitsKnown(headerTableBytes),
    );
    if (side === "client") connection.writer.writeBytes(connectionPreface);
    parts.settings.begin();
    parts.inflow.grow(options.initialConnectionWindowBytes);
  }

  /** Finds the frames in what the peer sends, for `connection.receive`. */
  get frameLength(): FrameLength {
    return this.#parts.incoming.frameLength;
  }

  /** Streams that are open. */
  get activeStreams(): number {
    return this.#table.size;
  }

  /** Whether no stream can be opened any more: `drain` was called, or the peer sent GOAWAY. */
  get draining(): boolean {
    return !this.#departure.open;
  }

  /** Whether a stream can be opened at once. Later, where `draining` is false. */
  get canOpen(): boolean {
    const { side, settings } = this.#parts;
    return side === "client" && this.#departure.open && this.#table.size < settings.maxStreams && this.#table.hasId;
  }

  /**
   * Opens a stream with a request. Call it only while `canOpen`; else it throws. It also throws, a `RangeError`, for
   * headers that cannot be encoded.
   */
  open(headers: HeaderList, endStream: boolean, events: StreamEvents): Http2Stream {
    if (!this.canOpen) throw new Error("no stream can be opened here");
    const stream = Stream.forRequest(this.#table.nextId(), this.#home, headers);
    stream.attend(events);
    this.#table.add(stream);
    try {
      stream.sendHeaders(headers, endStream);
    } catch (error) {
      this.#table.close(stream.id, "reset");
      throw error;
    }
    // Ids are not used twice (RFC 9113 section 5.1.1): what comes next needs another connection.
    if (!this.#table.hasId) this.#departure.drain();
    return stream;
  }

  /** Asks the peer for a sign of life. `onAck` is called when it has come. */
  ping(onAck: () => void): void {
    if (this.#departure.over) return;
    this.#parts.pings.send(PingPayload.Owner, () => callSafely("onAck", onAck));
  }

  /**
   * Ends in peace: streams that are open go on, and the connection ends with the last. A server takes streams until
   * the peer has read that it should open no more, and waits a minute for that.
   */
  drain(): void {
    this.#departure.drain();
  }

  /** Says why, and closes the connection when that is written; streams are told before this returns. */
  goAway(code: Http2ErrorCode, debug: string): void {
    this.#departure.goAway(code, debug);
  }

  /**
   * Resets every stream with `code`, and closes the connection when that is written; streams are told `reason` before
   * this returns.
   */
  abandon(code: Http2ErrorCode, reason: string): void {
    this.#departure.abandon(code, reason);
  }

  /** Closes the connection at once; streams are told before this returns. */
  close(): void {
    this.#departure.close();
  }

  /** Takes a frame; never throws. */
  onFrame(frame: Buffer): void {
    if (this.#departure.over) return;
    try {
      this.#receive(frame);
    } catch (error) {
      this.#refuse(streamIdOf(frame), error);
    }
  }

  /** The connection is gone. */
  onClose(cause: ConnectionError | undefined): void {
    this.#departure.lost(cause?.message ?? "the connection was closed by this side");
    callSafely("onClose", () => this.#events.onClose(cause));
  }

  #makeHome(): StreamHome {
    const { connection, outbox, inflow, settings } = this.#parts;
    return {
      outbox,
      inflow,
      get sendWindowBytes() {
        return settings.sendWindowBytes;
      },
      get receiveWindowBytes() {
        return settings.receiveWindowBytes;
      },
      sendReset: (id, code) => {
        writeRstStream(connection.writer, id, code);
        connection.flush();
      },
      onGone: (stream, ending) => {
        this.#table.close(stream.id, ending);
        this.#tellRoom();
        this.#departure.streamGone();
      },
    };
  }

  #receive(frame: Buffer): void {
    const { incoming } = this.#parts;
    if (incoming.expectsPreface) {
      incoming.takePreface(frame);
      return;
    }
    incoming.checkLength(frame);
    this.#ofStreams.expectContinuation(frame);
    checkFrame(frame);
    this.#ofConnection.expectSettings(frame);
    switch (frameType(frame)) {
      case FrameType.Data:
        this.#ofStreams.data(frame);
        if (!this.#departure.over) this.#ofConnection.measure(frame.length - frameHeaderBytes);
        break;
      case FrameType.Headers:
        this.#ofStreams.headers(frame);
        break;
      case FrameType.Continuation:
        this.#ofStreams.continuation(frame);
        break;
      case FrameType.RstStream:
        this.#ofStreams.rstStream(frame);
        break;
      case FrameType.Priority:
        this.#ofStreams.priority(frame);
        break;
      case FrameType.WindowUpdate:
        this.#parts.floods.idleFrame();
        if (streamIdOf(frame) === 0) this.#ofConnection.windowUpdate(frame);
        else this.#ofStreams.windowUpdate(frame);
        break;
      case FrameType.Settings:
        this.#ofConnection.settings(frame);
        this.#tellRoom();
        break;
      case FrameType.Ping:
        this.#ofConnection.ping(frame);
        break;
      case FrameType.GoAway:
        this.#departure.receiveGoAway(frame);
        break;
      default:
        this.#parts.floods.idleFrame();
    }
  }

  #refuse(streamId: number, error: unknown): void {
    if (error instanceof FrameError && error.scope === "connection") {
      this.goAway(error.code, error.message);
    } else if (error instanceof FrameError) {
      try {
        this.#ofStreams.refuse(streamId, error);
      } catch (worse) {
        this.#refuse(0, worse);
      }
    } else {
      reportThrown("onFrame", error);
      this.goAway(Http2ErrorCode.InternalError, "a frame could not be handled");
    }
  }

  #onStream(stream: Stream, headers: HeaderList, endStream: boolean): void {
    try {
      const events = this.#events.onStream?.(stream, headers, endStream);
      if (events === undefined) stream.reset(Http2ErrorCode.RefusedStream);
      else stream.attend(events);
    } catch (error) {
      reportThrown("onStream", error);
      stream.reset(Http2ErrorCode.InternalError);
    }
  }

  #tellRoom(): void {
    if (this.canOpen) this.#tell("onRoom");
  }

  #tell(callback: "onRoom" | "onPing" | "onDraining"): void {
    callSafely(callback, () => this.#events[callback]?.());
  }
}
