import { BandwidthDelay } from "./bandwidth-delay.ts";
import { Http2ErrorCode } from "./error-code.ts";
import { connectionError } from "./frame-error.ts";
import { FrameFlag, FrameType, frameType, hasFlag } from "./frame-header.ts";
import { readPing, readWindowUpdate } from "./frame-reader.ts";
import { writePingAck } from "./frame-writer.ts";
import { PingPayload } from "./pings.ts";
import type { SessionParts } from "./session-parts.ts";
import type { Settings } from "./settings.ts";

/** Answers to PINGs and SETTINGS that a peer may leave unread. */
const mostUnreadAnswers = 1000;

/** Takes the frames that belong to the connection. The methods throw a `FrameError` for what RFC 9113 does not allow. */
export class ConnectionFrames {
  readonly #parts: SessionParts;
  readonly #onPing: () => void;
  readonly #onAcknowledged: (ours: Settings) => void;
  readonly #bandwidth: BandwidthDelay | undefined;
  #unreadAnswers = 0;

  /** `onAcknowledged`: the peer keeps to our settings from here on. */
  constructor(parts: SessionParts, onPing: () => void, onAcknowledged: (ours: Settings) => void) {
    const { clock, dynamicWindow, initialWindowBytes, maxWindowBytes } = parts.options;
    this.#parts = parts;
    this.#onPing = onPing;
    this.#onAcknowledged = onAcknowledged;
    this.#bandwidth = dynamicWindow ? new BandwidthDelay(initialWindowBytes, maxWindowBytes, clock) : undefined;
  }

  /** RFC 9113 section 3.4: the first frame of a peer is its SETTINGS. */
  expectSettings(frame: Buffer): void {
    if (this.#parts.settings.received) return;
    if (frameType(frame) === FrameType.Settings && !hasFlag(frame, FrameFlag.Ack)) return;
    throw connectionError(Http2ErrorCode.ProtocolError, "another frame before the first SETTINGS");
  }

  settings(frame: Buffer): void {
    const { settings, floods, outbox } = this.#parts;
    if (hasFlag(frame, FrameFlag.Ack)) {
      const ours = settings.acknowledged();
      if (ours === undefined) floods.idleFrame();
      else this.#onAcknowledged(ours);
      return;
    }
    floods.settings();
    this.#countAnswer();
    settings.receive(frame, outbox);
  }

  ping(frame: Buffer): void {
    const { pings, floods, connection } = this.#parts;
    const payload = readPing(frame);
    if (hasFlag(frame, FrameFlag.Ack)) {
      if (!pings.answered(payload)) floods.idleFrame();
      return;
    }
    floods.ping();
    this.#countAnswer();
    writePingAck(connection.writer, payload);
    connection.flush();
    this.#onPing();
  }

  windowUpdate(frame: Buffer): void {
    this.#parts.outbox.openWindow(readWindowUpdate(frame));
  }

  /** Data came: lets the windows grow with what the way to the peer holds. */
  measure(bytes: number): void {
    const bandwidth = this.#bandwidth;
    if (bandwidth === undefined || !bandwidth.arrived(bytes)) return;
    const { inflow, pings } = this.#parts;
    inflow.announceEarly();
    pings.send(PingPayload.Bandwidth, () => {
      const window = bandwidth.measured();
      if (window === undefined) return;
      inflow.grow(window);
      inflow.letStreamsGrow(window);
    });
  }

  /** For a peer that reads nothing no end of answers is kept (CVE-2019-9512, CVE-2019-9515). */
  #countAnswer(): void {
    if (!this.#parts.outbox.congested) this.#unreadAnswers = 0;
    else if (++this.#unreadAnswers > mostUnreadAnswers) {
      throw connectionError(Http2ErrorCode.EnhanceYourCalm, "too many answers were not read");
    }
  }
}
