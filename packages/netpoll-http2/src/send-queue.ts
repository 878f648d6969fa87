import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { HeaderList } from "./header-list.ts";
import { Link } from "./linked-list.ts";

/** Up to so many bytes are copied behind their frame's header: cheaper than one more chunk in the socket's write. */
const copiedBytes = 4096;
const firstBlockBytes = 4096;
const largestBlockBytes = 65_536;

const noBytes: Buffer = Buffer.alloc(0);

/**
 * What an owner of a stream gave away and no window or socket has had room for, in order.
 *
 * ```text
 *   items[front]       ...        items[last]      block
 *   [xxx#########]  (headers)  [#############]    [######........]
 *       ^taken                                     ^start  ^end
 * ```
 *
 * Small messages are gathered in a block, large ones are linked. No byte of either is written twice, so both leave
 * without being copied again.
 */
export class SendQueue<Sender> {
  readonly sender: Sender;
  /** Its place among the queues that wait for the same. */
  readonly link: Link<SendQueue<Sender>> = new Link(this);
  /** The stream ends behind it. */
  ends = false;
  /** Its owner was told that no more is wanted, and is to be told when that has changed. */
  full = false;
  #items: (Uint8Array | HeaderList)[] = [];
  /** Index of the item at the front, and bytes of it that have left. */
  #front = 0;
  #taken = 0;
  #block: Buffer = noBytes;
  #blockStart = 0;
  #blockEnd = 0;
  #bytes = 0;
  #headerLists = 0;

  constructor(sender: Sender) {
    this.sender = sender;
  }

  /** Bytes of data that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#bytes === 0 && this.#headerLists === 0;
  }

  /** The headers at the front; `undefined` when there is data, or nothing. */
  get headers(): HeaderList | undefined {
    const item = this.#items[this.#front];
    return item instanceof HeaderList ? item : undefined;
  }

  pushHeaders(headers: HeaderList): void {
    this.#seal();
    this.#items.push(headers);
    this.#headerLists += 1;
  }

  /** Appends chunks, which belong to the queue from then on. */
  pushData(chunks: readonly Uint8Array[]): void {
    this.#seal();
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.#items.push(chunk);
      this.#bytes += chunk.length;
    }
  }

  /** Appends copies of chunks, which should be small. */
  copyData(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) {
      if (chunk.length > this.#block.length - this.#blockEnd) this.#openBlock(chunk.length);
      this.#block.set(chunk, this.#blockEnd);
      this.#blockEnd += chunk.length;
      this.#bytes += chunk.length;
    }
  }

  /** Takes out the headers at the front. */
  shiftHeaders(): void {
    this.#headerLists -= 1;
    this.#shift();
  }

  /** How many bytes of data are at the front, `most` at most. */
  dataAtFront(most: number): number {
    this.#seal();
    let bytes = -this.#taken;
    for (let i = this.#front; bytes < most; i++) {
      const item = this.#items[i];
      if (!(item instanceof Uint8Array)) return bytes;
      bytes += item.length;
    }
    return most;
  }

  /** Whether nothing follows the next `bytes` of data, and the stream ends with them. */
  endsWith(bytes: number): boolean {
    return this.ends && this.#headerLists === 0 && bytes === this.#bytes;
  }

  /** Moves `bytes` of the data at the front to `out`: so many must be there, as `dataAtFront` has said. */
  moveData(bytes: number, out: ByteWriter): void {
    this.#bytes -= bytes;
    for (let wanted = bytes; wanted > 0; ) {
      const chunk = this.#items[this.#front];
      if (!(chunk instanceof Uint8Array)) throw new RangeError(`${wanted} bytes are missing at the front`);
      const part = chunk.subarray(this.#taken, this.#taken + wanted);
      if (part.length <= copiedBytes) out.writeBytes(part);
      else out.writeBorrowed(part);
      wanted -= part.length;
      this.#taken += part.length;
      if (this.#taken === chunk.length) this.#shift();
    }
  }

  /** Makes what the block has gathered an item; what comes next is gathered behind it. */
  #seal(): void {
    if (this.#blockStart === this.#blockEnd) return;
    this.#items.push(this.#block.subarray(this.#blockStart, this.#blockEnd));
    this.#blockStart = this.#blockEnd;
  }

  #openBlock(least: number): void {
    this.#seal();
    const size = Math.min(Math.max(this.#block.length * 2, firstBlockBytes), largestBlockBytes);
    this.#block = Buffer.allocUnsafeSlow(Math.max(size, least));
    this.#blockStart = 0;
    this.#blockEnd = 0;
  }

  #shift(): void {
    this.#items[this.#front++] = noBytes; // so that what has left is not kept
    this.#taken = 0;
    if (this.#front < 64 || this.#front * 2 < this.#items.length) return;
    this.#items.splice(0, this.#front);
    this.#front = 0;
  }
}
