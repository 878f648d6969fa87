import { end } from "./end.ts";
import type { MessageSource } from "./stream.ts";

/** Goes through messages one at a time, also those of an array or another plain iterable. Throws what `source` throws. */
export function iteratorOf<T>(source: MessageSource<T>): AsyncIterator<T, unknown, undefined> {
  return Symbol.asyncIterator in source
    ? source[Symbol.asyncIterator]()
    : new PromisedIterator(source[Symbol.iterator]());
}

/** A plain iterator whose answers are promises. */
class PromisedIterator<T> implements AsyncIterator<T, unknown, undefined> {
  readonly #iterator: Iterator<T, unknown, undefined>;

  constructor(iterator: Iterator<T, unknown, undefined>) {
    this.#iterator = iterator;
  }

  // `async`, so that what the iterator throws is a rejection.
  async next(): Promise<IteratorResult<T, unknown>> {
    return this.#iterator.next();
  }

  async return(): Promise<IteratorResult<T, unknown>> {
    return this.#iterator.return?.() ?? end;
  }
}
