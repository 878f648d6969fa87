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

  /** Sends `chunks` in one system call where possible; `taken` is called when the kernel has all of them. */
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
    const whenDone = (error?: Error | null): void => {
      if (!error) taken();
    };
    const last = chunks.length - 1;
    // Between cork and uncork chunks gather, so several leave as one writev.
    if (last > 0) socket.cork();
    for (let i = 0; i < last; i++) socket.write(chunks[i] as Uint8Array);
    socket.write(chunks[last] as Uint8Array, whenDone);
    if (last > 0) socket.uncork();
  }

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
