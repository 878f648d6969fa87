/** Why a stream or a connection is ended: RFC 9113 section 7. */
export const Http2ErrorCode = {
  NoError: 0,
  ProtocolError: 1,
  InternalError: 2,
  FlowControlError: 3,
  SettingsTimeout: 4,
  StreamClosed: 5,
  FrameSizeError: 6,
  RefusedStream: 7,
  Cancel: 8,
  CompressionError: 9,
  ConnectError: 10,
  EnhanceYourCalm: 11,
  InadequateSecurity: 12,
  Http11Required: 13,
} as const;

/** One of RFC 9113's error codes, or any other number that a peer sent. */
export type Http2ErrorCode = (typeof Http2ErrorCode)[keyof typeof Http2ErrorCode] | (number & {});
