import type { Monitor, Monitored, RpcContext } from "@kitex-ts/core/extension";
import type { Attributes, Context, Histogram, Meter, UpDownCounter } from "@opentelemetry/api";
import type { Ending } from "./ending.ts";
import { MeterSource } from "./meter-source.ts";
import type { ResolvedOtelOptions } from "./options.ts";
import { type RuntimeGauges, runtimeGauges } from "./runtime-gauges.ts";
import type { Convention } from "./semantic-attributes.ts";
import type { Side } from "./side.ts";

/** Sizes of messages, in bytes: from an empty one to the largest that a server takes by default (16 MiB). */
const SIZE_BUCKETS = [64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];

/** Messages of a stream each way: from none to a million. */
const MESSAGE_BUCKETS = [0, 1, 2, 5, 10, 50, 100, 1_000, 10_000, 100_000, 1_000_000];

/**
 * The metrics of one suite's clients or servers: of their calls, and of what they hold. Sampling does not concern them.
 *
 * Instruments are those of the meter in charge, and made again when that changes.
 */
export class CallMetrics implements Monitor {
  readonly #side: Side;
  readonly #conventions: readonly Convention[];
  readonly #meters: MeterSource;
  readonly #watched = new Set<Monitored>();
  #meter: Meter | undefined;
  #instruments: CallInstruments | undefined;
  #gauges: RuntimeGauges | undefined;

  constructor(side: Side, { meterProvider, conventions }: ResolvedOtelOptions) {
    this.#side = side;
    this.#conventions = conventions;
    this.#meters = new MeterSource(meterProvider);
  }

  /** What the next call is recorded with; `undefined` while nobody records. */
  instruments(): CallInstruments | undefined {
    const meter = this.#meters.current();
    if (meter !== this.#meter) this.#use(meter);
    return this.#instruments;
  }

  watch(subject: Monitored): () => void {
    this.instruments(); // finds the meter
    this.#watched.add(subject);
    this.#gauges?.add(subject);
    return () => {
      this.#watched.delete(subject);
      this.#gauges?.delete(subject);
    };
  }

  #use(meter: Meter | undefined): void {
    for (const subject of this.#watched) this.#gauges?.delete(subject);
    this.#meter = meter;
    this.#instruments = meter && new CallInstruments(this.#side, this.#conventions, meter);
    this.#gauges = meter && runtimeGauges(this.#side, meter);
    for (const subject of this.#watched) this.#gauges?.add(subject);
  }
}

/** Records calls with the instruments of one meter. */
export class CallInstruments {
  readonly #side: Side;
  readonly #conventions: readonly Convention[];
  /** One for each convention, in their order. */
  readonly #durations: readonly Histogram[];
  readonly #active: UpDownCounter;
  readonly #requestSize: Histogram;
  readonly #responseSize: Histogram;
  readonly #requests: Histogram;
  readonly #responses: Histogram;

  constructor(side: Side, conventions: readonly Convention[], meter: Meter) {
    this.#side = side;
    this.#conventions = conventions;
    this.#durations = conventions.map(({ duration: { name, unit, buckets } }) =>
      meter.createHistogram(name(side), {
        description: side === "client" ? "Duration of calls made" : "Duration of calls answered",
        unit,
        ...(buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } }),
      }),
    );
    this.#active = meter.createUpDownCounter(`kitex.${side}.active_calls`, {
      description: "Calls that have begun and not ended",
      unit: "{call}",
    });
    const size = (message: "request" | "response"): Histogram =>
      meter.createHistogram(`rpc.${side}.${message}.size`, {
        description: `Size of a ${message} on the wire, headers included`,
        unit: "By",
        advice: { explicitBucketBoundaries: SIZE_BUCKETS },
      });
    this.#requestSize = size("request");
    this.#responseSize = size("response");
    const messages = (message: "requests" | "responses"): Histogram =>
      meter.createHistogram(`rpc.${side}.${message}_per_rpc`, {
        description: `Number of ${message} of a stream`,
        unit: "{count}",
        advice: { explicitBucketBoundaries: MESSAGE_BUCKETS },
      });
    this.#requests = messages("requests");
    this.#responses = messages("responses");
  }

  /** A call begins. `starts` has what each convention says of it; the last one's is that of the other metrics. */
  begin(starts: readonly Attributes[]): void {
    this.#active.add(1, starts.at(-1));
  }

  /** The call that began with `starts` has ended; exemplars point to the span in `context`. */
  end(starts: readonly Attributes[], ctx: RpcContext, ending: Ending, context: Context): void {
    this.#active.add(-1, starts.at(-1));
    const { elapsedMs } = ctx;
    let attributes: Attributes = {};
    for (const [i, { duration, metricEnding }] of this.#conventions.entries()) {
      attributes = { ...starts[i], ...metricEnding(ending) };
      this.#durations[i]?.record(elapsedMs * duration.perMs, attributes, context);
    }
    if (ctx.rpcInfo.invocation.methodInfo.streaming === "unary") this.#recordSizes(ctx, attributes, context);
    else this.#recordMessages(ctx, attributes, context);
  }

  #recordSizes(ctx: RpcContext, attributes: Attributes, context: Context): void {
    const { sentBytes, receivedBytes } = ctx.rpcInfo.stats;
    const [requestBytes, responseBytes] =
      this.#side === "client" ? [sentBytes, receivedBytes] : [receivedBytes, sentBytes];
    // What was not sent has no size: a request that failed before, the reply to a oneway one.
    if (requestBytes > 0) this.#requestSize.record(requestBytes, attributes, context);
    if (responseBytes > 0) this.#responseSize.record(responseBytes, attributes, context);
  }
  #recordMessages(ctx: RpcContext, attributes: Attributes, context: Context): void {
    const { sentMessages, receivedMessages } = ctx.rpcInfo.stats;
    const [requests, responses] =
      this.#side === "client" ? [sentMessages, receivedMessages] : [receivedMessages, sentMessages];
    this.#requests.record(requests, attributes, context);
    this.#responses.record(responses, attributes, context);
  }
}
