/** Numbers from one to another, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** Ranges that may be asked which of them holds a number, however many they are. */
export class NumberRanges<Range extends NumberRange> {
  /** By their first numbers. */
  readonly #sorted: readonly Range[];
  /** At each place the range up to there that reaches furthest. */
  readonly #furthest: readonly Range[];

  constructor(ranges: readonly Range[]) {
    this.#sorted = ranges.toSorted((a, b) => a.first - b.first);
    let furthest: Range | undefined;
    this.#furthest = this.#sorted.map((range) => {
      if (furthest === undefined || range.last > furthest.last) furthest = range;
      return furthest;
    });
  }

  /** A range that holds a number. */
  holding(number: number): Range | undefined {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle]?.first ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    const range = this.#furthest[low - 1];
    return range !== undefined && number <= range.last ? range : undefined;
  }

  /** The ranges that share numbers with one before them, each with that one. */
  overlaps(): readonly (readonly [Range, Range])[] {
    return this.#sorted.flatMap((range, index) => {
      const before = this.#furthest[index - 1];
      return before !== undefined && range.first <= before.last ? [[range, before] as const] : [];
    });
  }
}
