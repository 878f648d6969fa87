/** Memory for writers in blocks of one size; blocks that come back are used again. */
export class BlockPool {
  readonly blockBytes: number;
  readonly #mostKept: number;
  readonly #kept: Buffer[] = [];

  /** Keeps at most `mostKept` blocks that nobody uses. */
  constructor(blockBytes: number, mostKept: number) {
    this.blockBytes = blockBytes;
    this.#mostKept = mostKept;
  }

  /** A block with anything in it. */
  take(): Buffer {
    return this.#kept.pop() ?? Buffer.allocUnsafeSlow(this.blockBytes);
  }

  /** Takes a block back at which nobody looks any more. */
  giveBack(block: Buffer): void {
    if (this.#kept.length < this.#mostKept) this.#kept.push(block);
  }
}

/** The blocks of the whole process: 32 KiB each, so that one turn's writes are few chunks, and 8 MiB kept at most. */
export const sharedBlocks: BlockPool = new BlockPool(32_768, 256);
