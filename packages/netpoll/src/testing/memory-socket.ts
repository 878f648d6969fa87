import type { ByteSocket, SocketEvents } from "../socket.ts";

/** What waits on its way to the other end. */
type Parcel =
  | { readonly kind: "bytes"; readonly chunks: readonly Uint8Array[]; taken(): void }
  | { readonly kind: "end"; sent(): void }
  | { readonly kind: "gone" };

/**
 * One end of a byte stream in memory. What is written is copied, and taken by the other end when that one reads:
 * there is no buffer in between, so a paused end makes its peer's writes wait.
 */
export class MemorySocket implements ByteSocket {
  readonly local: string;
  readonly remote: string;
  #events: SocketEvents | undefined;
  #peer: MemorySocket | undefined;
  #outgoing: Parcel[] = [];
  #paused = true;
  #destroyed = false;
  #scheduled = false;

  constructor(local: string, remote: string) {
    this.local = local;
    this.remote = remote;
  }

  /** Joins two ends. */
  static join(a: MemorySocket, b: MemorySocket): void {
    a.#peer = b;
    b.#peer = a;
  }

  attach(events: SocketEvents): void {
    this.#events = events;
  }

  write(chunks: readonly Uint8Array[], taken: () => void): void {
    this.#send({ kind: "bytes", chunks: chunks.map((chunk) => Uint8Array.from(chunk)), taken });
  }

  end(sent: () => void): void {
    this.#send({ kind: "end", sent });
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    // What was written is still on its way; what this end will not be told of is dropped.
    this.#outgoing = this.#outgoing.map((parcel) =>
      parcel.kind === "bytes" ? { ...parcel, taken: () => {} } : parcel,
    );
    this.#outgoing.push({ kind: "gone" });
    this.#deliverLater();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    const peer = this.#peer;
    if (peer !== undefined) peer.#deliverLater();
  }

  /** Without effect: memory keeps no process alive. */
  ref(): void {}

  /** Without effect: memory keeps no process alive. */
  unref(): void {}

  #send(parcel: Parcel): void {
    if (this.#destroyed) return;
    this.#outgoing.push(parcel);
    this.#deliverLater();
  }

  #deliverLater(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    const peer = this.#peer;
    while (peer !== undefined && !peer.#paused) {
      const parcel = this.#outgoing.shift();
      if (parcel === undefined) return;
      if (!peer.#destroyed) peer.#receive(parcel);
      if (parcel.kind === "bytes") parcel.taken();
      else if (parcel.kind === "end") parcel.sent();
    }
  }

  #receive(parcel: Parcel): void {
    if (parcel.kind !== "bytes") this.#events?.onEnd();
    else for (const chunk of parcel.chunks) this.#events?.onData(Buffer.from(chunk));
  }
}
