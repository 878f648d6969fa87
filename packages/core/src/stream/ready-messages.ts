/** What is known of the next message: the message, or one that is being made ready, or nothing so far. */
export type Ready<Return> = IteratorResult<unknown, Return> | Promise<IteratorResult<unknown, Return>> | undefined;

/**
 * Messages from a wire, where several come at a time: to give one that is here already through a promise costs more
 * than to read it, so whoever asks may take it without.
 */
export abstract class ReadyMessages<Return> implements AsyncIterableIterator<unknown, Return, undefined> {
  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * Takes what `next` would give, as far as that is known; `undefined` where it has to be waited for, with `next`.
   * Throws what `next` would reject with.
   */
  abstract takeReady(): Ready<Return>;

  abstract next(): Promise<IteratorResult<unknown, Return>>;

  abstract return(): Promise<IteratorResult<unknown, Return>>;
}
