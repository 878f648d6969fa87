import type { Connection, ConnectionError, ConnectionEvents, FrameLength, Timer } from "@kitex-ts/netpoll";
import { BandwidthDelay } from "./bandwidth-delay.ts";
import { Http2ErrorCode } from "./error-code.ts";
import { FloodGuard } from "./flood-guard.ts";
import { connectionError, FrameError } from "./frame-error.ts";
import { FrameFlag, FrameType, frameHeaderBytes, frameType, hasFlag, streamIdOf } from "./frame-header.ts";
import { checkFrame, readGoAway, readPing, readWindowUpdate } from "./frame-reader.ts";
import { connectionPreface, writeGoAway, writePingAck, writeRstStream } from "./frame-writer.ts";
import type { HeaderList } from "./header-list.ts";
import type { Http2Stream } from "./http2-stream.ts";
import { IncomingFrames } from "./incoming-frames.ts";
import { Inflow } from "./inflow.ts";
import { Outbox } from "./outbox.ts";
import { reportThrown } from "./owner-error.ts";
import { PingPayload, Pings } from "./pings.ts";
import type { SessionEvents } from "./session-events.ts";
import { resolveSessionOptions, type SessionOptions } from "./session-options.ts";
import { defaultSettings } from "./settings.ts";
import { SettingsExchange } from "./settings-exchange.ts";
import { Stream, type StreamHome } from "./stream.ts";
import type { StreamEvents } from "./stream-events.ts";
import { StreamFrames } from "./stream-frames.ts";
import { StreamTable } from "./stream-table.ts";

/** How long a drain waits for the peer to have read of it; grpc-go's and Kitex's. */
const drainWaitMs = 60_000;
/** What a first GOAWAY of a drain names: streams that are on their way are still taken. */
const anyStream = 0x7fff_ffff;
/** How long a GOAWAY that ends the connection waits for a peer that does not read it. */
const goAwayGraceMs = 1000;
/** Answers to PINGs and SETTINGS that a peer may leave unread. */
const mostUnreadAnswers = 1000;

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
  readonly #side: "client" | "server";
  readonly #connection: Connection;
  readonly #events: SessionEvents;
  readonly #options: SessionOptions;
  readonly #incoming: IncomingFrames;
  readonly #floods: FloodGuard;
  readonly #outbox: Outbox;
  readonly #inflow: Inflow;
  readonly #table = new StreamTable();
  readonly #settings: SettingsExchange;
  readonly #home: StreamHome;
  readonly #frames: StreamFrames;
  readonly #pings: Pings;
  readonly #bandwidth: BandwidthDelay | undefined;
  #unreadAnswers = 0;
  /** No stream is opened any more. */
  #draining = false;
  /** The connection ends with the last stream. */
  #endsWhenEmpty = false;
  /** Highest stream that the peer's GOAWAY takes. */
  #peerTakesUpTo = anyStream;
  /** Nothing is sent or taken any more. */
  #over = false;
  #timer: Timer | undefined;

  /** Options must be complete: `clientSession` and `serverSession` make sessions. */
  constructor(side: "client" | "server", connection: Connection, events: SessionEvents, options: SessionOptions) {
    const { clock, initialWindowBytes, maxWindowBytes } = options;
    this.#side = side;
    this.#connection = connection;
    this.#events = events;
    this.#options = options;
    this.#incoming = new IncomingFrames(side === "client" ? "server" : "client", options.maxFrameBytes);
    this.#floods = new FloodGuard(options.floods, clock);
    this.#outbox = new Outbox(connection, this.#floods, options.streamHighWaterBytes);
    this.#inflow = new Inflow(connection, defaultSettings.initialWindowBytes, options.maxUnconsumedBytes);
    this.#settings = new SettingsExchange(side, connection, this.#table, options);
    this.#home = this.#makeHome();
    this.#frames = new StreamFrames(side, this.#table, this.#home, this.#floods, options, (stream, headers, end) =>
      this.#onStream(stream, headers, end),
    );
    this.#pings = new Pings(connection);
    this.#bandwidth = options.dynamicWindow ? new BandwidthDelay(initialWindowBytes, maxWindowBytes, clock) : undefined;
    if (side === "client") connection.writer.writeBytes(connectionPreface);
    this.#settings.begin();
    this.#inflow.grow(options.initialConnectionWindowBytes);
  }

  /** Finds the frames in what the peer sends, for `connection.receive`. */
  get frameLength(): FrameLength {
    return this.#incoming.frameLength;
  }

  /** Streams that are open. */
  get activeStreams(): number {
    return this.#table.size;
  }

  /** Whether no stream can be opened any more: `drain` was called, or the peer sent GOAWAY. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Whether a stream can be opened at once. Later, where `draining` is false. */
  get canOpen(): boolean {
    if (this.#side === "server" || this.#draining || this.#over) return false;
    return this.#table.size < this.#settings.maxStreams && this.#table.hasId;
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
    return stream;
  }

  /** Asks the peer for a sign of life. `onAck` is called when it has come. */
  ping(onAck: () => void): void {
    if (!this.#over) this.#pings.send(PingPayload.Owner, onAck);
  }

  /**
   * Ends in peace: streams that are open go on, and the connection ends with the last. A server takes streams until
   * the peer has read that it should open no more, and waits a minute for that.
   */
  drain(): void {
    if (this.#over || this.#draining) return;
    if (this.#side === "server") {
      this.#sendGoAway(anyStream, Http2ErrorCode.NoError, "graceful shutdown");
      const stop = (): void => this.#stopAccepting();
      this.#timer = this.#options.clock.setTimer(stop, drainWaitMs);
      this.#pings.send(PingPayload.Drain, stop);
      this.#startDraining();
    } else {
      this.#endsWhenEmpty = true;
      this.#startDraining();
      this.#endIfEmpty();
    }
  }

  /** Says why, and closes the connection when that is written; streams are told before this returns. */
  goAway(code: Http2ErrorCode, debug: string): void {
    if (this.#over) return;
    const lastId = this.#side === "server" ? this.#frames.stopAccepting() : 0;
    this.#sendGoAway(lastId, code, debug);
    this.#end();
    this.#timer = this.#options.clock.setTimer(() => this.#connection.close(), goAwayGraceMs);
    this.#loseStreams(code, `the session was ended, code ${code}: ${debug}`);
  }

  /** Closes the connection at once; streams are told before this returns. */
  close(): void {
    if (this.#over) return;
    this.#stop();
    this.#connection.close();
    this.#loseStreams(Http2ErrorCode.Cancel, "the session was closed");
  }

  /** Takes a frame; never throws. */
  onFrame(frame: Buffer): void {
    if (this.#over) return;
    try {
      this.#receive(frame);
    } catch (error) {
      this.#refuse(streamIdOf(frame), error);
    }
  }

  /** The connection is gone. */
  onClose(cause: ConnectionError | undefined): void {
    this.#stop();
    this.#timer?.cancel();
    this.#loseStreams(Http2ErrorCode.InternalError, cause?.message ?? "the connection was closed by this side");
    try {
      this.#events.onClose(cause);
    } catch (error) {
      reportThrown("onClose", error);
    }
  }

  #makeHome(): StreamHome {
    const settings = this.#settings;
    return {
      outbox: this.#outbox,
      inflow: this.#inflow,
      get sendWindowBytes() {
        return settings.sendWindowBytes;
      },
      get receiveWindowBytes() {
        return settings.receiveWindowBytes;
      },
      sendReset: (id, code) => {
        writeRstStream(this.#connection.writer, id, code);
        this.#connection.flush();
      },
      onGone: (stream, ending) => {
        this.#table.close(stream.id, ending);
        this.#tellRoom();
        this.#endIfEmpty();
      },
    };
  }

  #receive(frame: Buffer): void {
    if (this.#incoming.expectsPreface) {
      this.#incoming.takePreface(frame);
      return;
    }
    this.#incoming.checkLength(frame);
    this.#frames.expectContinuation(frame);
    checkFrame(frame);
    if (!this.#settings.received) expectSettings(frame);
    switch (frameType(frame)) {
      case FrameType.Data:
        this.#frames.data(frame);
        this.#measure(frame.length - frameHeaderBytes);
        break;
      case FrameType.Headers:
        this.#frames.headers(frame);
        break;
      case FrameType.Continuation:
        this.#frames.continuation(frame);
        break;
      case FrameType.RstStream:
        this.#frames.rstStream(frame);
        break;
      case FrameType.Priority:
        this.#frames.priority(frame);
        break;
      case FrameType.WindowUpdate:
        this.#receiveWindowUpdate(frame);
        break;
      case FrameType.Settings:
        this.#receiveSettings(frame);
        break;
      case FrameType.Ping:
        this.#receivePing(frame);
        break;
      case FrameType.GoAway:
        this.#receiveGoAway(frame);
        break;
      default:
        this.#floods.idleFrame();
    }
  }

  #refuse(streamId: number, error: unknown): void {
    if (error instanceof FrameError && error.scope === "connection") {
      this.goAway(error.code, error.message);
    } else if (error instanceof FrameError) {
      try {
        this.#frames.refuse(streamId, error);
      } catch (worse) {
        this.#refuse(0, worse);
      }
    } else {
      reportThrown("onFrame", error);
      this.goAway(Http2ErrorCode.InternalError, "a frame could not be handled");
    }
  }

  #receiveWindowUpdate(frame: Buffer): void {
    this.#floods.idleFrame();
    if (streamIdOf(frame) === 0) this.#outbox.openWindow(readWindowUpdate(frame));
    else this.#frames.windowUpdate(frame);
  }

  #receiveSettings(frame: Buffer): void {
    if (hasFlag(frame, FrameFlag.Ack)) {
      const held = this.#settings.acknowledged();
      if (held === undefined) this.#floods.idleFrame();
      else this.#frames.limitsKnown(held.headerTableBytes);
      return;
    }
    this.#floods.settings();
    this.#countAnswer();
    this.#settings.receive(frame, this.#outbox);
    this.#tellRoom();
  }

  #receivePing(frame: Buffer): void {
    const payload = readPing(frame);
    if (hasFlag(frame, FrameFlag.Ack)) {
      this.#pings.answered(payload);
      return;
    }
    this.#floods.ping();
    this.#countAnswer();
    writePingAck(this.#connection.writer, payload);
    this.#connection.flush();
  }

  /** To a peer that reads nothing no end of answers is written (CVE-2019-9512, CVE-2019-9515). */
  #countAnswer(): void {
    if (!this.#outbox.congested) this.#unreadAnswers = 0;
    else if (++this.#unreadAnswers > mostUnreadAnswers) {
      throw connectionError(Http2ErrorCode.EnhanceYourCalm, "too many answers were not read");
    }
  }

  /** A server's peer opens no streams of ours, so its GOAWAY changes nothing here. */
  #receiveGoAway(frame: Buffer): void {
    const { lastStreamId, code, debug } = readGoAway(frame);
    if (this.#side === "server") return;
    if (lastStreamId > this.#peerTakesUpTo || (lastStreamId !== 0 && lastStreamId % 2 === 0)) {
      throw connectionError(Http2ErrorCode.ProtocolError, `GOAWAY with the last stream ${lastStreamId}`);
    }
    this.#peerTakesUpTo = lastStreamId;
    this.#endsWhenEmpty = true;
    this.#startDraining();
    for (const stream of this.#table.open) {
      if (stream.id <= lastStreamId) continue;
      stream.lose(Http2ErrorCode.RefusedStream, true, `the peer went away, code ${code}: ${debug}`);
    }
    this.#endIfEmpty();
  }

  /** Grows windows with what the way to the peer holds. */
  #measure(bytes: number): void {
    const bandwidth = this.#bandwidth;
    if (bandwidth === undefined || !bandwidth.arrived(bytes) || this.#over) return;
    this.#inflow.announceEarly();
    this.#pings.send(PingPayload.Bandwidth, () => {
      const window = bandwidth.measured();
      if (window === undefined) return;
      this.#inflow.grow(window);
      this.#settings.growWindows(window);
    });
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
    if (!this.canOpen) return;
    try {
      this.#events.onRoom?.();
    } catch (error) {
      reportThrown("onRoom", error);
    }
  }

  #startDraining(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      this.#events.onDraining?.();
    } catch (error) {
      reportThrown("onDraining", error);
    }
  }

  /** The second half of a server's drain. */
  #stopAccepting(): void {
    if (this.#over || this.#endsWhenEmpty) return;
    this.#timer?.cancel();
    this.#endsWhenEmpty = true;
    this.#sendGoAway(this.#frames.stopAccepting(), Http2ErrorCode.NoError, "graceful shutdown");
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.#over || !this.#endsWhenEmpty || this.#table.size > 0) return;
    if (this.#side === "client") this.#sendGoAway(0, Http2ErrorCode.NoError, "");
    this.#end();
  }

  #sendGoAway(lastStreamId: number, code: Http2ErrorCode, debug: string): void {
    writeGoAway(this.#connection.writer, lastStreamId, code, debug);
    this.#connection.flush();
  }

  /** Sends what is written, and ends. */
  #end(): void {
    this.#stop();
    this.#connection.end();
  }

  #stop(): void {
    this.#over = true;
    this.#draining = true;
    this.#incoming.stop();
    this.#timer?.cancel();
  }

  #loseStreams(code: Http2ErrorCode, message: string): void {
    for (const stream of this.#table.open) stream.lose(code, false, message);
  }
}

function expectSettings(frame: Buffer): void {
  if (frameType(frame) === FrameType.Settings && !hasFlag(frame, FrameFlag.Ack)) return;
  throw connectionError(Http2ErrorCode.ProtocolError, "another frame before the first SETTINGS");
}
