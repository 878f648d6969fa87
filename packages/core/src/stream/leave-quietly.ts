/**
 * Leaves an iterator before its end, and does not wait for it.
 *
 * What it says to that concerns nobody: it is left because something else has ended, and that is what counts.
 */
export function leaveQuietly(iterator: AsyncIterator<unknown>): void {
  try {
    iterator.return?.().catch(() => {});
  } catch {
    // One that throws at once says no more than one that rejects.
  }
}
