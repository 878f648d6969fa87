import { reportThrown } from "@kitex-ts/netpoll";
import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { Ending } from "./closed-streams.ts";
import { contentLength } from "./content-length.ts";
import { Http2ErrorCode } from "./error-code.ts";
import { type FrameError, streamError } from "./frame-error.ts";
import type { HeaderList } from "./header-list.ts";
import { validateResponse, validateTrailers } from "./header-rules.ts";
import type { Http2Stream } from "./http2-stream.ts";
import type { Inflow } from "./inflow.ts";
import type { Outbox } from "./outbox.ts";
import { ReceiveWindow } from "./receive-window.ts";
import type { SendQueue } from "./send-queue.ts";
import type { Sender } from "./sender.ts";
import type { StreamEvents, StreamReset } from "./stream-events.ts";

/** What streams need of the session they belong to. */
export interface StreamHome {
  readonly outbox: Outbox;
  readonly inflow: Inflow;
  /** What windows are when a stream is opened. */
  readonly sendWindowBytes: number;
  /** The same of what comes; another one only once `resizeWindow` has told every stream that is open. */
  readonly receiveWindowBytes: number;
  /** Tells the peer that the stream is over. */
  sendReset(id: number, code: Http2ErrorCode): void;
  /** The stream is gone. */
  onGone(stream: Stream, ending: Ending): void;
}

/** What the peer is to send next: the headers of a response, or what is behind a message's headers, or nothing. */
type Receiving = "head" | "body" | "nothing";

/** Where no content-length was given. */
const anyLength = -1;

/**
 * One stream: the states of RFC 9113 section 5.1, and the order of a message's parts of section 8.1.
 *
 * The methods that take what the peer sent throw a `FrameError` when it is not allowed; the session then fails the
 * stream. What the owner's callbacks throw ends here.
 *
 * There may be very many that are idle: such a one is these few fields, the four numbers of its window and its place in
 * the table. Anything else is made when data has to wait, and dropped when it has left.
 */
export class Stream implements Http2Stream, Sender {
  readonly id: number;
  sendWindow: number;
  queue: SendQueue<Sender> | undefined = undefined;
  readonly #home: StreamHome;
  readonly #window: ReceiveWindow;
  #events: StreamEvents | undefined = undefined;
  #receiving: Receiving;
  #bodyLeft: number = anyLength;
  /** Nothing may come behind the headers, whatever their content-length says: the response to a HEAD. */
  readonly #headersOnly: boolean;
  #endSent = false;
  #gone = false;
  /** What the owner would have been told, had it been there. */
  #missed: StreamReset | undefined = undefined;

  private constructor(id: number, home: StreamHome, receiving: Receiving, headersOnly: boolean) {
    this.id = id;
    this.#home = home;
    this.sendWindow = home.sendWindowBytes;
    this.#window = new ReceiveWindow(home.receiveWindowBytes);
    this.#receiving = receiving;
    this.#headersOnly = headersOnly;
  }

  /** A stream that this side opens: `request` is sent next. */
  static forRequest(id: number, home: StreamHome, request: HeaderList): Stream {
    return new Stream(id, home, "head", request.get(":method") === "HEAD");
  }

  /** A stream that the peer opened with `request`. Throws a stream error for a content-length that cannot be. */
  static ofRequest(id: number, home: StreamHome, request: HeaderList, endStream: boolean): Stream {
    const stream = new Stream(id, home, "body", false);
    stream.#bodyLeft = contentLength(request) ?? anyLength;
    if (endStream) stream.#endReceived();
    return stream;
  }

  get pendingBytes(): number {
    return this.queue?.bytes ?? 0;
  }

  get writable(): boolean {
    return this.#home.outbox.isWritable(this);
  }

  /** Names who is told from here on. */
  attend(events: StreamEvents): void {
    this.#events = events;
    const missed = this.#missed;
    this.#missed = undefined;
    if (missed !== undefined) this.#tellReset(missed);
  }

  sendHeaders(headers: HeaderList, endStream: boolean): void {
    if (this.#maySend) this.#home.outbox.sendHeaders(this, headers, endStream);
  }

  sendData(write: (out: ByteWriter) => void, endStream: boolean): void {
    if (this.#maySend) this.#home.outbox.sendData(this, write, endStream);
  }

  sendEnd(): void {
    if (this.#maySend) this.#home.outbox.sendEnd(this);
  }

  consumed(bytes: number): void {
    if (this.#gone) return;
    const { inflow } = this.#home;
    const given = Math.min(bytes, this.#window.unconsumed);
    const increment = this.#window.give(given);
    if (increment > 0 && this.#receiving !== "nothing") inflow.announce(this.id, increment + this.#grow());
    inflow.release(given);
  }

  expect(bytes: number): void {
    if (this.#gone || this.#receiving === "nothing") return;
    this.#home.inflow.announce(this.id, this.#window.lend(bytes));
  }

  welcome(): void {
    if (this.#gone || this.#receiving === "nothing") return;
    const { inflow } = this.#home;
    const { size } = this.#window;
    const growth = inflow.firstGrowthOf(size);
    if (growth > 0) inflow.announce(this.id, this.#window.grow(size + growth));
  }

  reset(code: Http2ErrorCode): void {
    if (this.#gone) return;
    this.#home.sendReset(this.id, code);
    this.#leave("reset");
  }

  /** The window that the peer's streams begin with is another from here on, also of those that are open. */
  resizeWindow(change: number): void {
    this.#window.resize(change);
    if (this.#receiving !== "nothing") this.#home.inflow.announce(this.id, this.#window.give(0));
  }

  receiveHeaders(headers: HeaderList, endStream: boolean): void {
    this.#expectMore();
    if (this.#receiving === "body") this.#receiveTrailers(headers, endStream);
    else this.#receiveResponse(headers, endStream);
  }

  /** `padding` are bytes of the frame that count for flow control beside `bytes`. */
  receiveData(bytes: Buffer, padding: number, endStream: boolean): void {
    this.#expectMore();
    if (this.#receiving === "head") throw malformed("DATA before the response's headers");
    if (!this.#window.take(bytes.length + padding)) {
      throw streamError(
        Http2ErrorCode.FlowControlError,
        `DATA of ${bytes.length} bytes, more than the stream's window`,
      );
    }
    this.#home.inflow.keep(bytes.length + padding);
    if (this.#bodyLeft !== anyLength) this.#countBody(bytes.length);
    if (endStream) this.#endReceived();
    if (padding > 0) this.consumed(padding);
    try {
      this.#events?.onData(bytes, endStream);
    } catch (error) {
      this.#ownerFailed("onData", error);
    }
  }

  /** The peer reset the stream. */
  receiveReset(code: Http2ErrorCode): void {
    const unprocessed = code === Http2ErrorCode.RefusedStream;
    this.#fail("reset-by-peer", { code, by: "peer", unprocessed, message: `the peer reset the stream, code ${code}` });
  }

  /** The peer broke the rules on this stream. */
  refuse(code: Http2ErrorCode, message: string): void {
    if (this.#gone) return;
    this.#home.sendReset(this.id, code);
    this.#fail("reset", { code, by: "protocol", unprocessed: false, message });
  }

  /** The stream is lost without anything said on it. */
  lose(code: Http2ErrorCode, unprocessed: boolean, message: string): void {
    this.#fail("reset", { code, by: "connection", unprocessed, message });
  }

  onEndSent(): void {
    this.#endSent = true;
    if (this.#receiving === "nothing") this.#leave("ended");
  }

  onWritable(): void {
    try {
      this.#events?.onWritable?.();
    } catch (error) {
      this.#ownerFailed("onWritable", error);
    }
  }

  onUnsendable(error: unknown): void {
    this.#ownerFailed("sendHeaders", error);
  }

  /** Its window was announced: it is read, and may take more at a time. Gives what is announced with it. */
  #grow(): number {
    const { size } = this.#window;
    const growth = this.#home.inflow.growthOf(size);
    return growth === 0 ? 0 : this.#window.grow(size + growth);
  }

  get #maySend(): boolean {
    return !this.#gone && !this.#endSent && this.queue?.ends !== true;
  }

  #expectMore(): void {
    if (this.#receiving !== "nothing") return;
    throw streamError(Http2ErrorCode.StreamClosed, "a frame behind END_STREAM");
  }

  /** RFC 9113 section 8.1: any number of informational responses, then the final one. */
  #receiveResponse(headers: HeaderList, endStream: boolean): void {
    const fault = validateResponse(headers);
    if (fault !== undefined) throw malformed(fault);
    const status = headers.get(":status") ?? "";
    if (status.startsWith("1")) {
      if (endStream) throw malformed("an informational response that ends the stream");
      return;
    }
    const length = contentLength(headers);
    const withoutBody = this.#headersOnly || status === "204" || status === "304";
    this.#bodyLeft = withoutBody ? 0 : (length ?? anyLength);
    this.#receiving = "body";
    this.#tellHeaders(headers, endStream);
  }

  #receiveTrailers(headers: HeaderList, endStream: boolean): void {
    if (!endStream) throw malformed("headers in the middle of a message");
    const fault = validateTrailers(headers);
    if (fault !== undefined) throw malformed(fault);
    this.#tellHeaders(headers, true);
  }

  #tellHeaders(headers: HeaderList, endStream: boolean): void {
    if (endStream) this.#endReceived();
    try {
      this.#events?.onHeaders(headers, endStream);
    } catch (error) {
      this.#ownerFailed("onHeaders", error);
    }
  }

  /** RFC 9113 section 8.1.1. */
  #countBody(bytes: number): void {
    if (bytes > this.#bodyLeft) throw malformed("more data than the content-length says");
    this.#bodyLeft -= bytes;
  }

  #endReceived(): void {
    if (this.#bodyLeft > 0) throw malformed("less data than the content-length says");
    this.#receiving = "nothing";
    if (this.#endSent) this.#leave("ended");
  }

  /** An owner that throws loses its stream, and nobody else is hurt. */
  #ownerFailed(callback: string, error: unknown): void {
    reportThrown(callback, error);
    if (this.#gone) return;
    this.#home.sendReset(this.id, Http2ErrorCode.InternalError);
    const message = `${callback} threw`;
    this.#fail("reset", { code: Http2ErrorCode.InternalError, by: "owner", unprocessed: false, message });
  }

  #fail(ending: Ending, reset: StreamReset): void {
    if (this.#gone) return;
    this.#leave(ending);
    if (this.#events === undefined) this.#missed = reset;
    else this.#tellReset(reset);
  }

  #tellReset(reset: StreamReset): void {
    try {
      this.#events?.onReset(reset);
    } catch (error) {
      reportThrown("onReset", error);
    }
  }

  #leave(ending: Ending): void {
    this.#gone = true;
    this.#home.outbox.forget(this);
    const { inflow, receiveWindowBytes } = this.#home;
    inflow.release(this.#window.unconsumed);
    inflow.shrunk(this.#window.size - receiveWindowBytes);
    this.#home.onGone(this, ending);
  }
}

function malformed(problem: string): FrameError {
  return streamError(Http2ErrorCode.ProtocolError, problem);
}
