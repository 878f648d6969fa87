import { type CallOutcome, contextKey, type RpcContext, type Tracer } from "@kitex-ts/core/extension";
import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { type Ending, endingOf } from "./ending.ts";
import type { CallInstruments, CallMetrics } from "./metrics.ts";
import type { ResolvedOtelOptions } from "./options.ts";
import { CallerKey, extract, inject } from "./propagation.ts";
import { kitexAttributes, merged } from "./semantic-attributes.ts";
import type { Side } from "./side.ts";
import { TracerSource } from "./tracer-source.ts";

/** What is kept of a call from its start to its end. */
interface ObservedCall {
  /** Holds the call's span, and the baggage. */
  readonly context: Context;
  readonly span: Span | undefined;
  readonly instruments: CallInstruments | undefined;
  /** What each convention said when the call began. */
  readonly starts: readonly Attributes[];
}

/**
 * Makes one span for each call, and records its metrics.
 *
 * On a client the span is a child of the active one, and goes out with the request. On a server it is a child of the
 * caller's. Where nobody records, a call costs no more than asking whether somebody does; a trace that came in from the
 * caller is then still handed on.
 */
export class SpanTracer implements Tracer {
  readonly #side: Side;
  readonly #options: ResolvedOtelOptions;
  readonly #tracers: TracerSource;
  readonly #metrics: CallMetrics;
  // One for each tracer: a client that two suites observe has two spans for a call.
  readonly #observed = contextKey<ObservedCall | undefined>("otel call", undefined);

  constructor(side: Side, options: ResolvedOtelOptions, metrics: CallMetrics) {
    this.#side = side;
    this.#options = options;
    this.#tracers = new TracerSource(options.tracerProvider);
    this.#metrics = metrics;
  }

  start(ctx: RpcContext): void {
    const { propagator } = this.#options;
    const client = this.#side === "client";
    const parent = client ? context.active() : extract(propagator, ctx);
    const tracer = this.#tracers.current();
    const instruments = this.#metrics.instruments();
    const starts = tracer === undefined && instruments === undefined ? [] : this.#starts(ctx);
    const span = tracer?.startSpan(
      nameOf(ctx),
      { kind: client ? SpanKind.CLIENT : SpanKind.SERVER, attributes: merged(starts) },
      parent,
    );
    const around = span === undefined ? parent : trace.setSpan(parent, span);
    if (starts.length > 0 || (!client && around !== ROOT_CONTEXT)) {
      ctx.set(this.#observed, { context: around, span, instruments, starts });
    }
    instruments?.begin(starts);
    if (!client) return;
    // Also when the span is not recorded: the callee is to know that, and not to begin a trace of its own.
    inject(propagator, around, ctx);
    if (span !== undefined) introduce(ctx);
  }

  finish(ctx: RpcContext, outcome: CallOutcome): void {
    const call = ctx.get(this.#observed);
    if (call === undefined || call.starts.length === 0) return;
    const ending = endingOf(this.#side, ctx, outcome);
    if (call.span !== undefined) this.#end(call.span, ctx, ending);
    call.instruments?.end(call.starts, ctx, ending, call.context);
  }

  /** The context in which a server's handler runs; `undefined` where it makes no difference. */
  contextOf(ctx: RpcContext): Context | undefined {
    return ctx.get(this.#observed)?.context;
  }

  /** The span of a call that has begun; `undefined` where nobody records. */
  spanOf(ctx: RpcContext): Span | undefined {
    return ctx.get(this.#observed)?.span;
  }

  #starts(ctx: RpcContext): readonly Attributes[] {
    const { conventions, recordSourceOperation } = this.#options;
    const source = ctx.rpcInfo.from.method;
    const own = recordSourceOperation && source !== "" ? { source_operation: source } : {};
    return conventions.map((convention) => ({ ...convention.start(this.#side, ctx), ...own }));
  }

  #end(span: Span, ctx: RpcContext, ending: Ending): void {
    if (span.isRecording()) {
      const { conventions } = this.#options;
      span.setAttributes(merged(conventions.map(({ peer }) => peer(this.#side, ctx))));
      span.setAttributes(merged(conventions.map(({ spanEnding }) => spanEnding(ending))));
      span.setAttributes(kitexAttributes(ctx, ending));
      if (ending.kind === "failed") fail(span, ending.error);
    }
    span.end();
  }
}

function nameOf({ rpcInfo: { invocation } }: RpcContext): string {
  return `${invocation.service}/${invocation.method}`;
}

function fail(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: error instanceof Error ? error.message : "no Error was thrown",
  });
}

/** Tells a callee in Go who calls: its tracer knows nothing else to write into `peer.service`. */
function introduce(ctx: RpcContext): void {
  const { service } = ctx.rpcInfo.from;
  if (service === "" || ctx.metaIfAny?.transient.outgoing.has(CallerKey.Service) === true) return;
  ctx.meta.transient.set(CallerKey.Service, service);
}
