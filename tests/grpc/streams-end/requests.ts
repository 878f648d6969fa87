/** Requests that a stream asks for: the first at once, and the others never, or without end. */
export class Requests<T> implements AsyncIterable<T> {
  /** How many were given. */
  given = 0;
  /** Whether the stream has said that it wants no more. */
  left = false;
  readonly #first: T;
  readonly #others: "none" | "endless";
  readonly #waiting: ((result: IteratorResult<T, undefined>) => void)[] = [];

  constructor(first: T, others: "none" | "endless") {
    this.#first = first;
    this.#others = others;
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () => {
        if (this.left) return Promise.resolve({ done: true, value: undefined });
        if (this.given > 0 && this.#others === "none") return new Promise((resolve) => this.#waiting.push(resolve));
        this.given += 1;
        return Promise.resolve({ done: false, value: this.#first });
      },
      return: () => {
        this.left = true;
        for (const resolve of this.#waiting.splice(0)) resolve({ done: true, value: undefined });
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}
