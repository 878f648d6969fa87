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

/** Counts a client's PINGs against what it may. */
export class PingLimit {
  readonly #policy: PingPolicy;
  #lastMs: number | undefined;
  #strikes = 0;

  constructor(policy: PingPolicy) {
    this.#policy = policy;
  }

  /** A PING came. Says whether the client asks too often. */
  came(nowMs: number, hasStreams: boolean): boolean {
    const apartMs = hasStreams || this.#policy.permitWithoutStream ? this.#policy.minTimeMs : WITHOUT_STREAM_MS;
    if (this.#lastMs !== undefined && nowMs - this.#lastMs < apartMs) this.#strikes += 1;
    this.#lastMs = nowMs;
    return this.#strikes > FORGIVEN;
  }

  /** Something was sent to the client, and it may ask about that: its next question counts as the first. */
  forgive(): void {
    this.#lastMs = undefined;
    this.#strikes = 0;
  }
}
