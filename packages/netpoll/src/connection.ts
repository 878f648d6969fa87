import type { ByteWriter } from "./buffer/byte-writer.ts";
import type { FrameLength } from "./buffer/pending-bytes.ts";
import type { Timer } from "./clock.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { type Deadline, Deadlines } from "./deadlines.ts";
import { callSafely, publish } from "./diagnostics.ts";
import { ConnectionError, ConnectionErrorCode } from "./errors.ts";
import { FrameSplitter } from "./framing.ts";
import type { ByteSocket } from "./socket.ts";
import { vigil } from "./vigil.ts";
import { WriteQueue } from "./write-queue.ts";

/**
 * Where a connection stands.
 *
 * ```text
 *   open ──end(), or the peer's end with bytes still to write──► ending ──► closed
 *     └──────────── close(), an error, the peer's end ────────────────────────┘
 * ```
 *
 * `ending` still delivers frames but takes no writes. `cause` is `undefined` when this side closed without an error.
 */
export type ConnectionState =
  | { readonly kind: "open" }
  | { readonly kind: "ending" }
  | { readonly kind: "closed"; readonly cause: ConnectionError | undefined };

/** What a connection tells its owner, in order and never while the owner is being told something else. */
export interface ConnectionEvents {
  /** One whole frame, valid for ever. An exception closes the connection with `BAD_FRAME`. */
  onFrame(frame: Buffer): void;
  /** The connection is gone; called exactly once, never from inside a call of the owner's. */
  onClose(cause: ConnectionError | undefined): void;
  /** The connection was congested (`highWaterBytes`) and no longer is. */
  onDrain?(): void;
}

/** Beyond this many waiting bytes a paused connection stops reading from its socket. */
const pausedReadBytes = 65_536;

const open: ConnectionState = { kind: "open" };
const ending: ConnectionState = { kind: "ending" };
let lastId = 0;

/**
 * A stream of frames between two peers, over any socket.
 *
 * Encode into `writer`, then `flush()`: what is flushed in one turn of the event loop leaves in one write, a full block of 32 KiB before that. Nothing
 * is read before `receive()`. Nothing here throws, whatever the state, but a second `receive()`; on a closed connection
 * all of it does nothing.
 */
export class Connection {
  /** Counts up through the process, for logs. */
  readonly id: number = ++lastId;
  readonly local: string;
  readonly remote: string;
  /** Takes what is to be sent. After an error half-way through a message, `truncate` it to where the message began. */
  readonly writer: ByteWriter;
  readonly #socket: ByteSocket;
  readonly #options: ConnectionOptions;
  readonly #queue: WriteQueue;
  readonly #deadlines: Deadlines;
  #state: ConnectionState = open;
  #events: ConnectionEvents | undefined;
  #splitter: FrameSplitter | undefined;
  #bytesReceived = 0;
  #paused = false;
  #congested = false;
  #socketPaused = true;
  #delivering = false;
  #deliveryScheduled = false;
  #peerEnded = false;
  /** The peer sent what is no frame: whatever else it sends is dropped. */
  #refusing = false;
  #endSent = false;
  #endCause: ConnectionError | undefined;
  #grace: Timer | undefined;

  /** Takes over a connected socket. `dial` and `listen` do this. */
  constructor(socket: ByteSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.local = socket.local;
    this.remote = socket.remote;
    this.#queue = new WriteQueue(socket, () => this.#onTaken());
    this.writer = this.#queue.writer;
    this.#deadlines = new Deadlines(options.clock, options.idleTimeoutMs, options.frameTimeoutMs, (which) =>
      this.#onDeadline(which),
    );
    socket.attach({
      onData: (chunk) => this.#onData(chunk),
      onEnd: () => this.#onEnd(),
      onGone: (error) => this.#onGone(error),
    });
    publish("kitex.connection.open", () => ({ id: this.id, local: this.local, remote: this.remote }));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Bytes written that the socket has not taken, flushed or not. */
  get pendingWriteBytes(): number {
    return this.#queue.pendingBytes;
  }

  /** All bytes that came in so far: whether it grew tells whether the peer lives. */
  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  /** Whether what the peer asked for is being done: as long as it is, silence does not count as idleness. */
  set occupied(occupied: boolean) {
    this.#deadlines.occupied = occupied;
  }

  /** Starts reading: `frameLength` finds the frames, `events` gets them. Called exactly once. */
  receive(frameLength: FrameLength, events: ConnectionEvents): void {
    if (this.#events !== undefined) throw new Error("receive() was called before");
    this.#events = events;
    this.#splitter = new FrameSplitter(frameLength, this.#options.maxFrameBytes, this.remote);
    if (this.#state.kind === "closed") this.#tellClosed(this.#state.cause);
    else this.#setSocketPaused(false);
  }

  /** Sends what was written, together with all else that is flushed in this turn of the event loop. */
  flush(): void {
    this.#queue.flush();
    const pending = this.#queue.pendingBytes;
    const { highWaterBytes, maxPendingWriteBytes } = this.#options;
    if (pending > highWaterBytes) this.#congested = true;
    if (pending > maxPendingWriteBytes) {
      const text = `does not read: ${pending} bytes wait, the limit is ${maxPendingWriteBytes}`;
      this.close(this.#error(ConnectionErrorCode.WriteOverflow, text));
    }
  }

  /** Settles when the socket has taken everything written so far; rejects with why the connection was lost. */
  flushed(): Promise<void> {
    if (this.#state.kind === "closed") return Promise.reject(this.#lost(this.#state.cause));
    this.flush();
    return this.#queue.flushed();
  }

  /** Stops `onFrame` at once, also for frames that are here. The socket is left alone until much waits. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#deadlines.hold(true);
  }

  /** Starts `onFrame` again, not before the caller has returned. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#deadlines.hold(false);
    this.#deliverSoon();
  }

  /** Sends what is pending, then the end; closes when the peer ends too, or after `endGraceMs` without it. */
  end(): void {
    if (this.#state.kind === "open") this.#finish(undefined);
  }

  /** Drops everything at once. `onClose` gets `cause`. */
  close(cause?: ConnectionError): void {
    if (this.#state.kind === "closed") return;
    this.#state = { kind: "closed", cause };
    this.#deadlines.stop();
    this.#grace?.cancel();
    this.#socket.destroy();
    this.#queue.fail(this.#lost(cause));
    publish("kitex.connection.close", () => ({ id: this.id, local: this.local, remote: this.remote, cause }));
    if (this.#events !== undefined) this.#tellClosed(cause);
  }

  /** Makes the connection keep the process alive, as it does from the start. */
  ref(): void {
    this.#socket.ref();
  }

  /** Lets the process end while the connection is open. */
  unref(): void {
    this.#socket.unref();
  }

  get #blocked(): boolean {
    return this.#paused || (this.#congested && this.#options.pauseWhenCongested);
  }

  #onData(chunk: Buffer): void {
    const splitter = this.#splitter;
    if (splitter === undefined || this.#state.kind === "closed" || this.#refusing) return;
    vigil.bytesCame();
    this.#bytesReceived += chunk.length;
    this.#deadlines.moved();
    splitter.push(chunk);
    this.#deliver(splitter);
  }

  #deliverSoon(): void {
    const splitter = this.#splitter;
    if (this.#deliveryScheduled || splitter === undefined) return;
    this.#deliveryScheduled = true;
    queueMicrotask(() => {
      this.#deliveryScheduled = false;
      this.#deliver(splitter);
    });
  }

  /** Hands out every whole frame that is here, in a loop; a call from inside `onFrame` leaves it to that loop. */
  #deliver(splitter: FrameSplitter): void {
    if (this.#delivering) return;
    this.#delivering = true;
    let delivered = false;
    while (!this.#blocked && !this.#refusing && this.#state.kind !== "closed") {
      const frame = this.#nextFrame(splitter);
      if (frame === undefined) break;
      delivered = true;
      this.#giveFrame(frame);
    }
    this.#delivering = false;
    if (this.#state.kind !== "closed" && !this.#refusing) this.#afterDelivery(splitter, delivered);
  }

  #nextFrame(splitter: FrameSplitter): Buffer | undefined {
    try {
      return splitter.next();
    } catch (error) {
      this.#refuse(error instanceof ConnectionError ? error : this.#refused(error));
      return undefined;
    }
  }

  #giveFrame(frame: Buffer): void {
    try {
      this.#events?.onFrame(frame);
    } catch (error) {
      this.#refuse(this.#refused(error));
    }
  }

  /** Ends because of what the peer sent. Answers to what it sent before may be on their way, and leave first. */
  #refuse(cause: ConnectionError): void {
    const nothingToSend = this.#state.kind === "open" && this.pendingWriteBytes === 0;
    if (!this.#options.answersBeforeRefusing || nothingToSend) {
      this.close(cause);
      return;
    }
    this.#refusing = true;
    this.#deadlines.frameDone();
    this.#setSocketPaused(false); // its end is still to be seen
    if (this.#state.kind === "open") this.#finish(cause);
    this.#startGrace();
  }

  #afterDelivery(splitter: FrameSplitter, delivered: boolean): void {
    const waiting = splitter.pendingBytes;
    if (this.#blocked) {
      this.#deadlines.frameDone();
      if (waiting > pausedReadBytes) this.#setSocketPaused(true);
      // Nothing is left that a resumed owner could be given: it learns at once that the peer is gone.
      if (this.#paused && this.#peerEnded && waiting === 0) this.#onLastFrame(0);
      return;
    }
    this.#setSocketPaused(false);
    if (this.#peerEnded) this.#onLastFrame(waiting);
    else if (waiting === 0) this.#deadlines.frameDone();
    else if (delivered || !this.#deadlines.inFrame) this.#deadlines.frameBegan();
  }

  #onEnd(): void {
    this.#peerEnded = true;
    if (this.#refusing) {
      if (this.#endSent) this.close(this.#endCause);
    } else if (this.#splitter !== undefined) this.#deliver(this.#splitter);
  }

  /** The peer ended, and every frame it sent was delivered. */
  #onLastFrame(leftOver: number): void {
    const cause = this.#error(
      ConnectionErrorCode.PeerClosed,
      leftOver === 0 ? "closed the connection" : `closed the connection within a frame, after ${leftOver} bytes of it`,
    );
    if (this.#state.kind === "ending") {
      if (leftOver > 0) this.#endCause = cause;
      if (this.#endSent) this.close(this.#endCause);
      else this.#startGrace();
    } else if (this.pendingWriteBytes === 0) this.close(cause);
    else this.#finish(cause);
  }

  /** Writes what is pending, then the end. `cause` is what the connection closes with when all goes well. */
  #finish(cause: ConnectionError | undefined): void {
    this.#state = ending;
    this.#endCause = cause;
    this.#queue.finish();
    this.#socket.end(() => this.#onEndSent());
    // A peer that has ended gets no time to read the rest at its leisure; from one that has not, its end is awaited.
    if (this.#peerEnded) this.#startGrace();
  }

  #onEndSent(): void {
    if (this.#state.kind !== "ending") return;
    this.#endSent = true;
    if (this.#peerEnded && !this.#blocked) this.close(this.#endCause);
    else this.#startGrace();
  }

  #startGrace(): void {
    this.#grace ??= this.#options.clock.setTimer(() => this.close(this.#endCause), this.#options.endGraceMs);
  }

  #onGone(error: Error | undefined): void {
    if (this.#state.kind === "ending" && this.#endSent && error === undefined) {
      // Frames that wait for `resume()` are still delivered, within the grace.
      if (!this.#blocked) this.close(this.#endCause);
    } else
      this.close(
        this.#error(ConnectionErrorCode.Reset, `broke the connection: ${error?.message ?? "no reason given"}`, error),
      );
  }

  #onTaken(): void {
    this.#deadlines.moved();
    if (!this.#congested || this.#queue.pendingBytes > this.#options.highWaterBytes / 2) return;
    this.#congested = false;
    queueMicrotask(() => callSafely("onDrain", () => this.#events?.onDrain?.()));
    this.#deliverSoon();
  }

  #onDeadline(which: Deadline): void {
    const { idleTimeoutMs, frameTimeoutMs } = this.#options;
    this.close(
      which === "idle"
        ? this.#error(ConnectionErrorCode.IdleTimeout, `was silent for ${idleTimeoutMs} ms`)
        : this.#error(ConnectionErrorCode.FrameTimeout, `did not complete a frame within ${frameTimeoutMs} ms`),
    );
  }

  #setSocketPaused(paused: boolean): void {
    if (this.#socketPaused === paused) return;
    this.#socketPaused = paused;
    if (paused) this.#socket.pause();
    else this.#socket.resume();
  }

  #tellClosed(cause: ConnectionError | undefined): void {
    const events = this.#events;
    queueMicrotask(() => callSafely("onClose", () => events?.onClose(cause)));
  }

  #refused(cause: unknown): ConnectionError {
    return this.#error(ConnectionErrorCode.BadFrame, "sent a frame that was refused", cause);
  }

  #lost(cause: ConnectionError | undefined): ConnectionError {
    const text = `connection to ${this.remote} was closed by this side`;
    return cause ?? new ConnectionError(ConnectionErrorCode.Closed, text, { address: this.remote });
  }

  #error(code: ConnectionErrorCode, what: string, cause?: unknown): ConnectionError {
    return new ConnectionError(code, `${this.remote} ${what}`, { address: this.remote, cause });
  }
}
