/** A piece of memory, and what writes numbers into it. */
export class Block {
  readonly bytes: Buffer;
  readonly view: DataView;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, size);
  }
}

/** Memory for writers in blocks of one size; blocks that come back are used again. */
export class BlockPool {
  readonly blockBytes: number;
  readonly #mostKept: number;
  readonly #kept: Block[] = [];

  /** Keeps at most `mostKept` blocks that nobody uses. */
  constructor(blockBytes: number, mostKept: number) {
    this.blockBytes = blockBytes;
    this.#mostKept = mostKept;
  }

  /** A block with anything in it. */
  take(): Block {
    return this.#kept.pop() ?? new Block(this.blockBytes);
  }

  /** Takes a block back at which nobody looks any more. */
  giveBack(block: Block): void {
    if (this.#kept.length < this.#mostKept) this.#kept.push(block);
  }
}

/** The blocks of the whole process: 32 KiB each, so that one turn's writes are few chunks, and 8 MiB kept at most. */
export const sharedBlocks: BlockPool = new BlockPool(32_768, 256);
