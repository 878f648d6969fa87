/** How long anybody waits for what the other side is to do. */
const PATIENCE_MS = 10_000;

/** Entries that are kept until somebody takes them. */
export class Journal<T> {
  #entries: T[] = [];
  #onEntry: (() => void) | undefined;

  add(entry: T): void {
    this.#entries.push(entry);
    this.#onEntry?.();
  }

  /** Waits until there are `count` entries and gives all there are. */
  async take(count: number): Promise<readonly T[]> {
    if (this.#entries.length < count) await this.#come(count);
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }

  #come(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => reject(new Error(`${this.#entries.length} of ${count} came`)), PATIENCE_MS);
      this.#onEntry = () => {
        if (this.#entries.length < count) return;
        this.#onEntry = undefined;
        clearTimeout(tooLate);
        resolve();
      };
    });
  }
}
