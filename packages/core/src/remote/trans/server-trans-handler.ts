import type { Connection, ConnectionEvents, FrameLength } from "@kitex-ts/netpoll";
import type { Logger } from "../../logging/logger.ts";
import type { PayloadCodec } from "../../payload/payload-codec.ts";
import type { Clock } from "../../util/clock.ts";
import type { WireLimits } from "../wire-limits.ts";
import type { ServerDispatch } from "./server-dispatch.ts";

/** What a server's connections have in common. */
export interface ServerWire {
  readonly codecs: readonly PayloadCodec[];
  readonly limits: WireLimits;
  /** Calls that may be in flight on one connection; at that number no further request is read. */
  readonly maxInFlight: number;
  readonly dispatch: ServerDispatch;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** A connection that a server answers on. It is told what its socket has; who accepted it calls `receive`. */
export interface ServedConnection extends ConnectionEvents {
  readonly frameLength: FrameLength;
  /** Handlers that run. */
  readonly inFlight: number;
  /** Bytes of replies that the operating system has not taken. */
  readonly pendingWriteBytes: number;
  /** Tells the peer to go elsewhere, answers what it has asked, and ends. */
  drain(): void;
  /** Ends without waiting for handlers, which are told that nobody waits; says so to the peer where the protocol can. */
  close(): void;
}

/** The server's side of a wire protocol. Several share one port: the first bytes of a connection say which it speaks. */
export interface ServerTransHandler {
  readonly name: string;
  /** The name by which TLS callers ask for it (ALPN); absent for a protocol that has none. */
  readonly alpn?: string;
  /** Whether a connection speaks this protocol whose first eight bytes, big-endian and unsigned, are these. */
  matches(first: number, second: number): boolean;
  /** Answers on a connection whose first bytes matched. */
  serve(connection: Connection, wire: ServerWire): ServedConnection;
}
