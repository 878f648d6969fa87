/** A place in a `LiveSet`. */
export interface LiveEntry<T> {
  readonly item: T;
}

/**
 * Things that come and go by the thousand, such as calls in flight: added and removed in constant time, in any order.
 *
 * A `Set` would do, but at every few hundred calls it moves to a new table, and the old one keeps whatever was in it
 * from the collector of young objects. Here a place that is left is filled with the last one.
 */
export class LiveSet<T> {
  readonly #entries: Entry<T>[] = [];

  get size(): number {
    return this.#entries.length;
  }

  add(item: T): LiveEntry<T> {
    const entry = new Entry(item, this.#entries.length);
    this.#entries.push(entry);
    return entry;
  }

  /** Removes what `add` gave; harmless when it is gone. */
  remove(entry: LiveEntry<T>): void {
    if (!(entry instanceof Entry) || this.#entries[entry.index] !== entry) return;
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    last.index = entry.index;
    this.#entries[entry.index] = last;
  }

  /** A copy of what is in it at this moment, in no particular order. */
  snapshot(): readonly T[] {
    return this.#entries.map(({ item }) => item);
  }
}

class Entry<T> implements LiveEntry<T> {
  readonly item: T;
  index: number;

  constructor(item: T, index: number) {
    this.item = item;
    this.index = index;
  }
}
