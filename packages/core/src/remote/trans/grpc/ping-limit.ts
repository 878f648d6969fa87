/** How often a client may ask whether its server lives; times in milliseconds. */
export interface PingPolicy {
  /** Between two questions. */
  readonly minTimeMs: number;
  /** Whether the same holds while the client has no call; else two hours do. */
  readonly permitWithoutStream: boolean;
}

/** What holds between two questions of a client that has no call: gRPC's keepalive for servers (A8). */
const WITHOUT_STREAM_MS = 7_200_000;

/** So many questions too early are forgiven, as in grpc-go and Kitex. */
const FORGIVEN = 2;

/** So many frames that were sent are remembered: those that may be on their way. */
const MOST_FRAMES = 1_024;

/**
 * Counts a client's PINGs against what it may.
 *
 * A client may also measure how fast what it gets arrives, once for each frame (gRPC's bandwidth-delay product), so that
 * every frame that was sent allows a PING, and whatever is sent makes the next one the first.
 */
export class PingLimit {
  readonly #policy: PingPolicy;
  #lastMs: number | undefined;
  #strikes = 0;
  #frames = 0;

  constructor(policy: PingPolicy) {
    this.#policy = policy;
  }

  /** A PING came. Says whether the client asks too often. */
  came(nowMs: number, hasStreams: boolean): boolean {
    if (this.#frames > 0) {
      this.#frames -= 1;
      return false;
    }
    const apartMs = hasStreams || this.#policy.permitWithoutStream ? this.#policy.minTimeMs : WITHOUT_STREAM_MS;
    if (this.#lastMs !== undefined && nowMs - this.#lastMs < apartMs) this.#strikes += 1;
    this.#lastMs = nowMs;
    return this.#strikes > FORGIVEN;
  }

  /** So many frames are sent to the client. */
  sent(frames: number): void {
    this.#frames = Math.min(this.#frames + frames, MOST_FRAMES);
    this.#lastMs = undefined;
    this.#strikes = 0;
  }
}
