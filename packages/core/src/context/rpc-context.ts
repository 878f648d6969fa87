import type { CallPhase } from "../errors/kitex-error.ts";
import type { Clock } from "../util/clock.ts";
import { messageOf } from "../util/printable.ts";
import type { Timer } from "../util/timer.ts";
import { warnOnce } from "../util/warn-once.ts";
import { CallMetadata } from "./call-metadata.ts";
import type { ContextKey } from "./context-key.ts";
import { MetaInfo } from "./meta-info.ts";
import type { MessageDirection, RpcInfo } from "./rpc-info.ts";

/** Runs when a call is aborted; gets the reason. */
export type AbortListener = (reason: Error) => void;

/** Runs for each message of a stream that was sent or received. */
export type MessageListener = (ctx: RpcContext, direction: MessageDirection) => void;

/** What a context is made of. */
export interface RpcContextInit {
  readonly rpcInfo: RpcInfo;
  readonly clock: Clock;
  readonly deadlineMs: number | undefined;
  readonly phase: CallPhase;
  readonly meta?: MetaInfo | undefined;
  readonly metadata?: CallMetadata | undefined;
}

/**
 * What every layer sees of one call. Middlewares and handlers get it as an argument.
 *
 * On the client it is the call that is being made, on the server the one that is being answered.
 */
export class RpcContext {
  readonly rpcInfo: RpcInfo;
  /** When the call's time is up, in milliseconds of its clock; `undefined` when it has no limit. */
  readonly deadlineMs: number | undefined;
  /** How far the call has come; errors name it. */
  phase: CallPhase;
  readonly #clock: Clock;
  #deadlineTimer: Timer | undefined;
  #abortReason: Error | undefined;
  #listeners: AbortListener[] | undefined;
  #controller: AbortController | undefined;
  #values: Map<symbol, unknown> | undefined;
  #meta: MetaInfo | undefined;
  #metadata: CallMetadata | undefined;
  #onMessage: MessageListener | undefined;

  constructor(init: RpcContextInit) {
    this.rpcInfo = init.rpcInfo;
    this.deadlineMs = init.deadlineMs;
    this.phase = init.phase;
    this.#clock = init.clock;
    this.#deadlineTimer = undefined;
    this.#abortReason = undefined;
    this.#listeners = undefined;
    this.#controller = undefined;
    this.#values = undefined;
    this.#meta = init.meta;
    this.#metadata = init.metadata;
    this.#onMessage = undefined;
  }

  /** Milliseconds since the call began. */
  get elapsedMs(): number {
    return this.#clock.now() - this.rpcInfo.stats.startMs;
  }

  /** Milliseconds until the deadline, negative once it has passed; `undefined` when the call has no limit. */
  get timeLeftMs(): number | undefined {
    return this.deadlineMs === undefined ? undefined : this.deadlineMs - this.#clock.now();
  }

  /** Metadata that came with the call or goes with it. */
  get meta(): MetaInfo {
    this.#meta ??= new MetaInfo();
    return this.#meta;
  }

  /** The metadata if there is any; reading `meta` would make some. */
  get metaIfAny(): MetaInfo | undefined {
    return this.#meta;
  }

  /** gRPC's metadata: with the request, before the first response, behind the last. */
  get metadata(): CallMetadata {
    this.#metadata ??= new CallMetadata();
    return this.#metadata;
  }

  /** gRPC's metadata if there is any; reading `metadata` would make some. */
  get metadataIfAny(): CallMetadata | undefined {
    return this.#metadata;
  }

  /** Why the call was aborted, once it was. */
  get abortReason(): Error | undefined {
    return this.#abortReason;
  }

  /**
   * Aborts when nobody waits for the outcome any more: the caller gave up, went away, or the deadline passed.
   * It does not abort because the call ended well. Built on first use: inside the framework `onAbort` is cheaper.
   */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** Tells `listener` when the call is aborted, at once if it was. Returns what takes the listener back. */
  onAbort(listener: AbortListener): () => void {
    if (this.#abortReason !== undefined) {
      listener(this.#abortReason);
      return () => {};
    }
    this.#listeners ??= [];
    const listeners = this.#listeners;
    listeners.push(listener);
    return () => {
      const at = listeners.indexOf(listener);
      if (at >= 0) listeners.splice(at, 1);
    };
  }

  /** For transports: one message of this stream was written, or was read. Counts it, and tells who watches. */
  countMessage(direction: MessageDirection): void {
    const { stats } = this.rpcInfo;
    if (direction === "sent") stats.sentMessages += 1;
    else stats.receivedMessages += 1;
    this.#onMessage?.(this, direction);
  }

  /** For tracers: who is told of each message of this stream, once it is counted. */
  watchMessages(listener: MessageListener): void {
    this.#onMessage = listener;
  }

  /** Aborts the call at its deadline, with the error that `tooLate` makes, unless it has settled by then. */
  armDeadline(tooLate: (ctx: RpcContext) => Error): void {
    const { timeLeftMs } = this;
    if (timeLeftMs === undefined) return;
    this.#deadlineTimer = this.#clock.setTimer(() => this.abort(tooLate(this)), timeLeftMs);
  }

  /** Lifts the deadline: the call has its outcome. */
  settled(): void {
    this.#deadlineTimer?.cancel();
  }

  /** Aborts the call. The first reason counts, later ones are ignored. */
  abort(reason: Error): void {
    if (this.#abortReason !== undefined) return;
    this.#abortReason = reason;
    this.#deadlineTimer?.cancel();
    const listeners = this.#listeners;
    this.#listeners = undefined;
    // A copy: a listener that is told may take others back.
    for (const listener of [...(listeners ?? [])]) if (listeners?.includes(listener)) tell(listener, reason);
    this.#controller?.abort(reason);
  }

  /** The value under `key`, or the key's default. */
  get<T>(key: ContextKey<T>): T {
    const values = this.#values;
    return values?.has(key.id) ? (values.get(key.id) as T) : key.defaultValue;
  }

  /** Lets a value travel with this call, inside this process. */
  set<T>(key: ContextKey<T>, value: T): void {
    this.#values ??= new Map();
    this.#values.set(key.id, value);
  }
}

/** One listener that throws keeps neither the others from hearing of it nor the call from ending. */
function tell(listener: AbortListener, reason: Error): void {
  try {
    listener(reason);
  } catch (error) {
    warnOnce("KITEX_WARN_ABORT_LISTENER", `a listener of onAbort threw: ${messageOf(error)}`);
  }
}
