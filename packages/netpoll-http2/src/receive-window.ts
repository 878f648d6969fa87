import { maxWindow } from "./settings.ts";

/**
 * What a peer may send, on one stream or on a connection, before it has to wait (RFC 9113 section 5.2).
 *
 * ```text
 *   |<------------------ size + lent ------------------>|
 *   |  left: may come  |  unconsumed: came  |   owed    |  consumed, and not announced so far
 * ```
 *
 * It counts and sends nothing: where a number of bytes comes back, a WINDOW_UPDATE by so many is to be sent.
 */
export class ReceiveWindow {
  #size: number;
  #left: number;
  #owed = 0;
  /** What the peer was let send beyond `size`; what is consumed pays it back before it counts as owed. */
  #lent = 0;

  constructor(size: number) {
    this.#size = size;
    this.#left = size;
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes that came and were not given back. */
  get unconsumed(): number {
    return this.#size + this.#lent - this.#left - this.#owed;
  }

  /** Counts `bytes` that came. Says whether the peer was allowed to send them; if not, nothing is counted. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Gives back `bytes` (at most `unconsumed`). They are announced once a quarter of the window is owed; till then 0. */
  give(bytes: number): number {
    const repaid = Math.min(bytes, this.#lent);
    this.#lent -= repaid;
    this.#owed += bytes - repaid;
    return this.#owed * 4 >= this.#size ? this.announce() : 0;
  }

  /** Announces all that is owed. */
  announce(): number {
    const increment = this.#owed;
    this.#owed = 0;
    this.#left += increment;
    return increment;
  }

  /** Lets the peer send `bytes` from here on, once, however small the window is. */
  lend(bytes: number): number {
    const increment = Math.max(Math.min(bytes, maxWindow) - this.#left, 0);
    const fromOwed = Math.min(increment, this.#owed);
    this.#owed -= fromOwed;
    this.#lent += increment - fromOwed;
    this.#left += increment;
    return increment;
  }

  /** Changes the size as a SETTINGS frame does for open streams: nothing is to be sent. What is left may go below 0. */
  resize(change: number): void {
    this.#left += change;
    this.#size += change;
  }

  /** Makes the window larger, which is announced together with what is owed. */
  grow(size: number): number {
    this.#owed += size - this.#size;
    this.#size = size;
    return this.announce();
  }
}
