/**
 * Every way in which the framework itself can fail, as the strings that users see in `error.code`.
 *
 * Each has a heading in docs/errors.md that says what it means, its usual cause and what to do.
 */
export const ErrorCode = {
  /** An option is missing, malformed or contradicts another; thrown before any call. */
  InvalidOption: "KITEX_ERR_INVALID_OPTION",
  /** The server cannot listen: somebody else does on that port or path. */
  AddressInUse: "KITEX_ERR_ADDRESS_IN_USE",
  /** Generated code and this version of core do not fit. */
  CodegenMismatch: "KITEX_ERR_CODEGEN_MISMATCH",
  /** The resolver could not say who serves the destination. */
  ServiceDiscovery: "KITEX_ERR_SERVICE_DISCOVERY",
  /** The resolver answered, and nobody serves the destination. */
  NoInstance: "KITEX_ERR_NO_INSTANCE",
  /** No connection to the instance within `connectTimeoutMs`. */
  Connect: "KITEX_ERR_CONNECT",
  /** The call took longer than its `timeoutMs`, or than its caller had left. */
  RpcTimeout: "KITEX_ERR_RPC_TIMEOUT",
  /** The caller's signal aborted the call, or the call in whose handler it was made was aborted. */
  Canceled: "KITEX_ERR_CANCELED",
  /** The client was closed before or during the call. */
  ClientClosed: "KITEX_ERR_CLIENT_CLOSED",
  /** The connection was lost after the request was written; whether the peer acted on it is unknown. */
  ConnectionClosed: "KITEX_ERR_CONNECTION_CLOSED",
  /** The peer sent bytes that are not the protocol, or a reply to another call. */
  Protocol: "KITEX_ERR_PROTOCOL",
  /** A value does not fit its type in the IDL; the message names the field. */
  Encode: "KITEX_ERR_ENCODE",
  /** A message does not fit its type in the IDL; the message names the field. */
  Decode: "KITEX_ERR_DECODE",
  /** The reply carries no result, no declared exception and no business status. */
  MissingResult: "KITEX_ERR_MISSING_RESULT",
  /** The server has no such service. */
  UnknownService: "KITEX_ERR_UNKNOWN_SERVICE",
  /** The service has no such method. */
  UnknownMethod: "KITEX_ERR_UNKNOWN_METHOD",
  /** The server reports another failure; its kind is in `typeId`. */
  Remote: "KITEX_ERR_REMOTE",
  /** A middleware of the application threw an error of its own; only `.safe()` wraps it, the plain call rethrows it. */
  Middleware: "KITEX_ERR_MIDDLEWARE",
  /** A message was to be sent on a stream that takes no more: it has ended, or `closeSend()` was called. */
  StreamEnded: "KITEX_ERR_STREAM_ENDED",
  /** Refused by a limit, on either side. */
  OverLimit: "KITEX_ERR_OVER_LIMIT",
} as const;

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];
