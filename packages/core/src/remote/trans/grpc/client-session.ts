import { type Connection, ConnectionError, ConnectionErrorCode } from "@kitex-ts/netpoll";
import {
  clientSession,
  type HeaderList,
  type Http2Session,
  type Http2Stream,
  type SessionEvents,
  type SessionOptions,
  type StreamEvents,
} from "@kitex-ts/netpoll-http2";
import type { Clock } from "../../../util/clock.ts";
import type { ResolvedGrpcOptions } from "./client-options.ts";
import { IdleWatch } from "./idle-watch.ts";
import { Keepalive, type KeptConnection } from "./keepalive.ts";
import { ResponseMemory } from "./response.ts";

/** What a connection to a gRPC server may spend, and when it ends by itself. */
export interface ClientSessionOptions extends Pick<ResolvedGrpcOptions, "keepalive" | "idleTimeoutMs"> {
  readonly session: Partial<SessionOptions>;
  readonly clock: Clock;
}

/** What becomes of a connection. */
export interface ClientSessionEvents {
  /** It may take another call. */
  onRoom(session: ClientSession): void;
  /** It takes no further call, now and later. */
  onUnusable(session: ClientSession): void;
  onClosed(session: ClientSession): void;
}

/** A connection to a gRPC server and the calls that are on it. */
export class ClientSession implements SessionEvents, KeptConnection {
  /** What the server's last headers said. */
  readonly memory: ResponseMemory = new ResponseMemory();
  readonly #connection: Connection;
  readonly #options: ClientSessionOptions;
  readonly #events: ClientSessionEvents;
  readonly #session: Http2Session;
  readonly #keepalive: Keepalive;
  readonly #idleness: IdleWatch;
  #inFlight = 0;
  #begun = 0;
  #unusable = false;

  constructor(connection: Connection, options: ClientSessionOptions, events: ClientSessionEvents) {
    this.#connection = connection;
    this.#options = options;
    this.#events = events;
    this.#session = clientSession(connection, this, options.session);
    connection.receive(this.#session.frameLength, this.#session);
    connection.unref();
    this.#keepalive = new Keepalive(this, options.keepalive, options.clock);
    this.#idleness = new IdleWatch(this, options.idleTimeoutMs, () => this.retire(), options.clock);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls that were begun so far. */
  get begun(): number {
    return this.#begun;
  }

  /** Bytes written that the operating system has not taken. */
  get pendingWriteBytes(): number {
    return this.#connection.pendingWriteBytes;
  }

  get bytesReceived(): number {
    return this.#connection.bytesReceived;
  }

  /** Whether the peer's silence means something. */
  get wanted(): boolean {
    return this.#inFlight > 0 || this.#options.keepalive.permitWithoutStream;
  }

  /** Whether it will take further calls, at once or when it has room. */
  get usable(): boolean {
    return !this.#unusable;
  }

  /** Whether a call may begin: not while the server has as many as it takes. */
  get hasRoom(): boolean {
    return !this.#unusable && this.#session.canOpen;
  }

  /**
   * Begins a call; only while there is room. Whoever begins one says when it is over. Throws a `RangeError` for headers
   * that are more than HTTP/2 can send; then none was begun.
   */
  begin(headers: HeaderList, events: StreamEvents): Http2Stream {
    const stream = this.#session.open(headers, false, events);
    if (this.#inFlight === 0) this.#connection.ref();
    this.#inFlight += 1;
    this.#begun += 1;
    return stream;
  }

  /** A call that was begun is over. */
  over(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#connection.unref();
  }

  /** Takes no further call; closes when the last one is over. */
  retire(): void {
    this.#markUnusable();
    this.#session.drain();
  }

  /** Closes; calls on it fail. */
  close(): void {
    this.#markUnusable();
    this.#session.close();
  }

  ping(answered: () => void): void {
    this.#session.ping(answered);
  }

  dead(): void {
    const { remote } = this.#connection;
    const text = `${remote} gave no sign of life within ${this.#options.keepalive.timeoutMs} ms of being asked for one`;
    this.#markUnusable();
    this.#connection.close(new ConnectionError(ConnectionErrorCode.IdleTimeout, text, { address: remote }));
  }

  onRoom(): void {
    this.#events.onRoom(this);
  }

  onDraining(): void {
    this.#markUnusable();
  }

  onClose(): void {
    this.#keepalive.stop();
    this.#idleness.stop();
    this.#markUnusable();
    this.#events.onClosed(this);
  }

  #markUnusable(): void {
    if (this.#unusable) return;
    this.#unusable = true;
    this.#events.onUnusable(this);
  }
}
