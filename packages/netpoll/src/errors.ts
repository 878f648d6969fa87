/** Why there is no connection, or no longer one. The values are what users see in `code`. */
export const ConnectionErrorCode = {
  /** No connection within `connectTimeoutMs`, name lookup and TLS handshake included. */
  ConnectTimeout: "CONNECT_TIMEOUT",
  /** The peer refused, does not exist, or could not prove who it is; the system's error is the cause. */
  ConnectFailed: "CONNECT_FAILED",
  /** The caller's signal stopped the attempt; its reason is the cause. */
  Aborted: "ABORTED",
  /** The peer ended its side (FIN). */
  PeerClosed: "PEER_CLOSED",
  /** The socket failed once it was connected; the system's error is the cause. */
  Reset: "RESET",
  /** This side closed the connection. */
  Closed: "CLOSED",
  /** The peer announced a frame longer than `maxFrameBytes`. */
  FrameTooLarge: "FRAME_TOO_LARGE",
  /** The bytes are no frame, or the receiver refused one by throwing; what was thrown is the cause. */
  BadFrame: "BAD_FRAME",
  /** No byte moved in either direction for `idleTimeoutMs`. */
  IdleTimeout: "IDLE_TIMEOUT",
  /** A frame was not complete within `frameTimeoutMs` of its first byte. */
  FrameTimeout: "FRAME_TIMEOUT",
  /** More than `maxPendingWriteBytes` wait for a peer that does not read. */
  WriteOverflow: "WRITE_OVERFLOW",
  /** The pool was closed before it had a connection to give. */
  PoolClosed: "POOL_CLOSED",
  /** Another process, or another listener of this one, has the port or the socket file. */
  AddressInUse: "ADDRESS_IN_USE",
  /** Listening is impossible for another reason; the system's error is the cause. */
  ListenFailed: "LISTEN_FAILED",
} as const;

/** One of the values of `ConnectionErrorCode`. */
export type ConnectionErrorCode = (typeof ConnectionErrorCode)[keyof typeof ConnectionErrorCode];

/** What is known beside the message of a `ConnectionError`. */
export interface ConnectionErrorDetails {
  /** The peer, or the address listened on, as `formatAddress` writes it. */
  readonly address?: string | undefined;
  /** What led to it: a system error, an abort reason, or what a callback threw. */
  readonly cause?: unknown;
}

/** The one error of this package's connections, dialers, listeners and pools. Tell its kinds apart by `code`. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError" as const;
  readonly code: ConnectionErrorCode;
  readonly address: string | undefined;

  constructor(code: ConnectionErrorCode, message: string, details: ConnectionErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.address = details.address;
  }
}

/** The error of an attempt that a signal stopped with `reason`. */
export function aborted(address: string, reason: unknown): ConnectionError {
  return new ConnectionError(ConnectionErrorCode.Aborted, `connecting to ${address} was aborted`, {
    address,
    cause: reason,
  });
}
