/** Places that a table begins with, and keeps once it is empty; a power of two. */
const fewestPlaces = 16;

/**
 * Things under odd ids that rise, such as the open streams of a session.
 *
 * ```text
 *   ids 41 43 45 and, long open, 9     place of an id: half of it, or the next that is free
 *   places  [ - | - | - | - | 41 | 43 | 45 | 9 ]
 * ```
 *
 * A `Map` would do, but one that things come to and leave by the thousand moves to a new table again and again, and
 * each old one keeps what was in it from the collector of young objects.
 */
export class IdTable<T extends { readonly id: number }> {
  #places: (T | undefined)[] = emptyPlaces(fewestPlaces);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  find(id: number): T | undefined {
    return this.#places[this.#placeOf(id)];
  }

  /** Adds something whose id is not in the table. */
  add(item: T): void {
    if (this.#size * 2 >= this.#places.length) this.#move(this.#places.length * 2);
    this.#places[this.#placeOf(item.id)] = item;
    this.#size += 1;
  }

  /** Removes what has that id, if anything has. */
  remove(id: number): void {
    const places = this.#places;
    let free = this.#placeOf(id);
    if (places[free] === undefined) return;
    places[free] = undefined;
    this.#size -= 1;
    // What was pushed aside by it moves up, so that every search still ends at the first free place.
    const mask = places.length - 1;
    for (let at = (free + 1) & mask; ; at = (at + 1) & mask) {
      const item = places[at];
      if (item === undefined) break;
      const aside = (at - (item.id >>> 1)) & mask;
      if (aside < ((at - free) & mask)) continue;
      places[free] = item;
      places[at] = undefined;
      free = at;
    }
    if (this.#size === 0 && places.length > fewestPlaces) this.#places = emptyPlaces(fewestPlaces);
  }

  /** What is in it at this moment, in the order of the ids. */
  snapshot(): readonly T[] {
    return this.#places.filter((item) => item !== undefined).sort((a, b) => a.id - b.id);
  }

  /** Where an id is, or would be. */
  #placeOf(id: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    let at = (id >>> 1) & mask;
    for (let item = places[at]; item !== undefined && item.id !== id; item = places[at]) at = (at + 1) & mask;
    return at;
  }

  #move(places: number): void {
    const before = this.#places;
    this.#places = emptyPlaces(places);
    for (const item of before) if (item !== undefined) this.#places[this.#placeOf(item.id)] = item;
  }
}

function emptyPlaces<T>(count: number): (T | undefined)[] {
  return Array.from({ length: count }, () => undefined);
}
