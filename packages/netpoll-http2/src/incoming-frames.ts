import type { FrameLength, PendingBytes } from "@kitex-ts/netpoll";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError } from "./frame-error.ts";
import { frameHeaderBytes, frameLength } from "./frame-header.ts";
import { connectionPreface } from "./frame-writer.ts";

/**
 * Finds the frames in what a peer sends: a client's preface first, then frames; once `stop` was called it is all one.
 *
 * A frame that is too long, and a preface that is none, are cut short, so that they are seen, and answered, before they
 * are read.
 */
export class IncomingFrames {
  readonly #maxFrameBytes: number;
  #expects: "preface" | "frames" | "nothing";

  constructor(from: "client" | "server", maxFrameBytes: number) {
    this.#expects = from === "client" ? "preface" : "frames";
    this.#maxFrameBytes = maxFrameBytes;
  }

  readonly frameLength: FrameLength = (pending) => {
    if (this.#expects === "frames") {
      const length = frameLength(pending);
      return length === undefined || length <= this.#maxFrameBytes + frameHeaderBytes ? length : frameHeaderBytes;
    }
    return this.#expects === "preface" ? prefaceLength(pending) : pending.length;
  };

  /** Whether the preface is still to come: the next frame is it. */
  get expectsPreface(): boolean {
    return this.#expects === "preface";
  }

  /** Throws a connection error when the bytes are no preface. */
  takePreface(bytes: Buffer): void {
    if (!bytes.equals(connectionPreface)) {
      throw connectionError(Http2ErrorCode.ProtocolError, "something else than the connection preface");
    }
    this.#expects = "frames";
  }

  /** Throws a connection error for a frame that was cut short. */
  checkLength(frame: Buffer): void {
    const length = ((frame[0] as number) << 16) | ((frame[1] as number) << 8) | (frame[2] as number);
    if (length <= this.#maxFrameBytes) return;
    const text = `a frame of ${length} bytes, ${this.#maxFrameBytes} are allowed`;
    throw connectionError(Http2ErrorCode.FrameSizeError, text);
  }

  /** Nothing is read any more. */
  stop(): void {
    this.#expects = "nothing";
  }
}

/** The preface's length once it is there, and the length of what is there as soon as that is something else. */
function prefaceLength(pending: PendingBytes): number | undefined {
  const length = Math.min(pending.length, connectionPreface.length);
  for (let i = 0; i < length; i++) if (pending.u8(i) !== connectionPreface[i]) return pending.length;
  return length === connectionPreface.length ? length : undefined;
}
