/** How a stream ended: both sides had said all; the peer reset it; this side did. */
export type Ending = "ended" | "reset-by-peer" | "reset";

const endings: readonly Ending[] = ["ended", "reset-by-peer", "reset"];

/** So many of the latest streams are remembered; a power of two. */
const remembered = 256;

/**
 * A short memory of streams that are gone, because frames that crossed their end on the way are judged by how it came
 * (RFC 9113 section 5.1, "closed"): 1 KiB a connection, none before the first stream has ended.
 */
export class ClosedStreams {
  /** The id without its lowest bit (all ids here are odd), shifted up by two bits for the ending, 1 to 3. */
  #entries: Uint32Array | undefined;

  add(id: number, ending: Ending): void {
    this.#entries ??= new Uint32Array(remembered);
    const half = id >>> 1;
    this.#entries[half % remembered] = (half << 2) | (endings.indexOf(ending) + 1);
  }

  /** How the stream ended; `undefined` when that was forgotten, or there never was such a stream. */
  find(id: number): Ending | undefined {
    const half = id >>> 1;
    const entry = this.#entries?.[half % remembered] ?? 0;
    return entry >>> 2 === half ? endings[(entry & 3) - 1] : undefined;
  }
}
