/** Messages of which there are none: asking for one rejects with `error`. */
export function failing(error: unknown): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}
