import { u32At } from "./bytes.ts";
import type { PendingBytes } from "./pending-bytes.ts";

const nothing: Buffer = Buffer.alloc(0);

/** Chunks below this size are gathered in blocks, so that a peer sending single bytes cannot make us keep an object for each. */
const smallChunkBytes = 1024;
const firstBlockBytes = 4096;
const largestBlockBytes = 65_536;

/**
 * Bytes that arrived and that nobody took so far, as the list of chunks they arrived in.
 *
 * ```text
 *   front                rest[next]           rest[last] = tail of a block we own
 *   [xxxxxxx########]    [##############]     [#####.............]
 *          ^offset 0                                ^room for further small chunks
 *    taken
 * ```
 *
 * `push` links a chunk without copying it; only small chunks behind other bytes are copied, into a block of our own.
 * `take` lends a part of one chunk, or gathers once when the bytes lie in several. What it gives stays valid for ever:
 * no byte of a chunk is written twice.
 */
export class LinkBuffer implements PendingBytes {
  #front: Buffer = nothing;
  /** Bytes of `#front` that were taken. */
  #taken = 0;
  #rest: Buffer[] = [];
  /** Index in `#rest` of the chunk that follows `#front`. */
  #next = 0;
  #length = 0;

  /** The block that small chunks are gathered in: the last chunk of `#rest` is its part from `#blockStart` on. */
  #block: Buffer = nothing;
  #blockStart = 0;
  #blockUsed = 0;

  /** Where the last look behind `#front` ended, so that looking onwards does not start over. */
  #seen: Buffer = nothing;
  #seenIndex = -1;
  #seenStart = 0;

  /** Bytes that can be looked at or taken. */
  get length(): number {
    return this.#length;
  }

  /** Appends a chunk, which from then on belongs to the buffer. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#length === 0) {
      this.#front = chunk;
      this.#taken = 0;
    } else if (chunk.length < smallChunkBytes) {
      this.#gather(chunk);
    } else {
      this.#block = nothing;
      this.#rest.push(chunk);
    }
    this.#length += chunk.length;
  }

  /** Removes the first `n` bytes and gives them in one piece. Throws a `RangeError` when they are not all there. */
  take(n: number): Buffer {
    if (!(n >= 0 && n <= this.#length)) throw new RangeError(`${n} bytes asked for, ${this.#length} are there`);
    this.#seenIndex = -1;
    this.#length -= n;
    const end = this.#taken + n;
    if (end < this.#front.length) {
      const bytes = this.#front.subarray(this.#taken, end);
      this.#taken = end;
      return bytes;
    }
    const first = this.#taken === 0 ? this.#front : this.#front.subarray(this.#taken);
    this.#advance();
    return first.length === n ? first : this.#gatherFrom(first, n);
  }

  /** The byte at `offset`, 0 to 255. Throws a `RangeError` behind the last byte. */
  u8(offset: number): number {
    const byte = this.#front[this.#taken + offset];
    if (byte !== undefined && offset >= 0) return byte;
    this.#seek(offset);
    return this.#seen[offset - this.#seenStart] as number;
  }

  /** The big-endian unsigned 32-bit integer at `offset`. Throws a `RangeError` when it is not all there. */
  u32(offset: number): number {
    const at = this.#taken + offset;
    if (offset >= 0 && at + 4 <= this.#front.length) return u32At(this.#front, at);
    return (
      this.u8(offset) * 0x1000000 + ((this.u8(offset + 1) << 16) | (this.u8(offset + 2) << 8) | this.u8(offset + 3))
    );
  }

  #gather(chunk: Buffer): void {
    const room = this.#block.length - this.#blockUsed;
    if (chunk.length > room) {
      const size = Math.min(Math.max(this.#block.length * 2, firstBlockBytes), largestBlockBytes);
      this.#block = Buffer.allocUnsafeSlow(size);
      this.#blockStart = 0;
      this.#blockUsed = 0;
      this.#rest.push(nothing);
    } else if (this.#next === this.#rest.length) {
      // The block's earlier bytes became the front, or were taken: what follows is a chunk of its own.
      this.#blockStart = this.#blockUsed;
      this.#rest.push(nothing);
    }
    this.#block.set(chunk, this.#blockUsed);
    this.#blockUsed += chunk.length;
    const last = this.#rest.length - 1;
    const gathered = this.#block.subarray(this.#blockStart, this.#blockUsed);
    this.#rest[last] = gathered;
    if (this.#seenIndex === last) this.#seen = gathered;
  }

  /** Joins `first` with the `n - first.length` bytes behind it. */
  #gatherFrom(first: Buffer, n: number): Buffer {
    // `n` is at most what arrived, so a peer cannot make us allocate more than it sent.
    const whole = Buffer.allocUnsafe(n);
    whole.set(first);
    let filled = first.length;
    while (filled < n) {
      const wanted = n - filled;
      if (this.#front.length > wanted) {
        whole.set(this.#front.subarray(0, wanted), filled);
        this.#taken = wanted;
        return whole;
      }
      whole.set(this.#front, filled);
      filled += this.#front.length;
      this.#advance();
    }
    return whole;
  }

  /** Makes the next chunk the front. */
  #advance(): void {
    this.#taken = 0;
    const next = this.#rest[this.#next];
    if (next === undefined) {
      this.#front = nothing;
      this.#block = nothing;
      return;
    }
    this.#front = next;
    this.#rest[this.#next++] = nothing;
    if (this.#next === this.#rest.length) {
      this.#rest.length = 0;
      this.#next = 0;
    } else if (this.#next >= 64 && this.#next * 2 > this.#rest.length) {
      this.#rest.splice(0, this.#next);
      this.#next = 0;
    }
  }

  /** Makes `#seen` the chunk that holds `offset`: onwards from the last one, or from the front when that lies behind. */
  #seek(offset: number): void {
    if (!(offset >= 0 && offset < this.#length)) {
      throw new RangeError(`offset ${offset} is outside of the ${this.#length} bytes that are there`);
    }
    if (this.#seenIndex < 0 || offset < this.#seenStart) {
      this.#seenIndex = this.#next;
      this.#seenStart = this.#front.length - this.#taken;
      this.#seen = this.#rest[this.#next] as Buffer;
    }
    while (offset >= this.#seenStart + this.#seen.length) {
      this.#seenStart += this.#seen.length;
      this.#seen = this.#rest[++this.#seenIndex] as Buffer;
    }
  }
}
