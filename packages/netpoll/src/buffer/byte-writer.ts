import { Block, BlockPool, sharedBlocks } from "./block-pool.ts";
import { putVarint32, putVarint64, VARINT32_BYTES, VARINT64_BYTES, varint32Bytes } from "./varint.ts";

const noBlock = new Block(0);

/** What a writer lends to a socket. */
export interface LentOutput {
  /** In order. */
  readonly chunks: readonly Uint8Array[];
  /** Lets other writers use the memory. Only for who is sure that nobody looks at the chunks any more. */
  release(): void;
}

class Lent implements LentOutput {
  readonly chunks: readonly Uint8Array[];
  #blocks: readonly Block[];
  readonly #pool: BlockPool;

  constructor(chunks: readonly Uint8Array[], blocks: readonly Block[], pool: BlockPool) {
    this.chunks = chunks;
    this.#blocks = blocks;
    this.#pool = pool;
  }

  release(): void {
    const blocks = this.#blocks;
    this.#blocks = noBlocks;
    for (const block of blocks) this.#pool.giveBack(block);
  }
}

const noBlocks: readonly Block[] = [];

/**
 * Appends bytes to a list of blocks that never move.
 *
 * ```text
 *   chunks (full, borrowed)          current block
 *   [####][borrowed][#####]          [#######........]
 *   0                                ^base   ^base + pos = length
 * ```
 *
 * Positions are offsets in the whole output, so a reserved place stays valid when further blocks are opened.
 * Borrowed chunks are linked, not copied: their owner must leave them alone until the output was written.
 */
export class ByteWriter {
  #chunks: Uint8Array[] = [];
  /** Opened by the first write: a connection that never writes has none. */
  #block: Buffer = noBlock.bytes;
  #view: DataView = noBlock.view;
  /** Where the current block's unsent bytes begin. */
  #start = 0;
  #pos = 0;
  /** Offset in the whole output of the current block's byte 0 (negative once earlier bytes were taken). */
  #base = 0;
  readonly #blocks: BlockPool;
  /** Blocks that hold what was written and are to go back. */
  #borrowed: Block[] = [];

  /** `blockBytes` makes blocks of another size, which are not shared with other writers. */
  constructor(blockBytes?: number) {
    this.#blocks = blockBytes === undefined ? sharedBlocks : new BlockPool(blockBytes, 0);
  }

  /** Bytes appended since the last `take()`. */
  get length(): number {
    return this.#base + this.#pos;
  }

  /** Appends one byte; only the low eight bits count. */
  writeByte(value: number): void {
    if (this.#pos === this.#block.length) this.#open(1);
    this.#block[this.#pos++] = value;
  }

  /** Appends a big-endian 16-bit integer; only the low sixteen bits count. */
  writeI16(value: number): void {
    if (this.#pos + 2 > this.#block.length) this.#open(2);
    this.#view.setInt16(this.#pos, value);
    this.#pos += 2;
  }

  /** Appends a big-endian 32-bit integer; only the low thirty-two bits count. */
  writeI32(value: number): void {
    if (this.#pos + 4 > this.#block.length) this.#open(4);
    this.#view.setInt32(this.#pos, value);
    this.#pos += 4;
  }

  /** Appends a big-endian 64-bit integer given as two halves of which the low thirty-two bits count. */
  writeI64Halves(high: number, low: number): void {
    if (this.#pos + 8 > this.#block.length) this.#open(8);
    this.#view.setInt32(this.#pos, high);
    this.#view.setInt32(this.#pos + 4, low);
    this.#pos += 8;
  }

  /** Appends a big-endian 64-bit integer; only the low sixty-four bits count. */
  writeI64(value: bigint): void {
    if (this.#pos + 8 > this.#block.length) this.#open(8);
    this.#view.setBigInt64(this.#pos, value);
    this.#pos += 8;
  }

  /** Appends a big-endian IEEE 754 double. */
  writeDouble(value: number): void {
    if (this.#pos + 8 > this.#block.length) this.#open(8);
    this.#view.setFloat64(this.#pos, value);
    this.#pos += 8;
  }

  /** Appends the low thirty-two bits as a varint. */
  writeVarint32(value: number): void {
    if (this.#pos + VARINT32_BYTES > this.#block.length) this.#open(VARINT32_BYTES);
    if (value >= 0 && value < 0x80) this.#block[this.#pos++] = value;
    else this.#pos = putVarint32(this.#block, this.#pos, value);
  }

  /** Appends sixty-four bits, given as two halves of which the low thirty-two bits count, as a varint. */
  writeVarint64(high: number, low: number): void {
    if (this.#pos + VARINT64_BYTES > this.#block.length) this.#open(VARINT64_BYTES);
    this.#pos = putVarint64(this.#block, this.#pos, high, low);
  }

  /** Appends a little-endian 32-bit integer; only the low thirty-two bits count. */
  writeI32LE(value: number): void {
    if (this.#pos + 4 > this.#block.length) this.#open(4);
    this.#view.setInt32(this.#pos, value, true);
    this.#pos += 4;
  }

  /** Appends a little-endian 64-bit integer given as two halves of which the low thirty-two bits count. */
  writeI64HalvesLE(high: number, low: number): void {
    if (this.#pos + 8 > this.#block.length) this.#open(8);
    this.#view.setInt32(this.#pos, low, true);
    this.#view.setInt32(this.#pos + 4, high, true);
    this.#pos += 8;
  }

  /** Appends a little-endian IEEE 754 float: the one nearest to `value`. */
  writeFloatLE(value: number): void {
    if (this.#pos + 4 > this.#block.length) this.#open(4);
    this.#view.setFloat32(this.#pos, value, true);
    this.#pos += 4;
  }

  /** Appends a little-endian IEEE 754 double. */
  writeDoubleLE(value: number): void {
    if (this.#pos + 8 > this.#block.length) this.#open(8);
    this.#view.setFloat64(this.#pos, value, true);
    this.#pos += 8;
  }

  /** Copies `bytes` in. */
  writeBytes(bytes: Uint8Array): void {
    if (this.#pos + bytes.length > this.#block.length) this.#open(bytes.length);
    this.#block.set(bytes, this.#pos);
    this.#pos += bytes.length;
  }

  /** Links `bytes` without copying; they must not change until the output was written to the socket. */
  writeBorrowed(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#seal();
    this.#chunks.push(bytes);
    this.#base += bytes.length;
  }

  /** Appends `text` as UTF-8 behind its length in bytes as a 32-bit integer. Lone surrogates become U+FFFD. */
  writeString32(text: string): void {
    // A UTF-16 unit takes at most three bytes; an exact count is only worth its price for long texts.
    const most = text.length <= 1024 ? text.length * 3 : Buffer.byteLength(text);
    if (this.#pos + 4 + most > this.#block.length) this.#open(4 + most);
    const written = writeText(this.#block, text, this.#pos + 4, most);
    this.#view.setInt32(this.#pos, written);
    this.#pos += 4 + written;
  }

  /** Appends `text` as UTF-8 behind its length in bytes as a 16-bit integer. Throws a `RangeError` past 65,535 bytes. */
  writeString16(text: string): void {
    const most = text.length <= 1024 ? text.length * 3 : Buffer.byteLength(text);
    if (this.#pos + 2 + most > this.#block.length) this.#open(2 + most);
    const written = writeText(this.#block, text, this.#pos + 2, most);
    if (written > 0xffff) throw new RangeError(`a string of ${written} bytes does not fit a 16-bit length`);
    this.#view.setUint16(this.#pos, written);
    this.#pos += 2 + written;
  }

  /** Appends `text` as UTF-8 behind its length in bytes as a varint. Lone surrogates become U+FFFD. */
  writeStringVarint(text: string): void {
    const { length } = text;
    const most = length <= 1024 ? length * 3 : Buffer.byteLength(text);
    if (this.#pos + VARINT32_BYTES + most > this.#block.length) this.#open(VARINT32_BYTES + most);
    if (most < 0x80) {
      // The length takes one byte, whatever is in the text.
      const written = writeText(this.#block, text, this.#pos + 1, most);
      this.#block[this.#pos] = written;
      this.#pos += 1 + written;
      return;
    }
    // Right for ASCII and for texts that were counted; other texts may have to move by a byte.
    const expected = varint32Bytes(length <= 1024 ? length : most);
    const at = this.#pos + expected;
    const written = writeText(this.#block, text, at, most);
    const needed = varint32Bytes(written);
    if (needed > expected) this.#block.copyWithin(at + needed - expected, at, at + written);
    this.#pos = putVarint32(this.#block, this.#pos, written) + written;
  }

  /** Leaves `size` bytes to be filled in later, in one piece, and says where they are. */
  reserve(size: number): number {
    if (this.#pos + size > this.#block.length) this.#open(size);
    const at = this.length;
    this.#pos += size;
    return at;
  }

  /** Fills in a 32-bit integer at a position that `reserve` gave. */
  fillI32(at: number, value: number): void {
    if (at >= this.#base + this.#start) this.#view.setInt32(at - this.#base, value);
    else this.#earlier(at).setInt32(0, value);
  }

  /** Fills in a 16-bit integer at a position that `reserve` gave. */
  fillI16(at: number, value: number): void {
    if (at >= this.#base + this.#start) this.#view.setInt16(at - this.#base, value);
    else this.#earlier(at).setInt16(0, value);
  }

  /**
   * Fills in, at a position that `reserve(1)` gave, how many bytes were written behind it, as a varint.
   *
   * From 128 bytes on the length takes more than the one byte, and what was written behind moves: no other position
   * behind `at` is valid then. Guessing one byte is still faster than counting first: most messages inside others are
   * short, and moving a long one is one copy.
   */
  fillVarintLength(at: number): void {
    const size = this.length - at - 1;
    const inBlock = at - this.#base;
    if (size < 0x80 && inBlock >= this.#start) {
      this.#block[inBlock] = size;
      return;
    }
    const more = varint32Bytes(size) - 1;
    if (inBlock >= this.#start && this.#pos + more <= this.#block.length) {
      if (more > 0) this.#block.copyWithin(inBlock + 1 + more, inBlock + 1, this.#pos);
      putVarint32(this.#block, inBlock, size);
      this.#pos += more;
    } else {
      this.#spliceVarint(at, size);
    }
  }

  /** Drops everything from position `length` on, as if it had never been written. */
  truncate(length: number): void {
    if (!(length >= 0 && length <= this.length))
      throw new RangeError(`cannot truncate ${this.length} bytes to ${length}`);
    let end = this.#base + this.#start;
    if (length >= end) {
      this.#pos = length - this.#base;
      return;
    }
    // What is left of the last chunk is not written on: it may be borrowed.
    while (end > length) {
      const last = this.#chunks.pop() as Uint8Array;
      end -= last.byteLength;
      if (end >= length) continue;
      this.#chunks.push(last.subarray(0, length - end));
      end = length;
    }
    this.#pos = this.#start;
    this.#base = length - this.#start;
  }

  /**
   * Removes everything from position `from` on and gives it to the caller, in order: copies of what lies in memory that
   * is used again, borrowed chunks as they are.
   */
  cut(from: number): Uint8Array[] {
    if (!(from >= 0 && from <= this.length)) throw new RangeError(`cannot cut ${this.length} bytes at ${from}`);
    const free = Math.max(from - this.#base, this.#start);
    this.#seal();
    const parts: Uint8Array[] = [];
    let end = this.length;
    while (end > from) {
      const last = this.#chunks.pop() as Uint8Array;
      const kept = Math.max(from - end + last.byteLength, 0);
      if (kept > 0) this.#chunks.push(last.subarray(0, kept));
      const part = last.subarray(kept);
      parts.push(this.#isShared(part) ? new Uint8Array(part) : part);
      end -= part.byteLength;
    }
    // What was copied leaves its place to what is written next.
    if (this.#isShared(this.#block)) this.#start = this.#pos = free;
    this.#base = from - this.#pos;
    return parts.reverse();
  }

  /** Gives away everything written, in order, and starts again at length 0. The chunks belong to the caller. */
  take(): Uint8Array[] {
    this.#seal();
    const taken = this.#chunks;
    this.#chunks = [];
    this.#base = -this.#pos;
    return taken;
  }

  /** The same as `take`, with memory that can be used again: `release` it once the socket has taken the chunks. */
  lend(): LentOutput {
    const chunks = this.take();
    const blocks = this.#borrowed;
    this.#borrowed = [];
    // What is left of the current block goes back with the rest of it: a writer that is silent holds no memory.
    this.#block = noBlock.bytes;
    this.#view = noBlock.view;
    this.#start = 0;
    this.#pos = 0;
    this.#base = 0;
    return new Lent(chunks, blocks, this.#blocks);
  }

  /** Moves the unsent part of the current block to the chunks. */
  #seal(): void {
    if (this.#pos === this.#start) return;
    this.#chunks.push(this.#block.subarray(this.#start, this.#pos));
    this.#start = this.#pos;
  }

  /** Whether other writers will use the memory of `chunk`. */
  #isShared(chunk: Uint8Array): boolean {
    return this.#borrowed.some((block) => block.bytes.buffer === chunk.buffer);
  }

  #open(size: number): void {
    this.#seal();
    const length = this.length;
    // A single larger reservation gets a block of its own size.
    const ordinary = size <= this.#blocks.blockBytes;
    const block = ordinary ? this.#blocks.take() : new Block(size);
    if (ordinary) this.#borrowed.push(block);
    this.#block = block.bytes;
    this.#view = block.view;
    this.#start = 0;
    this.#pos = 0;
    this.#base = length;
  }

  /** Puts a varint in place of the byte at `at`, as a chunk of its own: the bytes around it stay where they are. */
  #spliceVarint(at: number, value: number): void {
    this.#seal();
    const varint = new Uint8Array(varint32Bytes(value));
    putVarint32(varint, 0, value);
    let i = this.#chunks.length - 1;
    let chunk = this.#chunks[i] as Uint8Array;
    let start = this.length - chunk.byteLength;
    while (start > at) {
      chunk = this.#chunks[--i] as Uint8Array;
      start -= chunk.byteLength;
    }
    const around = [chunk.subarray(0, at - start), varint, chunk.subarray(at - start + 1)];
    this.#chunks.splice(i, 1, ...around.filter(({ byteLength }) => byteLength > 0));
    this.#base += varint.byteLength - 1;
  }

  #earlier(at: number): DataView {
    let end = this.#base + this.#start;
    for (let i = this.#chunks.length - 1; i >= 0; i--) {
      const chunk = this.#chunks[i] as Uint8Array;
      end -= chunk.byteLength;
      if (at >= end) return new DataView(chunk.buffer, chunk.byteOffset + at - end);
    }
    throw new RangeError(`position ${at} was already taken`);
  }
}

/** Up to this length a loop over ASCII is faster than a call into the runtime. */
const LONGEST_BY_HAND = 16;

/** Writes `text` as UTF-8 at `at` and says how many bytes that was; `most` are there. */
function writeText(block: Buffer, text: string, at: number, most: number): number {
  const { length } = text;
  if (length > LONGEST_BY_HAND) return block.write(text, at, most, "utf8");
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return block.write(text, at, most, "utf8");
    block[at + i] = unit;
  }
  return length;
}
