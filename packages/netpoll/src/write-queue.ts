import { ByteWriter, type LentOutput } from "./buffer/byte-writer.ts";
import type { ConnectionError } from "./errors.ts";
import { type Flushable, flushLater } from "./flush-scheduler.ts";
import type { ByteSocket } from "./socket.ts";
import { vigil } from "./vigil.ts";

/**
 * So much is handed over before the turn of the event loop ends: the peer works on it while this side goes on. Waiting
 * for the whole turn, two processes with a hundred calls of 1 KiB in flight took turns and made half as many calls.
 */
const earlyBytes = 32_768;

/** Somebody who waits until the socket has taken the first `upTo` bytes. */
interface Waiter {
  readonly upTo: number;
  resolve(): void;
  reject(error: ConnectionError): void;
}

/**
 * The writing half of a connection: many small writes, one hand-over to the socket.
 *
 * ```text
 *   encode → writer ──(once per turn, or 32 KiB)──► in flight ──► taken by the kernel
 *            └────────────────── pendingBytes ─────────────────┘
 * ```
 *
 * While the socket is busy with one hand-over, everything written gathers for the next: a slow peer costs few system
 * calls, and the count of bytes that wait is exact.
 */
export class WriteQueue implements Flushable {
  readonly writer: ByteWriter = new ByteWriter();
  readonly #socket: ByteSocket;
  readonly #onTaken: () => void;
  readonly #taken = (): void => this.#settle();
  /** What the socket has not taken; more than one only after `finish`. Lost with the socket, it is not used again. */
  #handedOver: { readonly size: number; readonly output: LentOutput }[] = [];
  #inFlight = 0;
  #takenBytes = 0;
  #scheduled = false;
  #open = true;
  #waiters: Waiter[] = [];

  /** `onTaken` is called whenever the socket has taken a hand-over. */
  constructor(socket: ByteSocket, onTaken: () => void) {
    this.#socket = socket;
    this.#onTaken = onTaken;
  }

  /** Bytes written that the socket has not taken. */
  get pendingBytes(): number {
    return this.#inFlight + this.writer.length;
  }

  /** Hands over what was written at the end of this turn, or as soon as the socket is free; a full block at once. */
  flush(): void {
    if (!this.#open) this.writer.take();
    else if (!this.#scheduled && this.writer.length > 0) {
      this.#scheduled = true;
      if (this.#inFlight === 0) flushLater(this);
    }
    if (this.#scheduled && this.#inFlight === 0 && this.writer.length >= earlyBytes) this.#handOver();
  }

  /** Hands over what was written at once, unless the socket is busy or nobody asked to flush. */
  flushNow(): void {
    if (!this.#scheduled || this.#inFlight > 0) return;
    this.#handOver();
  }

  /** Settles when the socket has taken everything written so far. Call it on an open queue only. */
  flushed(): Promise<void> {
    this.flush();
    if (this.pendingBytes === 0) return Promise.resolve();
    const upTo = this.#takenBytes + this.pendingBytes;
    return new Promise((resolve, reject) => this.#waiters.push({ upTo, resolve, reject }));
  }

  /** Hands over the rest at once, even to a busy socket, and takes nothing more. */
  finish(): void {
    if (this.writer.length > 0) this.#handOver();
    this.#open = false;
  }

  /** Forgets what was not taken and tells everyone who waits. */
  fail(error: ConnectionError): void {
    this.#open = false;
    this.#scheduled = false;
    this.#handedOver = [];
    this.#inFlight = 0;
    this.writer.take();
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.reject(error);
  }

  #handOver(): void {
    this.#scheduled = false;
    const size = this.writer.length;
    if (size === 0) return;
    const output = this.writer.lend();
    this.#inFlight += size;
    this.#handedOver.push({ size, output });
    this.#socket.write(output.chunks, this.#taken);
    vigil.bytesLeft();
  }

  #settle(): void {
    const taken = this.#handedOver.shift();
    if (taken === undefined) return;
    const { size, output } = taken;
    output.release();
    this.#inFlight -= size;
    this.#takenBytes += size;
    const satisfied = this.#waiters.findIndex((waiter) => waiter.upTo > this.#takenBytes);
    for (const waiter of this.#waiters.splice(0, satisfied < 0 ? this.#waiters.length : satisfied)) waiter.resolve();
    if (this.#scheduled && this.#inFlight === 0) flushLater(this);
    this.#onTaken();
  }
}
