import { callError } from "../context/call-error.ts";
import { currentContext } from "../context/current-context.ts";
import { DEFAULT_WEIGHT, type Instance } from "../context/instance.ts";
import { RpcContext } from "../context/rpc-context.ts";
import { type Invocation, RpcInfo } from "../context/rpc-info.ts";
import { type CacheLease, cacheOf } from "../discovery/shared-caches.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { isBizStatusError } from "../errors/biz-status-error.ts";
import { ErrorCode } from "../errors/codes.ts";
import { assertAmounts, invalidOption } from "../errors/invalid-option.ts";
import { isKitexError, KitexError } from "../errors/kitex-error.ts";
import { tooSlow } from "../governance/timeout.ts";
import type { Result } from "../payload/result.ts";
import type { ClientTransHandler } from "../remote/trans/trans-handler.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { ClientCall, Failure } from "../service/client-call.ts";
import { assertCodegenFits } from "../service/codegen-contract.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import type { Monitored, RuntimeStats } from "../tracing/monitor.ts";
import { watchAll } from "../tracing/watch-all.ts";
import { LiveSet } from "../util/live-set.ts";
import { messageOf } from "../util/printable.ts";
import { connectAhead } from "./connect-ahead.ts";
import { readAddress } from "./defaults.ts";
import { invoke } from "./invoke.ts";
import { type ClientOptions, type ResolvedClientOptions, resolveClientOptions } from "./options.ts";
import { outgoingMeta } from "./outgoing-meta.ts";
import { clientPipeline } from "./pipeline.ts";

/** What every client has beside the methods of its IDL. */
export interface ClientLifecycle {
  /**
   * Settles when a connection to an instance stands, so that the first call need not wait for one. Calling it is never
   * necessary. Rejects with a `KitexError`.
   */
  ready(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Refuses new calls, waits for those in flight (at most `exitWaitMs`), fails the rest with `ClientClosed`, and
   * closes every connection. Closing twice is closing once.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A client of a service: the methods of its IDL, and its own life. */
export type Client<Methods> = Methods & ClientLifecycle;

/**
 * Makes a client of `service`. It connects when it is first used.
 *
 * Throws `InvalidOption` for options that cannot be, and `CodegenMismatch` for code that another version generated.
 */
export function createClient<Methods extends object, Handler>(
  service: ServiceInfo<Methods, Handler>,
  options: ClientOptions,
): Client<Methods> {
  assertCodegenFits(service);
  const caller = new ServiceCaller(service, resolveClientOptions(options));
  const close = (): Promise<void> => caller.close();
  const lifecycle: ClientLifecycle = {
    ready: (given) => caller.ready(given?.signal),
    close,
    [Symbol.asyncDispose]: close,
  };
  return Object.assign(service.client(caller), lifecycle);
}

/** Makes the calls of one client and knows which are in flight. */
class ServiceCaller<Methods, Handler> implements ClientCall {
  readonly #service: ServiceInfo<Methods, Handler>;
  readonly #options: ResolvedClientOptions;
  readonly #invocations = new Map<string, Invocation>();
  readonly #transHandler: ClientTransHandler;
  readonly #endpoint: Endpoint;
  readonly #inFlight = new LiveSet<RpcContext>();
  readonly #discovery: CacheLease;
  readonly #forgetChanges: () => void;
  readonly #stopMonitors: () => void;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;
  #warnedOfMeta = false;

  constructor(service: ServiceInfo<Methods, Handler>, options: ResolvedClientOptions) {
    this.#service = service;
    this.#options = options;
    for (const methodInfo of service.methods.values()) {
      this.#invocations.set(methodInfo.name, { service: service.name, method: methodInfo.name, methodInfo });
    }
    this.#transHandler = options.transport.open({
      payloadCodec: service.payloadCodec,
      idlService: service.name,
      packageName: service.packageName,
      destination: options.destination,
      connection: options.connection,
      tls: options.tls,
      maxPendingWriteBytes: options.maxPendingWriteBytes,
      limits: options.limits,
      clock: options.clock,
      logger: options.logger,
    });
    this.#discovery = cacheOf(options.resolver, options);
    const { cache } = this.#discovery;
    this.#forgetChanges = cache.onChange(({ removed }) => this.#evict(removed));
    this.#endpoint = clientPipeline(options, cache, invoke(this.#transHandler));
    const monitored: Monitored = { side: "client", service: options.destination, stats: () => this.#stats() };
    this.#stopMonitors = watchAll(options.monitors, monitored, options.logger);
  }

  #stats(): RuntimeStats {
    return { callsInFlight: this.#inFlight.size, ...this.#transHandler.stats() };
  }

  /** Instances that went away are connected to no longer; calls on them are not disturbed. */
  #evict(removed: readonly Instance[]): void {
    for (const { address } of removed) {
      const parsed = readAddress(address);
      if (parsed !== undefined) this.#transHandler.evict(parsed);
    }
  }

  async call<Response>(method: string, request: unknown, options: CallOptions = {}): Promise<Response> {
    const ctx = this.#begin(method, options);
    const serving = currentContext();
    const { signal } = options;
    const onSignal = signal && (() => ctx.abort(gaveUp(ctx, signal.reason)));
    const forgetServing = serving?.onAbort((reason) => ctx.abort(gaveUp(ctx, reason)));
    if (signal?.aborted === true) onSignal?.();
    else if (onSignal !== undefined) signal?.addEventListener("abort", onSignal, { once: true });
    const entry = this.#inFlight.add(ctx);
    try {
      if (ctx.abortReason !== undefined) throw ctx.abortReason;
      // Only a call inside a handler can begin with its time used up.
      if (serving !== undefined && (ctx.timeLeftMs ?? 1) <= 0) throw noTimeLeft(ctx);
      // What the method's codec decoded is what its IDL says: the one place where a type is taken on trust.
      return (await this.#endpoint(ctx, request)) as Response;
    } finally {
      ctx.settled();
      this.#inFlight.remove(entry);
      if (onSignal !== undefined) signal?.removeEventListener("abort", onSignal);
      forgetServing?.();
      this.#tellBackward(ctx, options);
      if (this.#inFlight.size === 0) this.#onIdle?.();
    }
  }

  stream(): never {
    throw this.#carriesNone();
  }

  upload(): Promise<never> {
    return Promise.reject(this.#carriesNone());
  }

  async settleUpload<Declared>(): Promise<{ readonly ok: false; readonly error: Failure<Declared> }> {
    return { ok: false, error: this.#carriesNone() };
  }

  openDuplex(): never {
    throw this.#carriesNone();
  }

  openUpload(): never {
    throw this.#carriesNone();
  }

  #carriesNone(): KitexError {
    return invalidOption(`transport "${this.#options.transport.name}" carries no streams`);
  }

  async settle<Response, Declared>(
    method: string,
    request: unknown,
    options: CallOptions | undefined,
  ): Promise<Result<Response, Failure<Declared>>> {
    try {
      return { ok: true, value: await this.call<Response>(method, request, options) };
    } catch (error) {
      if (isKitexError(error) || isBizStatusError(error)) return { ok: false, error };
      const declared = this.#invocations.get(method)?.methodInfo.result.declares(error) === true;
      // `declares` is how the IDL's exceptions are told apart; their types are the generated client's.
      if (declared) return { ok: false, error: error as Declared };
      const text = `${this.#service.name}/${method} was ended by an error of a middleware: ${messageOf(error)}`;
      return { ok: false, error: new KitexError(ErrorCode.Middleware, text, { cause: error }) };
    }
  }

  async ready(signal: AbortSignal = new AbortController().signal): Promise<void> {
    this.#assertOpen("ready() was called");
    try {
      await connectAhead(this.#options, this.#discovery.cache, this.#transHandler, signal);
    } catch (error) {
      this.#assertOpen("ready() was waited for");
      throw error;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    const { clock, exitWaitMs } = this.#options;
    if (this.#inFlight.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = clock.setTimer(resolve, exitWaitMs);
        this.#onIdle = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    for (const ctx of this.#inFlight.snapshot()) {
      ctx.abort(callError(ctx, ErrorCode.ClientClosed, "was given up because its client was closed"));
    }
    this.#transHandler.close();
    this.#forgetChanges();
    this.#discovery.release();
    this.#stopMonitors();
  }

  /** The context of a new call; throws what is wrong with its options. */
  #begin(method: string, options: CallOptions): RpcContext {
    const invocation = this.#invocations.get(method);
    if (invocation === undefined) throw invalidOption(`service ${this.#service.name} has no method "${method}"`);
    this.#assertOpen(`${this.#service.name}/${method} was made`);
    const { destination, clock } = this.#options;
    const timeoutMs = options.timeoutMs ?? this.#options.timeoutMs;
    const connectTimeoutMs = options.connectTimeoutMs ?? this.#options.connectTimeoutMs;
    if (options.timeoutMs !== undefined || options.connectTimeoutMs !== undefined) {
      assertAmounts({ timeoutMs, connectTimeoutMs }); // the client's own were checked when it was made
    }
    const serving = currentContext();
    const rpcInfo = new RpcInfo(
      {
        service: this.#options.serviceName ?? serving?.rpcInfo.to.service ?? "",
        method: serving?.rpcInfo.invocation.method ?? "",
        address: undefined,
      },
      {
        service: destination,
        method,
        tags: options.tags === undefined ? this.#options.tags : this.#tags(options.tags),
        instance: options.hostPort === undefined ? undefined : instanceAt(options.hostPort),
      },
      invocation,
      {
        timeoutMs,
        connectTimeoutMs,
        connectTimeoutStated: options.connectTimeoutMs !== undefined || this.#options.connectTimeoutStated,
        recvTimeoutMs: 0,
        compressor: options.compressor,
        waitForReady: options.waitForReady ?? false,
      },
      { startMs: clock.now(), finishMs: undefined, sentBytes: 0, receivedBytes: 0, sentMessages: 0, receivedMessages: 0 },
    );
    const meta = outgoingMeta(serving, options.meta);
    if (meta !== undefined && !this.#options.transport.carriesHeaders) this.#warnOfMeta();
    return new RpcContext({
      rpcInfo,
      clock,
      deadlineMs: earlier(timeoutMs === 0 ? undefined : rpcInfo.stats.startMs + timeoutMs, serving?.deadlineMs),
      phase: "resolve",
      meta,
    });
  }

  #assertOpen(what: string): void {
    if (this.#closing === undefined) return;
    throw new KitexError(ErrorCode.ClientClosed, `${what} on a client that is closed`, {
      target: this.#options.destination,
    });
  }

  #tags(own: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    return new Map([...this.#options.tags, ...Object.entries(own)]);
  }

  #warnOfMeta(): void {
    if (this.#warnedOfMeta) return;
    this.#warnedOfMeta = true;
    const { transport, destination, logger } = this.#options;
    logger.warn({ destination }, `metadata is set, and transport "${transport.name}" cannot carry it: use ttheader()`);
  }

  #tellBackward(ctx: RpcContext, { onBackward }: CallOptions): void {
    const backward = ctx.metaIfAny?.backward;
    if (onBackward === undefined || backward === undefined || backward.size === 0) return;
    try {
      onBackward(new Map(backward));
    } catch (error) {
      this.#options.logger.error({ error }, "an onBackward callback threw");
    }
  }
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function instanceAt(hostPort: string): Instance {
  if (readAddress(hostPort) === undefined) {
    throw invalidOption(`hostPort: "${hostPort}" is none of "host:port", "[::1]:port" and "unix:/path"`);
  }
  return { address: hostPort, weight: DEFAULT_WEIGHT, tags: new Map() };
}

/** The end of a call whose caller does not wait for it any more. */
function gaveUp(ctx: RpcContext, reason: unknown): KitexError {
  const late =
    isKitexError(reason, ErrorCode.RpcTimeout) || (reason instanceof Error && reason.name === "TimeoutError");
  if (late) return tooSlow(ctx, reason);
  return callError(ctx, ErrorCode.Canceled, `was canceled: ${messageOf(reason)}`, { cause: reason });
}

function noTimeLeft(ctx: RpcContext): KitexError {
  return callError(ctx, ErrorCode.RpcTimeout, "was not sent: the call in whose handler it is made has no time left");
}
