import { u32At } from "@kitex-ts/netpoll/buffer";
import { BadMessageError } from "./bad-message.ts";

/** What stands before a message: whether it is compressed, and how long it is. */
export const PREFIX_BYTES = 5;

/** Whether a message that a `MessageSplitter` gave is compressed. Flags other than 1 are ignored, as in Kitex. */
export function isCompressed(message: Buffer): boolean {
  return message[0] === 1;
}

/** Whether bytes are one whole message, as those of most DATA frames are. Throws a `BadMessageError` when it is too long. */
export function isOneMessage(bytes: Buffer, maxBytes: number): boolean {
  if (bytes.length < PREFIX_BYTES) return false;
  const length = u32At(bytes, 1);
  assertFits(length, maxBytes);
  return bytes.length === PREFIX_BYTES + length;
}

/**
 * Cuts gRPC's messages out of the bytes of DATA frames, whose borders mean nothing.
 *
 * ```text
 *   | u8 compressed | u32 length | length bytes |
 * ```
 *
 * A message's length is compared with the limit as soon as it is known; a message is copied only where it came in
 * several pieces, once.
 */
export class MessageSplitter {
  readonly #maxBytes: number;
  #first: Buffer | undefined;
  #rest: Buffer[] = [];
  #length = 0;
  /** Bytes of the message that has begun, its prefix included; 0 while that is not known. */
  #wanted = 0;

  /** `maxBytes` is for a message without its prefix. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that are here and belong to no message that was given. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** Bytes that the message which has begun still lacks; 0 while its length is not known. */
  get missingBytes(): number {
    return Math.max(0, this.#wanted - this.#length);
  }

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.#first === undefined) this.#first = bytes;
    else this.#rest.push(bytes);
  }

  /** The next whole message with its prefix, valid for ever; `undefined` when it is not all here. Throws a `BadMessageError`. */
  next(): Buffer | undefined {
    if (this.#wanted === 0) {
      if (this.#length < PREFIX_BYTES) return undefined;
      const length = u32At(this.#atLeast(PREFIX_BYTES), 1);
      assertFits(length, this.#maxBytes);
      this.#wanted = PREFIX_BYTES + length;
    }
    if (this.#length < this.#wanted) return undefined;
    return this.#take(this.#wanted);
  }

  /** Drops what is here. */
  clear(): void {
    this.#first = undefined;
    this.#rest = [];
    this.#length = 0;
    this.#wanted = 0;
  }

  #take(size: number): Buffer {
    const first = this.#atLeast(size);
    this.#length -= size;
    this.#wanted = 0;
    if (first.length > size) {
      this.#first = first.subarray(size);
      return first.subarray(0, size);
    }
    this.#first = this.#rest.shift();
    return first;
  }

  /** The first bytes in one piece of at least `size`, which are here. */
  #atLeast(size: number): Buffer {
    const first = this.#first ?? Buffer.alloc(0);
    if (first.length >= size) return first;
    let length = first.length;
    let pieces = 0;
    while (length < size) length += this.#rest[pieces++]?.length ?? size;
    this.#first = Buffer.concat([first, ...this.#rest.splice(0, pieces)], length);
    return this.#first;
  }
}

function assertFits(length: number, maxBytes: number): void {
  if (length <= maxBytes) return;
  throw new BadMessageError("too-large", `a message of ${length} bytes came, the limit is ${maxBytes}`);
}
