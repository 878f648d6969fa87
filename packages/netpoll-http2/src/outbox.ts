import type { Connection } from "@kitex-ts/netpoll";
import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { Http2ErrorCode } from "./error-code.ts";
import type { FloodGuard } from "./flood-guard.ts";
import { connectionError, streamError } from "./frame-error.ts";
import { FrameFlag, FrameType, frameHeaderBytes } from "./frame-header.ts";
import { fillFrameHeader, reserveFrameHeader, writeFrameHeader } from "./frame-writer.ts";
import { writeHeaders } from "./header-block-writer.ts";
import type { HeaderList } from "./header-list.ts";
import { HeaderEncoder } from "./hpack/header-encoder.ts";
import { LinkedList } from "./linked-list.ts";
import { SendQueue } from "./send-queue.ts";
import { defaultSettings, maxWindow, type Settings } from "./settings.ts";

/** While more than this waits for the socket, data waits in its streams, where it can be counted and dropped. */
const congestedBytes = 262_144;

/** Messages up to so many bytes are gathered while they wait, longer ones are linked. */
const gatheredBytes = 16_384;

/** What has to wait is encoded here: nothing of it stays behind a call. */
const scratch = new ByteWriter();

/** A stream, to who sends for it. */
export interface Sender {
  readonly id: number;
  /** Bytes of data that the peer takes. Below 0 after it made its windows smaller (RFC 9113 section 6.9.2). */
  sendWindow: number;
  /** What has to wait; `undefined` when nothing does. */
  queue: SendQueue<Sender> | undefined;
  /** END_STREAM was written. */
  onEndSent(): void;
  /** So little waits again that more may be sent. */
  onWritable(): void;
  /** What waited cannot be sent: its headers cannot be encoded. */
  onUnsendable(error: unknown): void;
}

/**
 * Writes the streams' messages within the windows and frames that the peer allows.
 *
 * What fits is encoded straight behind its frame header in the connection's writer. What does not is cut out again and
 * waits in its stream; streams that can go on take turns, a frame each.
 *
 * ```text
 *   sendData ──fits──────────────────────────────► writer ──► socket
 *      └─────► SendQueue ──► ready, in turns ───────┘
 *                 │  ▲  └──► starved: the connection's window is used up
 *                 └──┘ in no list: the stream's own window is used up
 * ```
 */
export class Outbox {
  readonly #connection: Connection;
  readonly #writer: ByteWriter;
  readonly #floods: FloodGuard;
  readonly #encoder = new HeaderEncoder();
  readonly #highWaterBytes: number;
  readonly #ready = new LinkedList<SendQueue<Sender>>();
  readonly #starved = new LinkedList<SendQueue<Sender>>();
  #window = defaultSettings.initialWindowBytes;
  #maxFrameBytes = defaultSettings.maxFrameBytes;
  #pumping = false;
  #waitsForSocket = false;

  /** From `highWaterBytes` on that wait, a stream is not writable. */
  constructor(connection: Connection, floods: FloodGuard, highWaterBytes: number) {
    this.#connection = connection;
    this.#writer = connection.writer;
    this.#floods = floods;
    this.#highWaterBytes = highWaterBytes;
  }

  /** Whether so much waits for the socket that no data is added. */
  get congested(): boolean {
    return this.#connection.pendingWriteBytes > congestedBytes;
  }

  isWritable(sender: Sender): boolean {
    return sender.queue === undefined || sender.queue.bytes < this.#highWaterBytes;
  }

  /** Throws a `RangeError` for headers that cannot be encoded; nothing is sent then. */
  sendHeaders(sender: Sender, headers: HeaderList, endStream: boolean): void {
    const { queue } = sender;
    if (queue !== undefined) {
      queue.pushHeaders(headers);
      queue.ends = endStream;
      return;
    }
    writeHeaders(this.#writer, this.#encoder, headers, sender.id, endStream, this.#maxFrameBytes);
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
    const link = sender.queue?.link;
    link?.list?.remove(link);
    sender.queue = undefined;
  }

  /** The peer takes more on a stream. Throws a stream error when that is more than there can be. */
  openStreamWindow(sender: Sender, increment: number): void {
    if (sender.sendWindow + increment > maxWindow) {
      throw streamError(Http2ErrorCode.FlowControlError, "a window above 2^31 - 1");
    }
    this.#changeStreamWindow(sender, increment);
    this.#pump();
  }

  /** The peer takes more on the connection. Throws a connection error when that is more than there can be. */
  openWindow(increment: number): void {
    if (this.#window + increment > maxWindow) {
      throw connectionError(Http2ErrorCode.FlowControlError, "a connection window above 2^31 - 1");
    }
    this.#window += increment;
    for (let queue = this.#starved.first; queue !== undefined; queue = this.#starved.first) {
      this.#starved.remove(queue.link);
      this.#ready.push(queue.link);
    }
    this.#pump();
  }

  /** The peer's settings are others from here on. `senders` are the streams that are open. */
  applySettings(before: Settings, after: Settings, senders: Iterable<Sender>): void {
    this.#maxFrameBytes = after.maxFrameBytes;
    if (after.headerTableBytes !== before.headerTableBytes) this.#encoder.limitTable(after.headerTableBytes);
    const change = after.initialWindowBytes - before.initialWindowBytes;
    if (change === 0) return;
    for (const sender of senders) {
      if (sender.sendWindow + change > maxWindow) {
        throw connectionError(Http2ErrorCode.FlowControlError, "SETTINGS that make a window larger than 2^31 - 1");
      }
      this.#changeStreamWindow(sender, change);
    }
    this.#pump();
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
    } else if (length <= this.#room(sender)) {
      fillFrameHeader(out, at, length, FrameType.Data, endStream ? FrameFlag.EndStream : 0, sender.id);
      this.#count(sender, length);
      this.#connection.flush();
      if (endStream) sender.onEndSent();
    } else {
      const queue = queueOf(sender);
      queue.pushData(out.cut(at + frameHeaderBytes));
      out.truncate(at);
      this.#pumpQueue(queue, endStream);
    }
  }

  #sendLater(sender: Sender, write: (out: ByteWriter) => void, endStream: boolean): void {
    try {
      write(scratch);
    } catch (error) {
      scratch.lend().release();
      throw error;
    }
    if (scratch.length === 0) {
      if (endStream) this.sendEnd(sender);
      return;
    }
    const queue = queueOf(sender);
    if (scratch.length > gatheredBytes) queue.pushData(scratch.cut(0));
    const rest = scratch.lend();
    queue.copyData(rest.chunks);
    rest.release();
    this.#pumpQueue(queue, endStream);
  }

  /** Bytes of data that can leave for `sender` in one frame. */
  #room(sender: Sender): number {
    return Math.min(this.#maxFrameBytes, sender.sendWindow, this.#window);
  }

  #count(sender: Sender, bytes: number): void {
    sender.sendWindow -= bytes;
    this.#window -= bytes;
    this.#floods.progress();
  }

  #changeStreamWindow(sender: Sender, change: number): void {
    sender.sendWindow += change;
    const { queue } = sender;
    if (queue !== undefined && queue.link.list === undefined) this.#listOf(queue)?.push(queue.link);
  }

  /** Sends of a queue, behind which the stream may end, what may leave. */
  #pumpQueue(queue: SendQueue<Sender>, endStream: boolean): void {
    const { sender } = queue;
    queue.ends = endStream;
    if (queue.link.list === undefined) this.#listOf(queue)?.push(queue.link);
    this.#pump();
    if (sender.queue === queue && !this.isWritable(sender)) queue.full = true;
  }

  /** The list that a queue belongs in; none while only its own stream's window can help it. */
  #listOf(queue: SendQueue<Sender>): LinkedList<SendQueue<Sender>> | undefined {
    if (queue.sender.sendWindow <= 0) return undefined;
    return this.#window <= 0 ? this.#starved : this.#ready;
  }

  /** Writes what may leave, a frame of each stream in turn. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#ready.first !== undefined && !this.congested) {
        this.#takeTurns();
        this.#connection.flush();
      }
    } finally {
      this.#pumping = false;
    }
    if (this.#ready.first !== undefined) this.#pumpLater();
  }

  #takeTurns(): void {
    for (let queue = this.#ready.first; queue !== undefined && !this.congested; queue = this.#ready.first) {
      this.#ready.remove(queue.link);
      if (this.#listOf(queue) === this.#ready) this.#sendSome(queue);
      else this.#listOf(queue)?.push(queue.link);
    }
  }

  /** Goes on once the socket has taken what it was given. */
  #pumpLater(): void {
    if (this.#waitsForSocket) return;
    this.#waitsForSocket = true;
    const goOn = (): void => {
      this.#waitsForSocket = false;
      this.#pump();
    };
    // The connection's own `onDrain` tells of a higher mark, which its owner chooses. A lost connection drops all.
    this.#connection.flushed().then(goOn, () => {});
  }

  /** Sends a frame of data, and the headers right behind it, which need no window: a queue begins with data. */
  #sendSome(queue: SendQueue<Sender>): void {
    const { sender } = queue;
    this.#sendQueuedData(queue);
    while (sender.queue === queue && queue.headers !== undefined) this.#sendQueuedHeaders(queue, queue.headers);
    if (sender.queue !== queue) return;
    if (queue.empty) sender.queue = undefined;
    else this.#listOf(queue)?.push(queue.link);
    if (queue.full && this.isWritable(sender)) {
      queue.full = false;
      sender.onWritable();
    }
  }

  #sendQueuedData(queue: SendQueue<Sender>): void {
    const { sender } = queue;
    const length = queue.dataAtFront(this.#room(sender));
    const last = queue.endsWith(length);
    writeFrameHeader(this.#writer, length, FrameType.Data, last ? FrameFlag.EndStream : 0, sender.id);
    queue.moveData(length, this.#writer);
    this.#count(sender, length);
    if (last) this.#end(sender);
  }

  #sendQueuedHeaders(queue: SendQueue<Sender>, headers: HeaderList): void {
    const { sender } = queue;
    queue.shiftHeaders();
    const last = queue.ends && queue.empty;
    try {
      writeHeaders(this.#writer, this.#encoder, headers, sender.id, last, this.#maxFrameBytes);
    } catch (error) {
      sender.onUnsendable(error);
      return;
    }
    if (last) this.#end(sender);
  }

  #end(sender: Sender): void {
    sender.queue = undefined;
    sender.onEndSent();
  }
}

/** The queue in which a stream's data waits. */
function queueOf(sender: Sender): SendQueue<Sender> {
  sender.queue ??= new SendQueue<Sender>(sender);
  return sender.queue;
}
