import type { Connection, PendingBytes } from "@kitex-ts/netpoll";
import type { ServedConnection, ServerTransHandler, ServerWire } from "./server-trans-handler.ts";

/** Every protocol is told from the first eight bytes; in none is the first message shorter. */
const PROBE_BYTES = 8;

/** A connection that was accepted: of no protocol until its first bytes are here, and of one from then on. */
export interface AcceptedConnection {
  /** Handlers that run. */
  readonly inFlight: number;
  /** Bytes of replies that the operating system has not taken. */
  readonly pendingWriteBytes: number;
  /** Tells the peer to go elsewhere, answers what it has asked, and ends. */
  drain(): void;
  /** Ends without waiting for handlers. */
  close(): void;
}

/**
 * Answers on `connection` in the protocol that its first eight bytes speak, which the first of `handlers` that knows
 * them says; the last one must take any. `onClose` runs once, when the connection is gone.
 */
export function serveDetected(
  connection: Connection,
  handlers: readonly ServerTransHandler[],
  wire: ServerWire,
  onClose: (accepted: AcceptedConnection) => void,
): AcceptedConnection {
  let served: ServedConnection | undefined;
  const accepted: AcceptedConnection = {
    get inFlight() {
      return served?.inFlight ?? 0;
    },
    get pendingWriteBytes() {
      return connection.pendingWriteBytes;
    },
    // Who has said nothing so far has asked nothing.
    drain: () => (served === undefined ? connection.end() : served.drain()),
    close: () => (served === undefined ? connection.close() : served.close()),
  };
  const frameLength = (pending: PendingBytes): number | undefined => {
    if (served !== undefined) return served.frameLength(pending);
    if (pending.length < PROBE_BYTES) return undefined;
    const [first, second] = [pending.u32(0), pending.u32(4)];
    served = handlers.find((handler) => handler.matches(first, second))?.serve(connection, wire);
    return served?.frameLength(pending);
  };
  connection.receive(frameLength, {
    onFrame: (frame) => served?.onFrame(frame),
    onDrain: () => served?.onDrain?.(),
    onClose: (cause) => {
      served?.onClose(cause);
      onClose(accepted);
    },
  });
  return accepted;
}
