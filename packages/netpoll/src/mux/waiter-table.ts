const FEWEST_SLOTS = 16;

/**
 * Who waits for which key, in slots that are reused.
 *
 * ```text
 *   slot = key & mask, the next free one where that is taken (keys that count up rarely collide)
 *   keys    [ 17 ][ 18 ][    ][ 20 ] …
 *   items   [ a  ][ b  ][    ][ d  ] …
 *   turns   [ 1  ][ 2  ][    ][ 3  ] …      who came first
 * ```
 *
 * A `Map` would do, but at every few hundred exchanges it moves to a new table, and the old one keeps whatever was in
 * flight then from the collector of young objects (docs/performance.md, "What was tried").
 */
export class WaiterTable<T> {
  #keys = new Int32Array(FEWEST_SLOTS);
  #items: (T | undefined)[] = emptySlots(FEWEST_SLOTS);
  #turns = new Float64Array(FEWEST_SLOTS);
  #mask = FEWEST_SLOTS - 1;
  #size = 0;
  /** Items that are not in the slot of their key, because it was taken. While there is none, a slot is freed at once. */
  #displaced = 0;
  #lastTurn = 0;

  get size(): number {
    return this.#size;
  }

  has(key: number): boolean {
    return this.#find(key) >= 0;
  }

  /** Adds an item under a key that is free. */
  add(key: number, item: T): void {
    if (this.#size * 2 >= this.#items.length) this.#resize(this.#items.length * 2);
    this.#put(key, item, ++this.#lastTurn);
    this.#size += 1;
  }

  /** Takes the item of a key out; `undefined` when there is none. */
  take(key: number): T | undefined {
    const slot = this.#find(key);
    if (slot < 0) return undefined;
    const item = this.#items[slot];
    this.#size -= 1;
    if (this.#size === 0 && this.#items.length > FEWEST_SLOTS * 64) this.#resize(FEWEST_SLOTS);
    else this.#free(slot);
    return item;
  }

  /** The key of the item that was added first; `undefined` when there is none. */
  oldestKey(): number | undefined {
    let oldest: number | undefined;
    for (let slot = 0; slot <= this.#mask; slot++) {
      if (this.#items[slot] === undefined) continue;
      if (oldest === undefined || this.#turnAt(slot) < this.#turnAt(oldest)) oldest = slot;
    }
    return oldest === undefined ? undefined : this.#keys[oldest];
  }

  /** Takes all items out, in the order in which they were added. */
  takeAll(): readonly T[] {
    const taken: { readonly item: T; readonly turn: number }[] = [];
    for (const [slot, item] of this.#items.entries()) {
      if (item !== undefined) taken.push({ item, turn: this.#turnAt(slot) });
    }
    this.#size = 0;
    this.#resize(FEWEST_SLOTS);
    return taken.sort((a, b) => a.turn - b.turn).map(({ item }) => item);
  }

  #turnAt(slot: number): number {
    return this.#turns[slot] ?? 0;
  }

  #find(key: number): number {
    for (let slot = key & this.#mask; this.#items[slot] !== undefined; slot = (slot + 1) & this.#mask) {
      if (this.#keys[slot] === key) return slot;
    }
    return -1;
  }

  #put(key: number, item: T, turn: number): void {
    const home = key & this.#mask;
    let slot = home;
    while (this.#items[slot] !== undefined) slot = (slot + 1) & this.#mask;
    if (slot !== home) this.#displaced += 1;
    this.#keys[slot] = key;
    this.#items[slot] = item;
    this.#turns[slot] = turn;
  }

  /** Empties a slot and moves back what had to go past it. */
  #free(slot: number): void {
    this.#items[slot] = undefined;
    if (this.#displaced === 0) return;
    if (this.#homeOf(slot) !== slot) this.#displaced -= 1;
    let hole = slot;
    for (let next = (hole + 1) & this.#mask; this.#items[next] !== undefined; next = (next + 1) & this.#mask) {
      const home = this.#homeOf(next);
      // It stays where it is if its home lies behind the hole, on the way to where it stands.
      if (((next - home) & this.#mask) < ((next - hole) & this.#mask)) continue;
      if (home === hole) this.#displaced -= 1;
      this.#keys[hole] = this.#keys[next] ?? 0;
      this.#items[hole] = this.#items[next];
      this.#turns[hole] = this.#turnAt(next);
      this.#items[next] = undefined;
      hole = next;
    }
  }

  /** Where the key in a slot would be if nothing had been in its way. */
  #homeOf(slot: number): number {
    return (this.#keys[slot] ?? 0) & this.#mask;
  }

  #resize(slots: number): void {
    const [keys, items, turns] = [this.#keys, this.#items, this.#turns];
    this.#keys = new Int32Array(slots);
    this.#items = emptySlots(slots);
    this.#turns = new Float64Array(slots);
    this.#mask = slots - 1;
    this.#displaced = 0;
    if (this.#size === 0) return;
    for (const [slot, item] of items.entries()) {
      if (item !== undefined) this.#put(keys[slot] ?? 0, item, turns[slot] ?? 0);
    }
  }
}

function emptySlots<T>(slots: number): (T | undefined)[] {
  return Array.from({ length: slots }, () => undefined);
}
