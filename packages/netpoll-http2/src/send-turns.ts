import type { Connection } from "@kitex-ts/netpoll";
import { FrameFlag, FrameType } from "./frame-header.ts";
import { writeFrameHeader } from "./frame-writer.ts";
import type { HeaderList } from "./header-list.ts";
import { LinkedList } from "./linked-list.ts";
import type { SendLimits } from "./send-limits.ts";
import type { SendQueue } from "./send-queue.ts";
import type { Sender } from "./sender.ts";

/** While more than this waits for the socket, data waits in its streams, where it can be counted and dropped. */
const congestedBytes = 262_144;

/**
 * Sends what waits. Streams that can go on take turns, a frame each, so none keeps the others from sending.
 *
 * ```text
 *   SendQueue ──► ready, in turns ──► writer ──► socket
 *      │  ▲  └──► starved: the connection's window is used up
 *      └──┘ in no list: the stream's own window is used up
 * ```
 */
export class SendTurns {
  readonly #connection: Connection;
  readonly #limits: SendLimits;
  readonly #highWaterBytes: number;
  readonly #ready = new LinkedList<SendQueue<Sender>>();
  readonly #starved = new LinkedList<SendQueue<Sender>>();
  #pumping = false;
  #waitsForSocket = false;

  /** From `highWaterBytes` on that wait, a stream is not writable. */
  constructor(connection: Connection, limits: SendLimits, highWaterBytes: number) {
    this.#connection = connection;
    this.#limits = limits;
    this.#highWaterBytes = highWaterBytes;
  }

  /** Whether so much waits for the socket that no data is added. */
  get congested(): boolean {
    return this.#connection.pendingWriteBytes > congestedBytes;
  }

  isWritable(sender: Sender): boolean {
    return sender.queue === undefined || sender.queue.bytes < this.#highWaterBytes;
  }

  /** A queue has grown: sends what may leave. */
  grown(queue: SendQueue<Sender>): void {
    const { sender } = queue;
    this.#place(queue);
    this.pump();
    if (sender.queue === queue && !this.isWritable(sender)) queue.full = true;
  }

  /** A stream's window has changed: its turn may come, with the next `pump`. */
  windowChanged({ queue }: Sender): void {
    if (queue !== undefined) this.#place(queue);
  }

  /** The connection's window has opened: sends what may leave. */
  windowOpened(): void {
    for (let queue = this.#starved.first; queue !== undefined; queue = this.#starved.first) {
      this.#starved.remove(queue.link);
      this.#ready.push(queue.link);
    }
    this.pump();
  }

  /** Drops what waits. */
  forget(sender: Sender): void {
    const link = sender.queue?.link;
    link?.list?.remove(link);
    sender.queue = undefined;
  }

  /** Writes what may leave, a frame of each stream in turn. */
  pump(): void {
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
      if (this.#limits.room(queue.sender) > 0) this.#sendSome(queue);
      else this.#place(queue);
    }
  }

  /** Puts a queue that is in no list into the one it belongs in; none helps while its own stream's window is used up. */
  #place(queue: SendQueue<Sender>): void {
    if (queue.link.list !== undefined || queue.sender.sendWindow <= 0) return;
    if (this.#limits.window > 0) this.#ready.push(queue.link);
    else this.#starved.push(queue.link);
  }

  /** Goes on once the socket has taken what it was given. */
  #pumpLater(): void {
    if (this.#waitsForSocket) return;
    this.#waitsForSocket = true;
    const goOn = (): void => {
      this.#waitsForSocket = false;
      this.pump();
    };
    // The connection's own `onDrain` tells of a higher mark, which its owner chooses. A lost connection drops all.
    this.#connection.flushed().then(goOn, () => {});
  }

  /** Sends a frame of data, and the headers right behind it, which need no window: a queue begins with data. */
  #sendSome(queue: SendQueue<Sender>): void {
    const { sender } = queue;
    this.#sendData(queue);
    while (sender.queue === queue && queue.headers !== undefined) this.#sendHeaders(queue, queue.headers);
    if (sender.queue !== queue) return;
    if (queue.empty) sender.queue = undefined;
    else this.#place(queue);
    if (queue.full && this.isWritable(sender)) {
      queue.full = false;
      sender.onWritable();
    }
  }

  #sendData(queue: SendQueue<Sender>): void {
    const { sender } = queue;
    const { writer } = this.#connection;
    const length = queue.dataAtFront(this.#limits.room(sender));
    const last = queue.endsWith(length);
    writeFrameHeader(writer, length, FrameType.Data, last ? FrameFlag.EndStream : 0, sender.id);
    queue.moveData(length, writer);
    this.#limits.use(sender, length);
    if (last) end(sender);
  }

  #sendHeaders(queue: SendQueue<Sender>, headers: HeaderList): void {
    const { sender } = queue;
    queue.shiftHeaders();
    const last = queue.ends && queue.empty;
    try {
      this.#limits.writeHeaders(this.#connection.writer, sender, headers, last);
    } catch (error) {
      sender.onUnsendable(error);
      return;
    }
    if (last) end(sender);
  }
}

function end(sender: Sender): void {
  sender.queue = undefined;
  sender.onEndSent();
}
