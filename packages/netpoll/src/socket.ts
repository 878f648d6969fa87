import type { Socket } from "node:net";

/** Idle time after which the system asks whether the peer's machine is still there; Kitex's netpoll uses Go's 15 s. */
export const tcpKeepAliveMs = 15_000;

/** What a socket tells its connection. */
export interface SocketEvents {
  /** Bytes arrived; the chunk is given away. */
  onData(chunk: Buffer): void;
  /** The peer sends nothing more. */
  onEnd(): void;
  /** The socket is gone: with the error that broke it, or without one. Nothing follows. */
  onGone(error: Error | undefined): void;
}

/**
 * The byte stream under a connection: TCP, Unix, TLS, or two ends in memory.
 *
 * A socket starts paused. It outlives the peer's end (half-open) until `destroy`.
 */
export interface ByteSocket {
  /** This side's address as text. */
  readonly local: string;
  /** The peer's address as text. */
  readonly remote: string;

  /** Names who is told what happens; called once, before anything else. */
  attach(events: SocketEvents): void;

  /**
   * Sends `chunks` in one system call where possible; `taken` is called when the kernel has all of them, which may be
   * before this returns.
   */
  write(chunks: readonly Uint8Array[], taken: () => void): void;

  /** Ends the writing side behind everything written; `sent` is called when that is done. */
  end(sent: () => void): void;

  /** Drops everything at once. */
  destroy(): void;

  pause(): void;
  resume(): void;

  /** Whether the socket keeps the process alive; a fresh one does. */
  ref(): void;
  unref(): void;
}

/** A TCP, Unix or TLS socket of Node, connected and with its handshake done, as a `ByteSocket`. */
export class NodeSocket implements ByteSocket {
  readonly local: string;
  readonly remote: string;
  readonly #socket: Socket;
  /** Who has not been told that their bytes were taken, in the order of writing. */
  readonly #untold: (() => void)[] = [];
  /** Writes whose callbacks are still to come although their owners were told. */
  #toldEarly = 0;

  constructor(socket: Socket, local: string, remote: string) {
    this.#socket = socket;
    this.local = local;
    this.remote = remote;
    socket.pause();
  }

  attach(events: SocketEvents): void {
    let failure: Error | undefined;
    this.#socket
      .on("data", (chunk: Buffer) => events.onData(chunk))
      .on("end", () => events.onEnd())
      .on("error", (error) => {
        failure = error;
      })
      .on("close", () => events.onGone(failure));
  }

  write(chunks: readonly Uint8Array[], taken: () => void): void {
    const socket = this.#socket;
    const last = chunks.length - 1;
    // Between cork and uncork chunks gather, so several leave as one writev.
    if (last > 0) socket.cork();
    for (let i = 0; i < last; i++) socket.write(chunks[i] as Uint8Array);
    socket.write(chunks[last] as Uint8Array, this.#onWritten);
    if (last > 0) socket.uncork();
    // Mostly the kernel has taken all of it by now. The stream says so only after this turn: until then each of a
    // hundred connections would hold a block, where one after the other can use the same, which is still in the cache.
    if (socket.writableLength === 0 && socket.errored === null) {
      this.#toldEarly += 1;
      taken();
    } else this.#untold.push(taken);
  }

  readonly #onWritten = (error?: Error | null): void => {
    if (this.#toldEarly > 0) {
      this.#toldEarly -= 1;
      return;
    }
    const taken = this.#untold.shift();
    if (!error) taken?.();
  };

  end(sent: () => void): void {
    this.#socket.end(sent);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  // Node makes a destroyed socket wait for a connection that never comes, with one more listener each time.
  ref(): void {
    if (!this.#socket.destroyed) this.#socket.ref();
  }

  unref(): void {
    if (!this.#socket.destroyed) this.#socket.unref();
  }
}
