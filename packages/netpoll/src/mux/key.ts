/**
 * The key after `key`: a signed 32-bit integer that counts from 1, wraps from 2,147,483,647 into the negative
 * numbers, and leaves out 0, which peers use for messages that belong to no exchange.
 */
export function keyAfter(key: number): number {
  const next = (key + 1) | 0;
  return next === 0 ? 1 : next;
}
