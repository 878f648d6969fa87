import { callError } from "../context/call-error.ts";
import { currentContext } from "../context/current-context.ts";
import type { Instance } from "../context/instance.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { type CacheLease, cacheOf } from "../discovery/shared-caches.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { isBizStatusError } from "../errors/biz-status-error.ts";
import { ErrorCode } from "../errors/codes.ts";
import { isKitexError, KitexError } from "../errors/kitex-error.ts";
import type { Result } from "../payload/result.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { ClientCall, Failure } from "../service/client-call.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import type { StreamOptions } from "../service/stream-options.ts";
import type { DuplexStream, MessageSource, ResponseStream, UploadStream } from "../stream/stream.ts";
import type { Monitored, RuntimeStats } from "../tracing/monitor.ts";
import { watchAll } from "../tracing/watch-all.ts";
import { LiveSet } from "../util/live-set.ts";
import { messageOf } from "../util/printable.ts";
import { CallContexts } from "./call-contexts.ts";
import { Carriers } from "./carriers.ts";
import { connectAhead } from "./connect-ahead.ts";
import { readAddress } from "./defaults.ts";
import { invoke } from "./invoke.ts";
import type { ResolvedClientOptions } from "./options.ts";
import { clientPipeline } from "./pipeline.ts";
import { StreamOpener } from "./stream-opener.ts";
import { tieToCaller } from "./tied-to-caller.ts";

/** Makes the calls and streams of one client and knows which are in flight. */
export class ServiceCaller implements ClientCall {
  readonly #service: ServiceInfo;
  readonly #options: ResolvedClientOptions;
  readonly #contexts: CallContexts;
  readonly #carriers: Carriers;
  readonly #endpoint: Endpoint;
  readonly #streams: StreamOpener;
  readonly #inFlight = new LiveSet<RpcContext>();
  readonly #discovery: CacheLease;
  readonly #forgetChanges: () => void;
  readonly #stopMonitors: () => void;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor(service: ServiceInfo, options: ResolvedClientOptions) {
    this.#service = service;
    this.#options = options;
    this.#contexts = new CallContexts(service, options);
    this.#carriers = new Carriers(service, options);
    this.#discovery = cacheOf(options.resolver, options);
    const { cache } = this.#discovery;
    this.#forgetChanges = cache.onChange(({ removed }) => this.#evict(removed));
    this.#endpoint = clientPipeline(options, cache, invoke(this.#carriers.calls));
    this.#streams = new StreamOpener(this.#contexts, this.#carriers, cache, options, (ctx) => this.#enter(ctx));
    const monitored: Monitored = { side: "client", service: options.destination, stats: () => this.#stats() };
    this.#stopMonitors = watchAll(options.monitors, monitored, options.logger);
  }

  async call<Response>(method: string, request: unknown, options: CallOptions = {}): Promise<Response> {
    this.#assertOpen(`${this.#service.name}/${method} was made`);
    const serving = currentContext();
    const ctx = this.#contexts.ofCall(method, options, serving);
    const untie = tieToCaller(ctx, options.signal, serving);
    const entry = this.#inFlight.add(ctx);
    try {
      if (ctx.abortReason !== undefined) throw ctx.abortReason;
      // What the method's codec decoded is what its IDL says: the one place where a type is taken on trust.
      return (await this.#endpoint(ctx, request)) as Response;
    } finally {
      ctx.settled();
      this.#inFlight.remove(entry);
      untie();
      this.#tellBackward(ctx, options);
      if (this.#inFlight.size === 0) this.#onIdle?.();
    }
  }

  settle<Response, Declared>(
    method: string,
    request: unknown,
    options: CallOptions | undefined,
  ): Promise<Result<Response, Failure<Declared>>> {
    return this.#settled(method, this.call<Response>(method, request, options));
  }

  stream<Request, Response>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): ResponseStream<Response> {
    this.#assertOpen(`${this.#service.name}/${method} was begun`);
    return this.#streams.stream(method, requests, options);
  }

  async upload<Request, Response>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): Promise<Response> {
    this.#assertOpen(`${this.#service.name}/${method} was begun`);
    return this.#streams.upload(method, requests, options);
  }

  settleUpload<Request, Response, Declared>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): Promise<Result<Response, Failure<Declared>>> {
    return this.#settled(method, this.upload<Request, Response>(method, requests, options));
  }

  openDuplex<Request, Response>(method: string, options: StreamOptions | undefined): DuplexStream<Request, Response> {
    this.#assertOpen(`${this.#service.name}/${method} was begun`);
    return this.#streams.openDuplex(method, options);
  }

  openUpload<Request, Response>(method: string, options: StreamOptions | undefined): UploadStream<Request, Response> {
    this.#assertOpen(`${this.#service.name}/${method} was begun`);
    return this.#streams.openUpload(method, options);
  }

  /** See `ClientLifecycle`. */
  async ready(signal: AbortSignal = new AbortController().signal): Promise<void> {
    this.#assertOpen("ready() was called");
    try {
      await connectAhead(this.#options, this.#discovery.cache, this.#carriers.first(), signal);
    } catch (error) {
      this.#assertOpen("ready() was waited for");
      throw error;
    }
  }

  /** See `ClientLifecycle`. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #settled<Response, Declared>(
    method: string,
    work: Promise<Response>,
  ): Promise<Result<Response, Failure<Declared>>> {
    try {
      return { ok: true, value: await work };
    } catch (error) {
      if (isKitexError(error) || isBizStatusError(error)) return { ok: false, error };
      const declared = this.#service.methods.get(method)?.result.declares(error) === true;
      // `declares` is how the IDL's exceptions are told apart; their types are the generated client's.
      if (declared) return { ok: false, error: error as Declared };
      const text = `${this.#service.name}/${method} was ended by an error of a middleware: ${messageOf(error)}`;
      return { ok: false, error: new KitexError(ErrorCode.Middleware, text, { cause: error }) };
    }
  }

  /** Counts a stream as in flight; returns what takes that back. */
  #enter(ctx: RpcContext): () => void {
    const entry = this.#inFlight.add(ctx);
    return () => {
      this.#inFlight.remove(entry);
      if (this.#inFlight.size === 0) this.#onIdle?.();
    };
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
    this.#carriers.close();
    this.#forgetChanges();
    this.#discovery.release();
    this.#stopMonitors();
  }

  #stats(): RuntimeStats {
    return { callsInFlight: this.#inFlight.size, ...this.#carriers.stats() };
  }

  /** Instances that went away are connected to no longer; calls on them are not disturbed. */
  #evict(removed: readonly Instance[]): void {
    for (const { address } of removed) {
      const parsed = readAddress(address);
      if (parsed !== undefined) this.#carriers.evict(parsed);
    }
  }

  #assertOpen(what: string): void {
    if (this.#closing === undefined) return;
    throw new KitexError(ErrorCode.ClientClosed, `${what} on a client that is closed`, {
      target: this.#options.destination,
    });
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
