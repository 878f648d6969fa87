import { i32At, u32At } from "@kitex-ts/netpoll/buffer";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError, streamError } from "./frame-error.ts";
import { FrameFlag, FrameType, frameHeaderBytes, frameType, hasFlag, streamIdOf } from "./frame-header.ts";

/** What a GOAWAY says. */
export interface GoAway {
  /** Streams of this side with a higher id were not looked at. */
  readonly lastStreamId: number;
  readonly code: Http2ErrorCode;
  /** For a person; as UTF-8, with U+FFFD where it is none. */
  readonly debug: string;
}

/** Bytes of a priority: the stream depended on, with its exclusive bit, and a weight (RFC 7540 section 6.3). */
const priorityBytes = 5;

/**
 * Checks what the type of a frame asks of its stream id and its length, as RFC 9113 section 6 has it. The functions
 * below take frames that passed. Throws a `FrameError`; a PUSH_PROMISE is always one, because nobody here allows it.
 */
export function checkFrame(frame: Buffer): void {
  const length = frame.length - frameHeaderBytes;
  const onStream = streamIdOf(frame) !== 0;
  switch (frameType(frame)) {
    case FrameType.Data:
      expectStream(onStream, "DATA");
      return;
    case FrameType.Headers:
      expectStream(onStream, "HEADERS");
      return;
    case FrameType.Continuation:
      expectStream(onStream, "CONTINUATION");
      return;
    case FrameType.WindowUpdate:
      expectLength(length === 4, "WINDOW_UPDATE", length);
      return;
    case FrameType.RstStream:
      expectStream(onStream, "RST_STREAM");
      expectLength(length === 4, "RST_STREAM", length);
      return;
    case FrameType.Settings:
      expectConnection(onStream, "SETTINGS");
      expectLength(hasFlag(frame, FrameFlag.Ack) ? length === 0 : length % 6 === 0, "SETTINGS", length);
      return;
    case FrameType.Ping:
      expectConnection(onStream, "PING");
      expectLength(length === 8, "PING", length);
      return;
    case FrameType.GoAway:
      expectConnection(onStream, "GOAWAY");
      expectLength(length >= 8, "GOAWAY", length);
      return;
    case FrameType.Priority:
      expectStream(onStream, "PRIORITY");
      if (length === priorityBytes) return;
      throw streamError(Http2ErrorCode.FrameSizeError, `PRIORITY with a payload of ${length} bytes`);
    case FrameType.PushPromise:
      throw connectionError(Http2ErrorCode.ProtocolError, "PUSH_PROMISE, which was not allowed");
  }
}

function expectStream(onStream: boolean, name: string): void {
  if (!onStream) throw connectionError(Http2ErrorCode.ProtocolError, `${name} on stream 0`);
}

function expectConnection(onStream: boolean, name: string): void {
  if (onStream) throw connectionError(Http2ErrorCode.ProtocolError, `${name} on a stream`);
}

function expectLength(right: boolean, name: string, length: number): void {
  if (!right) throw connectionError(Http2ErrorCode.FrameSizeError, `${name} with a payload of ${length} bytes`);
}

/** The data of a DATA frame, lent, without padding; the whole payload counts for flow control all the same. */
export function readData(frame: Buffer): Buffer {
  return hasFlag(frame, FrameFlag.Padded) ? unpadded(frame, 0) : frame.subarray(frameHeaderBytes);
}

/** The piece of a header block in a HEADERS frame, lent, without padding and priority. */
export function readHeaders(frame: Buffer): Buffer {
  const skipped = hasFlag(frame, FrameFlag.Priority) ? priorityBytes : 0;
  if (hasFlag(frame, FrameFlag.Padded)) return unpadded(frame, skipped);
  if (frame.length < frameHeaderBytes + skipped) {
    throw connectionError(Http2ErrorCode.FrameSizeError, "HEADERS without the priority that its flags announce");
  }
  return frame.subarray(frameHeaderBytes + skipped);
}

/** The piece of a header block in a CONTINUATION frame, lent. */
export function readContinuation(frame: Buffer): Buffer {
  return frame.subarray(frameHeaderBytes);
}

/**
 * The stream that a PRIORITY, or a HEADERS with a priority, names as its dependency; `undefined` when it has none.
 * Priorities are ignored, but a stream that depends on itself is a stream error (RFC 7540 section 5.3.1).
 */
export function readDependency(frame: Buffer): number | undefined {
  if (frameType(frame) === FrameType.Headers && !hasFlag(frame, FrameFlag.Priority)) return undefined;
  const padded = frameType(frame) === FrameType.Headers && hasFlag(frame, FrameFlag.Padded);
  return i32At(frame, frameHeaderBytes + (padded ? 1 : 0)) & 0x7fff_ffff;
}

/** The reason in a RST_STREAM. */
export function readRstStream(frame: Buffer): Http2ErrorCode {
  return u32At(frame, frameHeaderBytes);
}

/** By how much a WINDOW_UPDATE lets this side send more, 1 to 2^31 − 1; 0 is an error of the stream or connection. */
export function readWindowUpdate(frame: Buffer): number {
  const increment = i32At(frame, frameHeaderBytes) & 0x7fff_ffff;
  if (increment !== 0) return increment;
  const problem = "WINDOW_UPDATE by 0";
  throw streamIdOf(frame) === 0
    ? connectionError(Http2ErrorCode.ProtocolError, problem)
    : streamError(Http2ErrorCode.ProtocolError, problem);
}

/** The eight bytes of a PING, which its answer repeats. */
export function readPing(frame: Buffer): bigint {
  return frame.readBigUInt64BE(frameHeaderBytes);
}

/** What a GOAWAY says. */
export function readGoAway(frame: Buffer): GoAway {
  return {
    lastStreamId: i32At(frame, frameHeaderBytes) & 0x7fff_ffff,
    code: u32At(frame, frameHeaderBytes + 4),
    debug: frame.toString("utf8", frameHeaderBytes + 8),
  };
}

/** The payload without the length of the padding, `skipped` bytes behind it, and the padding. */
function unpadded(frame: Buffer, skipped: number): Buffer {
  const start = frameHeaderBytes + 1 + skipped;
  if (frame.length < start) throw connectionError(Http2ErrorCode.FrameSizeError, "a padded frame without its padding");
  const end = frame.length - (frame[frameHeaderBytes] as number);
  if (end >= start) return frame.subarray(start, end);
  throw connectionError(Http2ErrorCode.ProtocolError, "padding that is longer than its frame");
}
