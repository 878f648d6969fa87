import type { Clock, Timer } from "./clock.ts";

/** Which deadline passed. */
export type Deadline = "idle" | "frame";

/**
 * Watches a connection for silence and for frames that never end.
 *
 * Nothing is armed per message: bytes and frames only note the time, and one timer looks at the notes when the
 * earliest deadline they allowed has come. It is armed again for what is left, and not at all when nothing is watched.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #frameMs: number;
  readonly #onExpired: (which: Deadline) => void;
  #movedAt = 0;
  #frameBeganAt: number | undefined;
  #held = false;
  /** Whether silence is nobody's fault, because something that the peer asked for is being done. */
  occupied = false;
  #stopped = false;
  #timer: Timer | undefined;
  #timerDue = 0;

  /** A time of 0 switches that deadline off. `onExpired` is called once at most. */
  constructor(clock: Clock, idleMs: number, frameMs: number, onExpired: (which: Deadline) => void) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#frameMs = frameMs;
    this.#onExpired = onExpired;
    this.moved();
    this.#arm();
  }

  /** Bytes came in or went out. */
  moved(): void {
    if (this.#idleMs > 0) this.#movedAt = this.#clock.now();
  }

  /** The first byte of a frame is here, the rest is not. */
  frameBegan(): void {
    if (this.#frameMs === 0) return;
    this.#frameBeganAt = this.#clock.now();
    this.#arm();
  }

  /** The frame is whole, or nobody waits for the rest of it. */
  frameDone(): void {
    this.#frameBeganAt = undefined;
  }

  /** Whether a frame is being waited for. */
  get inFrame(): boolean {
    return this.#frameBeganAt !== undefined;
  }

  /** While held, silence is not the peer's fault: no deadline passes. Letting go starts them afresh. */
  hold(held: boolean): void {
    this.#held = held;
    this.#frameBeganAt = undefined;
    this.moved();
    if (!held) this.#arm();
  }

  /** Ends the watch; no timer is left. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #nextDue(): number {
    const idle = this.#idleMs > 0 && !this.#held ? this.#movedAt + this.#idleMs : Number.POSITIVE_INFINITY;
    const frame = this.#frameBeganAt === undefined ? Number.POSITIVE_INFINITY : this.#frameBeganAt + this.#frameMs;
    return Math.min(idle, frame);
  }

  #arm(): void {
    const due = this.#nextDue();
    if (this.#stopped || due === Number.POSITIVE_INFINITY) return;
    if (this.#timer !== undefined) {
      // A timer that fires earlier looks and arms itself again.
      if (this.#timerDue <= due) return;
      this.#timer.cancel();
    }
    this.#timerDue = due;
    this.#timer = this.#clock.setTimer(() => this.#look(), due - this.#clock.now());
  }

  #look(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    // Looked at here, and not whenever it changes: that may be with each message.
    if (this.occupied) this.moved();
    if (now < this.#nextDue()) {
      this.#arm();
      return;
    }
    const frameIsDue = this.#frameBeganAt !== undefined && now >= this.#frameBeganAt + this.#frameMs;
    this.stop();
    this.#onExpired(frameIsDue ? "frame" : "idle");
  }
}
