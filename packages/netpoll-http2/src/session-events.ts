import type { ConnectionError } from "@kitex-ts/netpoll";
import type { HeaderList } from "./header-list.ts";
import type { Http2Stream } from "./http2-stream.ts";
import type { StreamEvents } from "./stream-events.ts";

/** What a session tells its owner. */
export interface SessionEvents {
  /** The peer opened a stream (servers only). What is returned is told of it from then on. */
  onStream?(stream: Http2Stream, headers: HeaderList, endStream: boolean): StreamEvents;
  /** A stream ended, or the peer allowed more: `canOpen` may be true again (clients only). */
  onRoom?(): void;
  /** The peer sent a PING, which is being answered: for owners who limit how often it may. */
  onPing?(): void;
  /** No stream can be opened any more, those that are open go on: a GOAWAY came, or `drain` was called. */
  onDraining?(): void;
  /** The connection is gone; every stream was told before. */
  onClose(cause: ConnectionError | undefined): void;
}
