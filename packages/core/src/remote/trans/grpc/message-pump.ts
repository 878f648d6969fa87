import { leaveQuietly } from "../../../stream/leave-quietly.ts";

/** Where a pump's messages go. */
export interface MessageSink {
  /** Whether another message may be sent. */
  readonly writable: boolean;
  /** Sends a message; a promise where that takes time. What it throws or rejects with ends the pump. */
  send(message: unknown): Promise<void> | undefined;
}

/**
 * Sends what a source gives, one message after the other, and asks it for the next one only when there is room.
 *
 * A source is told when it is not asked to its end, once, and nobody waits for what it says to that.
 */
export class MessagePump {
  readonly #source: AsyncIterator<unknown>;
  readonly #sink: MessageSink;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(source: AsyncIterator<unknown>, sink: MessageSink) {
    this.#source = source;
    this.#sink = sink;
  }

  /**
   * Settles when the source has ended; rejects with what it threw, or the sink. A pump that was stopped may never
   * settle: its source may be waiting for something.
   */
  async run(): Promise<void> {
    for (;;) {
      while (!this.#sink.writable && !this.#stopped) await this.#room();
      if (this.#stopped) return;
      let next: IteratorResult<unknown>;
      try {
        next = await this.#source.next();
      } catch (error) {
        this.#stopped = true; // a source that has thrown, or ended, needs not be told that it is left
        throw error;
      }
      if (this.#stopped) return;
      if (next.done === true) {
        this.#stopped = true;
        return;
      }
      try {
        const sent = this.#sink.send(next.value);
        if (sent !== undefined) await sent;
      } catch (error) {
        this.stop();
        throw error;
      }
    }
  }

  /** The sink may be writable again. */
  resume(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Asks the source for nothing more. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.resume();
    leaveQuietly(this.#source);
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
