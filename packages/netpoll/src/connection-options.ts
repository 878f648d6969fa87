import { type Clock, systemClock } from "./clock.ts";

/** Limits and deadlines of one connection, complete. Sizes are in bytes, times in milliseconds. */
export interface ConnectionOptions {
  /** A longer frame closes the connection before it is kept; 0 is no limit. Default 16 MiB. */
  readonly maxFrameBytes: number;
  /** More bytes than this waiting for the peer to read close the connection. Default 64 MiB. */
  readonly maxPendingWriteBytes: number;
  /** From so many waiting bytes on the connection is congested, until half of them are taken. Default 1 MiB. */
  readonly highWaterBytes: number;
  /**
   * Whether a congested connection delivers no frames, so that a peer that does not read its answers cannot make us
   * work. Only one side of a connection may do this: two that wait for each other would wait for ever. Default: true
   * for accepted connections, false for dialled ones.
   */
  readonly pauseWhenCongested: boolean;
  /**
   * Whether bytes that are no frame end the connection only when what was written before has been sent: answers to
   * the frames before them. Default: true for accepted connections; false for dialled ones, whose owner is better
   * told at once.
   */
  readonly answersBeforeRefusing: boolean;
  /** Closes the connection when no byte moved in either direction for so long; 0 (the default) is never. */
  readonly idleTimeoutMs: number;
  /** Closes the connection when a frame is not complete so long after its first byte; 0 (the default) is never. */
  readonly frameTimeoutMs: number;
  /** How long an ended connection waits for the peer's end. Default 1,000. */
  readonly endGraceMs: number;
  /** Default: the machine's. */
  readonly clock: Clock;
}

/** What a connection does when nobody says otherwise. */
export const connectionDefaults: ConnectionOptions = {
  maxFrameBytes: 16 * 1024 * 1024,
  maxPendingWriteBytes: 64 * 1024 * 1024,
  highWaterBytes: 1024 * 1024,
  pauseWhenCongested: false,
  answersBeforeRefusing: false,
  idleTimeoutMs: 0,
  frameTimeoutMs: 0,
  endGraceMs: 1000,
  clock: systemClock,
};

/** Completes options; a value that is `undefined` counts as absent. */
export function resolveConnectionOptions(
  given: Partial<ConnectionOptions>,
  defaults: ConnectionOptions = connectionDefaults,
): ConnectionOptions {
  return {
    maxFrameBytes: given.maxFrameBytes ?? defaults.maxFrameBytes,
    maxPendingWriteBytes: given.maxPendingWriteBytes ?? defaults.maxPendingWriteBytes,
    highWaterBytes: given.highWaterBytes ?? defaults.highWaterBytes,
    pauseWhenCongested: given.pauseWhenCongested ?? defaults.pauseWhenCongested,
    answersBeforeRefusing: given.answersBeforeRefusing ?? defaults.answersBeforeRefusing,
    idleTimeoutMs: given.idleTimeoutMs ?? defaults.idleTimeoutMs,
    frameTimeoutMs: given.frameTimeoutMs ?? defaults.frameTimeoutMs,
    endGraceMs: given.endGraceMs ?? defaults.endGraceMs,
    clock: given.clock ?? defaults.clock,
  };
}
