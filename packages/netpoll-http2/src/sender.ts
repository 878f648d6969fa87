import type { SendQueue } from "./send-queue.ts";

/** A stream, to those who send for it. */
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
