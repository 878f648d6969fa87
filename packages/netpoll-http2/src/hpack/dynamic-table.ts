/** What a field costs in a table or in a list beyond its name and value (RFC 7541 section 4.1). */
export const fieldOverheadBytes = 32;

/** Something in a table, with the size that it counts for. */
export interface TableEntry {
  readonly tableBytes: number;
}

/**
 * The fields that one side told the other, the newest first (RFC 7541 section 2.3.2).
 *
 * ```text
 *   ring    [ f | g | . | . | a | b | c | d | e ]       size = sum of the entries' bytes ≤ capacity
 *                     ^next   ^oldest                   at(0) is g, at(6) is a
 * ```
 */
export class DynamicTable<Entry extends TableEntry> {
  /** Its length is a power of two. */
  #ring: (Entry | undefined)[] = new Array(16);
  /** Entries that were ever inserted; the newest one's number is one less. */
  #inserted = 0;
  #length = 0;
  #size = 0;
  #capacity: number;
  readonly #onEvicted: (entry: Entry) => void;

  /** `capacity` is in bytes. `onEvicted` is told of each entry that has to go, the oldest first. */
  constructor(capacity: number, onEvicted: (entry: Entry) => void = () => {}) {
    this.#capacity = capacity;
    this.#onEvicted = onEvicted;
  }

  /** Entries that are there. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that they count for. */
  get size(): number {
    return this.#size;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Entries that were ever inserted: entry number `n`, counted from 0, is at `inserted - 1 - n` while it is there. */
  get inserted(): number {
    return this.#inserted;
  }

  /** The entry that `newer` others were inserted after; `undefined` when there is none. */
  at(newer: number): Entry | undefined {
    if (newer >= this.#length) return undefined;
    return this.#ring[(this.#inserted - 1 - newer) & (this.#ring.length - 1)];
  }

  /** Inserts an entry before all others and drops what no longer fits: also the entry itself, when it is too large. */
  insert(entry: Entry): void {
    this.#shrinkTo(this.#capacity - entry.tableBytes);
    if (entry.tableBytes > this.#capacity) return;
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[this.#inserted & (this.#ring.length - 1)] = entry;
    this.#inserted += 1;
    this.#length += 1;
    this.#size += entry.tableBytes;
  }

  /** Changes how much fits, and drops what does not. */
  resize(capacity: number): void {
    this.#capacity = capacity;
    this.#shrinkTo(capacity);
  }

  #shrinkTo(size: number): void {
    while (this.#length > 0 && this.#size > size) {
      const slot = (this.#inserted - this.#length) & (this.#ring.length - 1);
      const oldest = this.#ring[slot] as Entry;
      this.#ring[slot] = undefined;
      this.#length -= 1;
      this.#size -= oldest.tableBytes;
      this.#onEvicted(oldest);
    }
  }

  #grow(): void {
    const wider: (Entry | undefined)[] = new Array(this.#ring.length * 2);
    for (let number = this.#inserted - this.#length; number < this.#inserted; number++) {
      wider[number & (wider.length - 1)] = this.#ring[number & (this.#ring.length - 1)];
    }
    this.#ring = wider;
  }
}
