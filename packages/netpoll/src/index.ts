export { type Address, formatAddress, parseAddress } from "./address.ts";
export type { FrameLength, PendingBytes } from "./buffer/pending-bytes.ts";
export { type Clock, systemClock, type Timer } from "./clock.ts";
export { Connection, type ConnectionEvents, type ConnectionState } from "./connection.ts";
export type { ConnectionOptions } from "./connection-options.ts";
export {
  type AcceptFailed,
  type CallbackFailed,
  type ConnectFailed,
  type ConnectionClosed,
  type ConnectionOpened,
  callSafely,
  type DiagnosticsName,
  type DiagnosticsPayloads,
  type ListenerChanged,
  type PoolEvent,
  reportThrown,
} from "./diagnostics.ts";
export { type DialOptions, dial } from "./dialer.ts";
export { ConnectionError, ConnectionErrorCode, type ConnectionErrorDetails } from "./errors.ts";
export { type Listener, type ListenOptions, listen } from "./listener.ts";
export { MuxConnection, type MuxOptions, type Waiter } from "./mux/mux-connection.ts";
export { createLongPool } from "./pool/long-pool.ts";
export type { LongPoolOptions } from "./pool/long-pool-options.ts";
export { createMuxPool, type MuxPoolOptions } from "./pool/mux-pool.ts";
export type {
  AcquireOptions,
  ConnectionPool,
  Lease,
  OpenConnection,
  Poolable,
  PoolStats,
} from "./pool/pool.ts";
export { createShortPool } from "./pool/short-pool.ts";
export type { ByteSocket, SocketEvents } from "./socket.ts";
export type { DialTls, ListenTls, Pem } from "./tls-options.ts";
