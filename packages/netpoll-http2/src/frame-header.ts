import type { PendingBytes } from "@kitex-ts/netpoll";
import { i32At } from "@kitex-ts/netpoll/buffer";

/** The frames of RFC 9113 section 6. Frames of other types are ignored (section 5.5). */
export const FrameType = {
  Data: 0,
  Headers: 1,
  Priority: 2,
  RstStream: 3,
  Settings: 4,
  PushPromise: 5,
  Ping: 6,
  GoAway: 7,
  WindowUpdate: 8,
  Continuation: 9,
} as const;

/** What the bits of a frame's flags mean; which of them count depends on the type. */
export const FrameFlag = {
  /** DATA, HEADERS: nothing follows on this side of the stream. */
  EndStream: 0x1,
  /** SETTINGS, PING: an answer. */
  Ack: 0x1,
  /** HEADERS, CONTINUATION: the header block is complete. */
  EndHeaders: 0x4,
  /** DATA, HEADERS: the payload begins with the length of the padding at its end. */
  Padded: 0x8,
  /** HEADERS: five bytes of priority stand before the header block. */
  Priority: 0x20,
} as const;

/**
 * Size of what stands before each payload:
 *
 * ```text
 *   0        3      4       5            9
 *   | length | type | flags | stream id  | payload (length bytes)
 * ```
 */
export const frameHeaderBytes = 9;

/** How long the frame at the front is, its header included; `undefined` while that has not arrived. */
export function frameLength(pending: PendingBytes): number | undefined {
  return pending.length < 4 ? undefined : frameHeaderBytes + (pending.u32(0) >>> 8);
}

/** The type of a frame: one of `FrameType`, or any other number below 256. */
export function frameType(frame: Buffer): number {
  return frame[3] as number;
}

/** Whether one of `FrameFlag` is set. */
export function hasFlag(frame: Buffer, flag: number): boolean {
  return ((frame[4] as number) & flag) !== 0;
}

/** The stream that a frame belongs to; 0 is the connection. The reserved bit is dropped. */
export function streamIdOf(frame: Buffer): number {
  return i32At(frame, 5) & 0x7fff_ffff;
}
