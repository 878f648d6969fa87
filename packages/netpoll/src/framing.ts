import { LinkBuffer } from "./buffer/link-buffer.ts";
import type { FrameLength } from "./buffer/pending-bytes.ts";
import { ConnectionError, ConnectionErrorCode } from "./errors.ts";

/** Cuts a stream of bytes into frames. */
export class FrameSplitter {
  readonly #pending: LinkBuffer = new LinkBuffer();
  readonly #frameLength: FrameLength;
  readonly #maxFrameBytes: number;
  readonly #peer: string;
  /** Length of the frame at the front, 0 while it is unknown. */
  #wanted = 0;

  /** `maxFrameBytes` 0 is no limit. `peer` is named in errors. */
  constructor(frameLength: FrameLength, maxFrameBytes: number, peer: string) {
    this.#frameLength = frameLength;
    this.#maxFrameBytes = maxFrameBytes === 0 ? Number.MAX_SAFE_INTEGER : maxFrameBytes;
    this.#peer = peer;
  }

  /** Bytes that wait here: frames nobody asked for, and the beginning of the next. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** Appends what arrived. The chunk belongs to the splitter from then on. */
  push(chunk: Buffer): void {
    this.#pending.push(chunk);
  }

  /**
   * The next whole frame, or `undefined` when it is not all here. It stays valid for ever.
   * Throws a `ConnectionError`, `FRAME_TOO_LARGE` or `BAD_FRAME`; the stream is lost then.
   */
  next(): Buffer | undefined {
    const pending = this.#pending;
    if (pending.length === 0) return undefined;
    if (this.#wanted === 0) {
      const length = this.#askLength();
      if (length === undefined) {
        if (pending.length > this.#maxFrameBytes) throw this.#tooLarge(`more than ${pending.length}`);
        return undefined;
      }
      if (length > this.#maxFrameBytes) throw this.#tooLarge(String(length));
      this.#wanted = length;
    }
    if (pending.length < this.#wanted) return undefined;
    const frame = pending.take(this.#wanted);
    this.#wanted = 0;
    return frame;
  }

  #askLength(): number | undefined {
    let length: number | undefined;
    try {
      length = this.#frameLength(this.#pending);
    } catch (cause) {
      throw this.#badFrame("sent bytes that are no frame", cause);
    }
    if (length === undefined || (Number.isSafeInteger(length) && length > 0)) return length;
    throw this.#badFrame(`sent a frame of ${length} bytes`);
  }

  #badFrame(what: string, cause?: unknown): ConnectionError {
    return new ConnectionError(ConnectionErrorCode.BadFrame, `${this.#peer} ${what}`, { address: this.#peer, cause });
  }

  #tooLarge(length: string): ConnectionError {
    const text = `${this.#peer} sent a frame of ${length} bytes, the limit is ${this.#maxFrameBytes}`;
    return new ConnectionError(ConnectionErrorCode.FrameTooLarge, text, { address: this.#peer });
  }
}
