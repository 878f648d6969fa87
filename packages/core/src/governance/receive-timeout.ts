import { callError, targetOf } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { KitexError } from "../errors/kitex-error.ts";
import { Status } from "../errors/rpc-status.ts";
import type { Clock } from "../util/clock.ts";
import type { Timer } from "../util/timer.ts";

/**
 * Ends a stream whose reader waits longer for one message than `recvTimeoutMs` of its context allows.
 *
 * Time counts while somebody waits, and not while the messages that the other side answers are still being sent.
 */
export class ReceiveTimeout {
  readonly #ctx: RpcContext;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #waiting = false;
  #held = false;

  constructor(ctx: RpcContext, clock: Clock) {
    this.#ctx = ctx;
    this.#clock = clock;
  }

  /** The reader waits for a message. */
  start(): void {
    this.#waiting = true;
    if (!this.#held) this.#arm();
  }

  /** The message is here, or none will come. */
  stop(): void {
    this.#waiting = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Lets no time pass until `release`. */
  hold(): void {
    this.#held = true;
  }

  /** Time passes from here on, for who waits already too. */
  release(): void {
    this.#held = false;
    if (this.#waiting) this.#arm();
  }

  #arm(): void {
    const { recvTimeoutMs } = this.#ctx.rpcInfo.config;
    if (recvTimeoutMs === 0) return;
    this.#timer ??= this.#clock.setTimer(() => this.#ctx.abort(noMessage(this.#ctx)), recvTimeoutMs);
  }
}

function noMessage(ctx: RpcContext): KitexError {
  const { recvTimeoutMs } = ctx.rpcInfo.config;
  const text = `got no message within ${recvTimeoutMs} ms from ${targetOf(ctx)}`;
  const message = `stream Recv timeout, timeout config=${recvTimeoutMs}ms`;
  return callError(ctx, ErrorCode.RpcTimeout, text, {
    status: { code: Status.RecvDeadlineExceeded, message, details: [] },
  });
}
