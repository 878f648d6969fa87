/** How long a test waits for what must happen; only a test that fails waits so long. */
const PATIENCE_MS = 20_000;

/**
 * Waits, turn by turn of the event loop, until `condition` holds. Fails with what `describe` says when it never does.
 */
export async function until(condition: () => boolean, describe: () => string): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited ${PATIENCE_MS} ms in vain: ${describe()}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/**
 * Lets both ends of this process's connections read what is on its way: what was written to the loopback is in the
 * other socket's buffer at once, and every turn of the event loop reads what the sockets have.
 */
export async function delivered(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A promise that somebody else settles. */
export interface Gate<T = void> {
  readonly opened: Promise<T>;
  open(value: T): void;
}

/** Makes a {@link Gate}. */
export function gate<T = void>(): Gate<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { opened: promise, open: resolve };
}
