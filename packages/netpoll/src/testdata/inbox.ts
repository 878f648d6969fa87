import type { FrameLength } from "../buffer/pending-bytes.ts";
import type { Connection } from "../connection.ts";
import type { ConnectionError } from "../errors.ts";
import { bodyOf, lengthPrefixed } from "./length-prefixed.ts";

/** Receives on a connection and keeps what came. */
export interface Inbox {
  readonly connection: Connection;
  /** Bodies of the frames. */
  readonly bodies: string[];
  /** One entry for each call of `onClose`. */
  readonly causes: (ConnectionError | undefined)[];
  readonly drains: number;
  /** Settles when `count` frames are here. */
  received(count: number): Promise<void>;
  /** Settles with the cause when the connection is closed. */
  readonly closed: Promise<ConnectionError | undefined>;
}

/** Calls `receive()`; `onFrame` sees each body after it was kept. */
export function inbox(
  connection: Connection,
  onFrame: (body: string, frame: Buffer) => void = () => {},
  frameLength: FrameLength = lengthPrefixed,
): Inbox {
  const bodies: string[] = [];
  const causes: (ConnectionError | undefined)[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const { promise: closed, resolve: tellClosed } = Promise.withResolvers<ConnectionError | undefined>();
  let drains = 0;
  connection.receive(frameLength, {
    onFrame: (frame) => {
      bodies.push(bodyOf(frame));
      for (const waiter of waiting) if (bodies.length >= waiter.count) waiter.resolve();
      onFrame(bodyOf(frame), frame);
    },
    onClose: (cause) => {
      causes.push(cause);
      tellClosed(cause);
    },
    onDrain: () => {
      drains++;
    },
  });
  return {
    connection,
    bodies,
    causes,
    closed,
    get drains() {
      return drains;
    },
    received: (count) =>
      bodies.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}
