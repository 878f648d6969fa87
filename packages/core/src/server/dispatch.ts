import { RpcContext } from "../context/rpc-context.ts";
import { RpcInfo } from "../context/rpc-info.ts";
import { tooSlow } from "../governance/timeout.ts";
import type { LookupResult, ServedCall, ServedMethod, ServedStream } from "../remote/method-lookup.ts";
import type { Outcome } from "../remote/trans/outcome.ts";
import type { IncomingCall, ServerDispatch } from "../remote/trans/server-dispatch.ts";
import { failing } from "../stream/failing.ts";
import { allTracers } from "../tracing/traced.ts";
import type { Tracer } from "../tracing/tracer.ts";
import { messageOf } from "../util/printable.ts";
import type { ResolvedServerOptions } from "./options.ts";
import { isChosenStatus, outcomeOfError } from "./outcome.ts";
import type { ServiceTable } from "./service-table.ts";

/** Runs the calls of a server for whatever wire they came on. */
export class Dispatch implements ServerDispatch {
  readonly #services: ServiceTable;
  readonly #options: ResolvedServerOptions;
  /** The server's name in discovery. */
  readonly #name: string;
  readonly #tracer: Tracer | undefined;

  constructor(services: ServiceTable, name: string, options: ResolvedServerOptions) {
    this.#services = services;
    this.#name = name;
    this.#options = options;
    this.#tracer = options.tracers.length === 0 ? undefined : allTracers(options.tracers, options.logger);
  }

  find(service: string, method: string): LookupResult {
    return this.#services.find(service, method);
  }

  begin(call: IncomingCall): RpcContext {
    const { served, timeoutMs, receivedBytes } = call;
    const { clock } = this.#options;
    const { service, name: method } = served.info;
    const startMs = clock.now();
    const ctx = new RpcContext({
      rpcInfo: new RpcInfo(
        { service: call.callerService, method: call.callerMethod, address: call.callerAddress },
        { service: this.#name, method, tags: noTags, instance: undefined },
        { service, method, methodInfo: served.info },
        {
          timeoutMs: timeoutMs ?? 0,
          connectTimeoutMs: 0,
          connectTimeoutStated: false,
          recvTimeoutMs: 0,
          compressor: undefined,
          waitForReady: false,
        },
        { startMs, finishMs: undefined, sentBytes: 0, receivedBytes, sentMessages: 0, receivedMessages: 0 },
      ),
      clock,
      deadlineMs: timeoutMs === undefined ? undefined : startMs + timeoutMs,
      phase: "handler",
      meta: call.meta,
      metadata: call.metadata,
    });
    this.#tracer?.start(ctx);
    return ctx;
  }

  run(ctx: RpcContext, served: ServedCall, request: unknown, done: (outcome: Outcome) => void): void {
    // The caller's own timer fires first: this one only spares work that nobody waits for.
    ctx.armDeadline(tooSlow);
    const failed = (error: unknown): void => {
      ctx.settled();
      done(ctx.abortReason === undefined ? this.outcomeOf(error, served) : this.#quietOutcomeOf(error, served));
    };
    try {
      served.endpoint(ctx, request).then((value) => {
        ctx.settled();
        done({ kind: "value", value });
      }, failed);
    } catch (error) {
      failed(error); // a middleware that threw before it returned a promise
    }
  }

  stream(ctx: RpcContext, served: ServedStream, requests: AsyncIterable<unknown>): AsyncIterable<unknown> {
    ctx.armDeadline(tooSlow);
    try {
      return served.endpoint(ctx, requests);
    } catch (error) {
      return failing(error); // a middleware that threw before it returned an iterable
    }
  }

  outcomeOf(error: unknown, served: ServedMethod): Outcome {
    const outcome = this.#quietOutcomeOf(error, served);
    if (outcome.kind === "exception" && !isChosenStatus(error)) {
      this.#options.logger.error({ error }, `${served.info.service}/${served.info.name} failed`);
    }
    return outcome;
  }

  finish(ctx: RpcContext, error: unknown): void {
    ctx.settled();
    this.#tracer?.finish(ctx, { error });
  }

  describe(error: unknown): string {
    return this.#options.exposeErrors ? messageOf(error) : "internal error";
  }

  /** The outcome of what nobody is told of: its caller has left. */
  #quietOutcomeOf(error: unknown, served: ServedMethod): Outcome {
    return outcomeOfError(error, served.info, this.#options.exposeErrors);
  }
}

const noTags: ReadonlyMap<string, string> = new Map();
