import { LinkBuffer } from "./buffer/link-buffer.ts";
import { ConnectionError, ConnectionErrorCode } from "./errors.ts";

/**
 * The bytes that arrived and belong to no frame so far, for looking at only.
 *
 * Looking onwards from offset to offset costs the same for each byte, however many chunks they arrived in.
 */
export interface PendingBytes {
  readonly length: number;

  /** The byte at `offset`, 0 to 255. Throws a `RangeError` behind the last byte. */
  u8(offset: number): number;

  /** The big-endian unsigned 32-bit integer at `offset`. Throws a `RangeError` when it is not all there. */
  u32(offset: number): number;
}

/**
 * Says how long the frame is that starts at offset 0, its own header included; `undefined` asks for more bytes.
 *
 * It may keep state (one per connection): it is asked again with more bytes of the same frame until it answers, and
 * then about the next frame. It throws when the bytes are no frame, which closes the connection.
 */
export type FrameLength = (pending: PendingBytes) => number | undefined;

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
