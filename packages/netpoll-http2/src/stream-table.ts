import { ClosedStreams, type Ending } from "./closed-streams.ts";
import { IdTable } from "./id-table.ts";
import type { Stream } from "./stream.ts";

/** The largest id of a stream that a client opens. */
const largestId = 0x7fff_ffff;

/** The streams of a session, which the client opens: their ids are odd and only rise (RFC 9113 section 5.1.1). */
export class StreamTable {
  readonly #open = new IdTable<Stream>();
  readonly #closed = new ClosedStreams();
  #lastId = -1;
  #lastAccepted = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#open.size;
  }

  /** Whether there is an id for one more. */
  get hasId(): boolean {
    return this.#lastId < largestId;
  }

  /** Those that are open at this moment, in the order in which they were opened. */
  get open(): readonly Stream[] {
    return this.#open.snapshot();
  }

  /** The stream, if it is open. */
  find(id: number): Stream | undefined {
    return this.#open.find(id);
  }

  /** The id for a stream that this side opens next. */
  nextId(): number {
    this.#lastId += 2;
    return this.#lastId;
  }

  /** The peer uses `id`, and so none below it that was not used. */
  use(id: number): void {
    this.#lastId = id;
  }

  /** Whether a stream that the peer opens is looked at. */
  accepts(id: number): boolean {
    return id <= this.#lastAccepted;
  }

  /** No stream above those that were used is looked at from here on. Gives the id of the last that was; 0 for none. */
  stopAccepting(): number {
    this.#lastAccepted = Math.min(this.#lastAccepted, Math.max(this.#lastId, 0));
    return this.#lastAccepted;
  }

  add(stream: Stream): void {
    this.#open.add(stream);
  }

  close(id: number, ending: Ending): void {
    this.#open.remove(id);
    this.#closed.add(id, ending);
  }

  /** Whether no stream with that id was opened so far. */
  isIdle(id: number): boolean {
    return id > this.#lastId || id % 2 === 0;
  }

  /** How a stream that is neither open nor idle ended; `undefined` when that was forgotten, or its id passed over. */
  endingOf(id: number): Ending | undefined {
    return this.#closed.find(id);
  }
}
