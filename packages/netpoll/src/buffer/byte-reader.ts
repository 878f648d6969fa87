import { i32At, u16At, u32At } from "./bytes.ts";
import { LONGEST_BY_HAND, shortAscii } from "./short-ascii.ts";

/** Where the halves of a 64-bit integer meet. */
const wide = new DataView(new ArrayBuffer(8));

/** A frame or message ended before the value that was to be read from it. */
export class UnexpectedEndError extends Error {
  override readonly name = "UnexpectedEndError" as const;

  constructor(needed: number, left: number) {
    super(`${needed} bytes needed, ${left} left`);
  }
}

/**
 * Reads values from one whole frame, front to back.
 *
 * The reader never waits: a frame is complete before it is decoded. Every read checks its bounds and throws
 * `UnexpectedEndError` when the bytes are not there. The bytes belong to whoever made the reader; `readView` lends
 * them, `readBytes` and the strings are copies.
 */
export class ByteReader {
  readonly bytes: Buffer;
  #pos: number;
  /** Where the frame ends, counted from the start of `bytes`. */
  readonly end: number;
  /** How many container elements may still be decoded from this message; decoders count it down. */
  elementsLeft: number;

  /** Reads `bytes` from `start` to `end`; `maxElements` is what `elementsLeft` begins with. */
  constructor(bytes: Buffer, start: number = 0, end: number = bytes.length, maxElements: number = 10_000_000) {
    if (!(start >= 0 && start <= end && end <= bytes.length)) {
      throw new RangeError(`${start} to ${end} is outside of the ${bytes.length} bytes`);
    }
    this.bytes = bytes;
    this.#pos = start;
    this.end = end;
    this.elementsLeft = maxElements;
  }

  /** Where the next byte is read from, counted from the start of `bytes`. */
  get position(): number {
    return this.#pos;
  }

  /** Bytes not read so far. */
  get remaining(): number {
    return this.end - this.#pos;
  }

  /** Reads one byte, 0 to 255. */
  readByte(): number {
    if (this.#pos >= this.end) throw new UnexpectedEndError(1, 0);
    return this.bytes[this.#pos++] as number;
  }

  /** Reads a signed byte. */
  readI8(): number {
    return (this.readByte() << 24) >> 24;
  }

  /** Reads a big-endian signed 16-bit integer. */
  readI16(): number {
    const at = this.#advance(2);
    return (u16At(this.bytes, at) << 16) >> 16;
  }

  /** Reads a big-endian unsigned 16-bit integer. */
  readU16(): number {
    const at = this.#advance(2);
    return u16At(this.bytes, at);
  }

  /** Reads a big-endian signed 32-bit integer. */
  readI32(): number {
    const at = this.#advance(4);
    return i32At(this.bytes, at);
  }

  /** Reads a big-endian unsigned 32-bit integer. */
  readU32(): number {
    const at = this.#advance(4);
    return u32At(this.bytes, at);
  }

  /** Reads a big-endian signed 64-bit integer. */
  readI64(): bigint {
    const at = this.#advance(8);
    // Buffer's own method puts the halves together with arithmetic on bigints.
    wide.setInt32(0, i32At(this.bytes, at));
    wide.setInt32(4, i32At(this.bytes, at + 4));
    return wide.getBigInt64(0);
  }

  /** Reads a big-endian IEEE 754 double. */
  readDouble(): number {
    const at = this.#advance(8);
    return this.bytes.readDoubleBE(at);
  }

  /** Reads `length` bytes as UTF-8; invalid sequences become U+FFFD. */
  readUtf8(length: number): string {
    const at = this.#advance(length);
    const short = length <= LONGEST_BY_HAND ? shortAscii(this.bytes, at, length) : undefined;
    return short ?? this.bytes.toString("utf8", at, at + length);
  }

  /** Copies the next `length` bytes out. */
  readBytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return new Uint8Array(this.bytes.subarray(at, at + length));
  }

  /** Lends the next `length` bytes without copying; they are valid as long as the frame is. */
  readView(length: number): Buffer {
    const at = this.#advance(length);
    return this.bytes.subarray(at, at + length);
  }

  /** Passes over `length` bytes. */
  skip(length: number): void {
    this.#advance(length);
  }

  /** Goes back or forth to a position inside the frame. */
  seek(position: number): void {
    if (!(position >= 0 && position <= this.end)) throw new RangeError(`position ${position} is outside the frame`);
    this.#pos = position;
  }

  #advance(length: number): number {
    const at = this.#pos;
    // `length` may come from the wire: a negative one must not move the reader backwards.
    if (!(length >= 0 && length <= this.end - at)) throw new UnexpectedEndError(length, this.end - at);
    this.#pos = at + length;
    return at;
  }
}
