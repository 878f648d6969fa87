import type { Connection } from "@kitex-ts/netpoll";
import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { Http2ErrorCode } from "./error-code.ts";
import type { FloodGuard } from "./flood-guard.ts";
import { connectionError, streamError } from "./frame-error.ts";
import { FrameFlag, FrameType, frameHeaderBytes } from "./frame-header.ts";
import { fillFrameHeader, reserveFrameHeader, writeFrameHeader } from "./frame-writer.ts";
import type { HeaderList } from "./header-list.ts";
import { SendLimits } from "./send-limits.ts";
import { SendQueue } from "./send-queue.ts";
import { SendTurns } from "./send-turns.ts";
import type { Sender } from "./sender.ts";
import { maxWindow, type Settings } from "./settings.ts";

/** Messages up to so many bytes are gathered while they wait, longer ones are linked. */
const gatheredBytes = 16_384;

/** What has to wait is encoded here: nothing of it stays behind a call. */
const scratch = new ByteWriter();

/**
 * Sends the streams' messages within the windows and frames that the peer allows.
 *
 * What fits is encoded straight behind its frame header in the connection's writer. What does not waits in its stream.
 */
export class Outbox {
  readonly #connection: Connection;
  readonly #writer: ByteWriter;
  readonly #limits: SendLimits;
  readonly #turns: SendTurns;

  /** From `highWaterBytes` on that wait, a stream is not writable. */
  constructor(connection: Connection, floods: FloodGuard, highWaterBytes: number) {
    this.#connection = connection;
    this.#writer = connection.writer;
    this.#limits = new SendLimits(floods);
    this.#turns = new SendTurns(connection, this.#limits, highWaterBytes);
  }

  /** Whether so much waits for the socket that no data is added. */
  get congested(): boolean {
    return this.#turns.congested;
  }

  isWritable(sender: Sender): boolean {
    return this.#turns.isWritable(sender);
  }

  /** Throws a `RangeError` for headers that cannot be encoded; nothing is sent then. */
  sendHeaders(sender: Sender, headers: HeaderList, endStream: boolean): void {
    const { queue } = sender;
    if (queue !== undefined) {
      queue.pushHeaders(headers);
      queue.ends = endStream;
      return;
    }
    this.#limits.writeHeaders(this.#writer, sender, headers, endStream);
    this.#connection.flush();
    if (endStream) sender.onEndSent();
  }

  /** Sends what `write` appends. What `write` throws is thrown on, and nothing is sent. */
  sendData(sender: Sender, write: (out: ByteWriter) => void, endStream: boolean): void {
    if (sender.queue === undefined && !this.congested) this.#sendNow(sender, write, endStream);
    else this.#sendLater(sender, write, endStream);
  }

  /** Ends the stream behind what waits. */
  sendEnd(sender: Sender): void {
    const { queue } = sender;
    if (queue !== undefined) {
      queue.ends = true;
      return;
    }
    writeFrameHeader(this.#writer, 0, FrameType.Data, FrameFlag.EndStream, sender.id);
    this.#connection.flush();
    sender.onEndSent();
  }

  /** Drops what waits. */
  forget(sender: Sender): void {
    this.#turns.forget(sender);
  }

  /** The peer takes more on a stream. Throws a stream error when that is more than there can be. */
  openStreamWindow(sender: Sender, increment: number): void {
    if (sender.sendWindow + increment > maxWindow) {
      throw streamError(Http2ErrorCode.FlowControlError, "a window above 2^31 - 1");
    }
    sender.sendWindow += increment;
    this.#turns.windowChanged(sender);
    this.#turns.pump();
  }

  /** The peer takes more on the connection. Throws a connection error when that is more than there can be. */
  openWindow(increment: number): void {
    if (this.#limits.window + increment > maxWindow) {
      throw connectionError(Http2ErrorCode.FlowControlError, "a connection window above 2^31 - 1");
    }
    this.#limits.window += increment;
    this.#turns.windowOpened();
  }

  /** The peer's table for headers may be so large from here on. */
  limitHeaderTable(bytes: number): void {
    this.#limits.limitHeaderTable(bytes);
  }

  /**
   * The peer's frames and windows are others from here on. `senders` are the streams that are open. Throws a connection
   * error when one of their windows becomes more than there can be.
   */
  applySettings(before: Settings, after: Settings, senders: Iterable<Sender>): void {
    this.#limits.maxFrameBytes = after.maxFrameBytes;
    const change = after.initialWindowBytes - before.initialWindowBytes;
    if (change === 0) return;
    for (const sender of senders) {
      if (sender.sendWindow + change > maxWindow) {
        throw connectionError(Http2ErrorCode.FlowControlError, "SETTINGS that make a window larger than 2^31 - 1");
      }
      sender.sendWindow += change;
      this.#turns.windowChanged(sender);
    }
    this.#turns.pump();
  }

  #sendNow(sender: Sender, write: (out: ByteWriter) => void, endStream: boolean): void {
    const out = this.#writer;
    const at = reserveFrameHeader(out);
    try {
      write(out);
    } catch (error) {
      out.truncate(at);
      throw error;
    }
    const length = out.length - at - frameHeaderBytes;
    if (length === 0) {
      out.truncate(at);
      if (endStream) this.sendEnd(sender);
    } else if (length <= this.#limits.room(sender)) {
      fillFrameHeader(out, at, length, FrameType.Data, endStream ? FrameFlag.EndStream : 0, sender.id);
      this.#limits.use(sender, length);
      this.#connection.flush();
      if (endStream) sender.onEndSent();
    } else {
      const chunks = out.cut(at + frameHeaderBytes);
      out.truncate(at);
      this.#enqueue(sender, chunks, endStream);
    }
  }

  #sendLater(sender: Sender, write: (out: ByteWriter) => void, endStream: boolean): void {
    try {
      write(scratch);
    } catch (error) {
      scratch.lend().release();
      throw error;
    }
    if (scratch.length > gatheredBytes) {
      const chunks = scratch.cut(0);
      scratch.lend().release();
      this.#enqueue(sender, chunks, endStream);
    } else if (scratch.length > 0) {
      const queue = queueOf(sender);
      const written = scratch.lend();
      queue.copyData(written.chunks);
      written.release();
      queue.ends = endStream;
      this.#turns.grown(queue);
    } else if (endStream) this.sendEnd(sender);
  }

  /** Lets data wait whose chunks belong to us. */
  #enqueue(sender: Sender, chunks: readonly Uint8Array[], endStream: boolean): void {
    const queue = queueOf(sender);
    queue.pushData(chunks);
    queue.ends = endStream;
    this.#turns.grown(queue);
  }
}

/** The queue in which a stream's data waits. */
function queueOf(sender: Sender): SendQueue<Sender> {
  sender.queue ??= new SendQueue<Sender>(sender);
  return sender.queue;
}
