import type { HeaderList } from "../header-list.ts";

/** A list and its block, which mean one another as long as the table does not change. */
export interface RecentBlock {
  readonly list: HeaderList;
  /** `undefined` while nobody needed it. */
  bytes: Uint8Array | undefined;
}

/** More lists than a client or server has in turn at most moments, few enough to be looked through one by one. */
const kept = 16;

/**
 * The blocks that came last, those that come often in front.
 *
 * Each one that is found moves up by one place, and one that is added takes the last: what comes once pushes out
 * nothing but what came once.
 */
export class RecentBlocks {
  #blocks: RecentBlock[] = [];

  /** The block of this very list. */
  byList(list: HeaderList): RecentBlock | undefined {
    const blocks = this.#blocks;
    for (let i = 0; i < blocks.length; i++) if ((blocks[i] as RecentBlock).list === list) return this.#moveUp(i);
    return undefined;
  }

  /** The block that has these bytes. */
  byBytes(bytes: Uint8Array): RecentBlock | undefined {
    const blocks = this.#blocks;
    for (let i = 0; i < blocks.length; i++) {
      if (sameBytes((blocks[i] as RecentBlock).bytes, bytes)) return this.#moveUp(i);
    }
    return undefined;
  }

  add(block: RecentBlock): void {
    if (this.#blocks.length < kept) this.#blocks.push(block);
    else this.#blocks[kept - 1] = block;
  }

  /** Forgets all: the table changed. */
  clear(): void {
    if (this.#blocks.length > 0) this.#blocks = [];
  }

  #moveUp(index: number): RecentBlock {
    const found = this.#blocks[index] as RecentBlock;
    if (index > 0) {
      this.#blocks[index] = this.#blocks[index - 1] as RecentBlock;
      this.#blocks[index - 1] = found;
    }
    return found;
  }
}

/** Blocks have a dozen bytes mostly: a loop is faster than a call into the runtime. */
function sameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  if (a === undefined || a.length !== b.length) return false;
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
