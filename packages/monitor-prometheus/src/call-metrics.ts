import type { CallOutcome, RpcContext, Tracer } from "@kitex-ts/core/extension";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { type CallLabels, callLabels, failureOf, type LabelLimit } from "./labels.ts";
import { StreamMessages } from "./stream-messages.ts";

/** Which end of the calls is measured. */
export type Side = "client" | "server";

/** Upper bounds of the latency histograms in microseconds, without the last one, which has no bound: Kitex's numbers. */
export const LATENCY_BUCKETS_US: readonly number[] = [
  5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
];

/** Upper bounds of the size histograms in bytes: from a bare header to the largest frame that a server takes. */
const SIZE_BUCKETS_BYTES: readonly number[] = Array.from({ length: 10 }, (_, step) => 64 * 4 ** step);

const CALL_LABELS = ["caller", "callee", "method"] as const;
const OUTCOME_LABELS = [...CALL_LABELS, "status", "retry"] as const;
const ERROR_LABELS = [...CALL_LABELS, "code"] as const;

/**
 * Core makes one attempt for each call, so none is a repetition. The label stands there because Kitex's metrics have
 * it, and queries written for them name it.
 */
const NO_RETRY = "0";

/** The metrics of the calls that one side of this process makes or answers; a tracer feeds them. */
export class CallMetrics implements Tracer {
  readonly #limit: LabelLimit;
  readonly #side: Side;
  readonly #throughput: Counter<(typeof OUTCOME_LABELS)[number]>;
  readonly #latencyUs: Histogram<(typeof OUTCOME_LABELS)[number]>;
  readonly #inFlight: Gauge<(typeof CALL_LABELS)[number]>;
  readonly #requestBytes: Histogram<(typeof CALL_LABELS)[number]>;
  readonly #responseBytes: Histogram<(typeof CALL_LABELS)[number]>;
  readonly #errors: Counter<(typeof ERROR_LABELS)[number]>;
  readonly #messages: StreamMessages;

  /** Registers the metrics of `side`. `latencyBucketsUs` are microseconds, ascending. */
  constructor(side: Side, registry: Registry, limit: LabelLimit, latencyBucketsUs: readonly number[]) {
    this.#side = side;
    this.#limit = limit;
    const registers = [registry];
    // The names, labels and help texts of these two are those of Kitex's own monitor.
    this.#throughput = new Counter({
      name: `kitex_${side}_throughput`,
      help: `Total number of RPCs completed by the ${side}, regardless of success or failure.`,
      labelNames: OUTCOME_LABELS,
      registers,
    });
    this.#latencyUs = new Histogram({
      name: `kitex_${side}_latency_us`,
      help: "Latency (microseconds) of the RPC until it is finished.",
      labelNames: OUTCOME_LABELS,
      buckets: [...latencyBucketsUs], // prom-client freezes the array it gets
      registers,
    });
    this.#inFlight = new Gauge({
      name: `kitex_${side}_in_flight`,
      help: `RPCs that have begun at the ${side} and not finished.`,
      labelNames: CALL_LABELS,
      registers,
    });
    this.#requestBytes = new Histogram({
      name: `kitex_${side}_request_bytes`,
      help: `Size (bytes) of a request on the wire, headers included, as the ${side} sees it.`,
      labelNames: CALL_LABELS,
      buckets: [...SIZE_BUCKETS_BYTES],
      registers,
    });
    this.#responseBytes = new Histogram({
      name: `kitex_${side}_response_bytes`,
      help: `Size (bytes) of a response on the wire, headers included, as the ${side} sees it.`,
      labelNames: CALL_LABELS,
      buckets: [...SIZE_BUCKETS_BYTES],
      registers,
    });
    this.#errors = new Counter({
      name: `kitex_${side}_errors_total`,
      help: `RPCs that failed at the ${side}, by error code; business statuses and declared exceptions are no failures.`,
      labelNames: ERROR_LABELS,
      registers,
    });
    this.#messages = new StreamMessages(side, registry);
  }

  start(ctx: RpcContext): void {
    const labels = callLabels(ctx, this.#limit);
    this.#inFlight.inc(labels);
    if (streams(ctx)) this.#messages.begin(ctx, labels);
  }

  finish(ctx: RpcContext, outcome: CallOutcome): void {
    const labels = callLabels(ctx, this.#limit);
    this.#inFlight.dec(labels);
    this.#countOutcome(ctx, labels, failureOf(ctx, outcome));
    if (streams(ctx)) this.#messages.end(ctx);
    else this.#observeSizes(ctx, labels);
  }

  #observeSizes(ctx: RpcContext, labels: CallLabels): void {
    const { sentBytes, receivedBytes } = ctx.rpcInfo.stats;
    const [request, response] = this.#side === "client" ? [sentBytes, receivedBytes] : [receivedBytes, sentBytes];
    // A call that ended before its request was written, or before its response came, has no such size.
    if (request > 0) this.#requestBytes.observe(labels, request);
    if (response > 0) this.#responseBytes.observe(labels, response);
  }

  #countOutcome(ctx: RpcContext, labels: CallLabels, failure: string | undefined): void {
    const outcome = { ...labels, status: failure === undefined ? "succeed" : "error", retry: NO_RETRY };
    this.#throughput.inc(outcome);
    const { startMs, finishMs } = ctx.rpcInfo.stats;
    if (finishMs !== undefined) this.#latencyUs.observe(outcome, Math.round((finishMs - startMs) * 1_000));
    if (failure !== undefined) this.#errors.inc({ ...labels, code: this.#limit.value("code", failure) });
  }
}

function streams({ rpcInfo: { invocation } }: RpcContext): boolean {
  return invocation.methodInfo.streaming !== "unary";
}
