import { isUtf8 } from "node:buffer";
import { i32At, i32LeAt, u16At, u32At } from "./bytes.ts";
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

/** A varint goes on after its tenth byte. */
export class MalformedVarintError extends Error {
  override readonly name = "MalformedVarintError" as const;

  constructor() {
    super("a varint of more than 10 bytes");
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
  // Only declared: a field without a value would begin as `undefined`, and every later use of it be compiled for that too.
  declare readonly bytes: Buffer;
  #pos = 0;
  /** The high half of the varint that was read last. */
  #varintHigh = 0;
  /** Where the frame ends, counted from the start of `bytes`. */
  declare readonly end: number;
  /** How many container elements may still be decoded from this message; decoders count it down. */
  declare elementsLeft: number;

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

  /** Reads a varint of one byte. Where the next one is longer, or nothing is left, it gives -1 and reads nothing. */
  readShortVarint(): number {
    const at = this.#pos;
    if (at >= this.end) return -1;
    const byte = this.bytes[at] as number;
    if (byte > 0x7f) return -1;
    this.#pos = at + 1;
    return byte;
  }

  /** Reads a varint, and gives its low thirty-two bits as an unsigned integer. */
  readVarint32(): number {
    const short = this.readShortVarint();
    if (short >= 0) return short;
    const at = this.#pos;
    const second = this.bytes[at + 1] as number;
    // Longer ones are rare; and what was read behind the end counts for nothing.
    if (!(second < 0x80 && at + 2 <= this.end)) return this.#varintLow() >>> 0;
    this.#pos = at + 2;
    return ((this.bytes[at] as number) & 0x7f) | (second << 7);
  }

  /** Reads a varint as an unsigned 64-bit integer. */
  readVarintU64(): bigint {
    const short = this.readShortVarint();
    if (short >= 0) return BigInt(short);
    const low = this.#varintLow();
    return this.#varintHigh === 0 ? BigInt(low >>> 0) : BigInt.asUintN(64, join(this.#varintHigh, low));
  }

  /** Reads a varint as a signed 64-bit integer in two's complement. */
  readVarintI64(): bigint {
    const short = this.readShortVarint();
    if (short >= 0) return BigInt(short);
    const low = this.#varintLow();
    return this.#varintHigh === 0 ? BigInt(low >>> 0) : join(this.#varintHigh, low);
  }

  /** Reads a varint as a signed 64-bit integer whose lowest bit is its sign. */
  readZigzagI64(): bigint {
    const low = this.#varintLow();
    const high = this.#varintHigh;
    const sign = -(low & 1);
    return join((high >>> 1) ^ sign, ((low >>> 1) | (high << 31)) ^ sign);
  }

  /** Reads a little-endian signed 32-bit integer. */
  readI32LE(): number {
    const at = this.#advance(4);
    return i32LeAt(this.bytes, at);
  }

  /** Reads a little-endian signed 64-bit integer. */
  readI64LE(): bigint {
    this.#fixedHalves();
    return wide.getBigInt64(0);
  }

  /** Reads a little-endian unsigned 64-bit integer. */
  readU64LE(): bigint {
    this.#fixedHalves();
    return wide.getBigUint64(0);
  }

  /** Reads a little-endian IEEE 754 float. */
  readFloatLE(): number {
    wide.setInt32(0, this.readI32LE());
    return wide.getFloat32(0);
  }

  /** Reads a little-endian IEEE 754 double. */
  readDoubleLE(): number {
    this.#fixedHalves();
    return wide.getFloat64(0);
  }

  /**
   * Reads a short text that stands behind its length, a varint, and is ASCII. Where that is not what is there, whole, it
   * gives `undefined` and reads nothing.
   */
  readShortAscii(): string | undefined {
    const at = this.#pos;
    const room = this.end - at;
    if (room <= 0) return undefined;
    const length = this.bytes[at] as number;
    if (length >= room || length > LONGEST_BY_HAND) return undefined;
    const text = shortAscii(this.bytes, at + 1, length);
    if (text !== undefined) this.#pos = at + 1 + length;
    return text;
  }

  /** Reads `length` bytes as UTF-8; invalid sequences become U+FFFD. */
  readUtf8(length: number): string {
    const at = this.#advance(length);
    return (length <= LONGEST_BY_HAND ? shortAscii(this.bytes, at, length) : undefined) ?? utf8(this.bytes, at, length);
  }

  /** Reads `length` bytes as UTF-8; `undefined` where they are none. */
  readValidUtf8(length: number): string | undefined {
    const at = this.#advance(length);
    const short = length <= LONGEST_BY_HAND ? shortAscii(this.bytes, at, length) : undefined;
    if (short !== undefined) return short;
    const text = utf8(this.bytes, at, length);
    // Looking for what invalid sequences become is faster than checking every text.
    if (text.includes("\ufffd") && !isUtf8(this.bytes.subarray(at, at + length))) return undefined;
    return text;
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

  /** Reads a varint; gives its low half, and leaves the high one in `#varintHigh`. Bits above the 64th are dropped. */
  #varintLow(): number {
    const { bytes } = this;
    const start = this.#pos;
    let at = start;
    let low = 0;
    let high = 0;
    let byte = 0x80;
    for (let shift = 0; shift < 28 && byte >= 0x80; shift += 7) {
      byte = bytes[at++] as number;
      low |= (byte & 0x7f) << shift;
    }
    if (byte >= 0x80) {
      byte = bytes[at++] as number;
      low |= (byte & 0x7f) << 28;
      high = (byte & 0x7f) >>> 4;
      for (let shift = 3; shift < 35 && byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number;
        high |= (byte & 0x7f) << shift;
      }
    }
    // What was read behind the end counts for nothing. Bytes behind the buffer are `undefined`, which is no end of a varint.
    if (at > this.end) throw new UnexpectedEndError(at - start, this.end - start);
    if (byte >= 0x80) throw new MalformedVarintError();
    this.#pos = at;
    this.#varintHigh = high;
    return low;
  }

  /** Reads a little-endian integer of eight bytes into `wide`. */
  #fixedHalves(): void {
    const at = this.#advance(8);
    wide.setInt32(0, i32LeAt(this.bytes, at + 4));
    wide.setInt32(4, i32LeAt(this.bytes, at));
  }

  #advance(length: number): number {
    const at = this.#pos;
    // `length` may come from the wire: a negative one must not move the reader backwards.
    if (!(length >= 0 && length <= this.end - at)) throw new UnexpectedEndError(length, this.end - at);
    this.#pos = at + length;
    return at;
  }
}

/** A 64-bit integer in two's complement of its halves. */
function join(high: number, low: number): bigint {
  wide.setInt32(0, high);
  wide.setInt32(4, low);
  return wide.getBigInt64(0);
}

function utf8(bytes: Buffer, at: number, length: number): string {
  // Without the encoding's name, which is UTF-8's, there is nothing to look up.
  return bytes.toString(undefined, at, at + length);
}
