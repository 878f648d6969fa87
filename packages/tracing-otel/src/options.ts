import { ErrorCode, KitexError, type RpcContext } from "@kitex-ts/core/extension";
import { type MeterProvider, propagation, type TextMapPropagator, type TracerProvider } from "@opentelemetry/api";
import { type Convention, legacy, stable } from "./semantic-attributes.ts";

/**
 * Whose names attributes and durations have.
 *
 * `"stable"`: OpenTelemetry's RPC conventions (1.45). `"legacy"`: those of Kitex's obs-opentelemetry for Go. `"both"`:
 * all of them; where one name means two things (`rpc.method`), as in `"stable"`.
 */
export type SemconvOption = "stable" | "legacy" | "both";

/** What a suite can be told. Everything has a default. */
export interface OtelOptions {
  /** Who makes the spans. Default: whoever is registered with the OpenTelemetry API, also when that happens later. */
  readonly tracerProvider?: TracerProvider;
  /** Who records the metrics. Default: whoever is registered with the OpenTelemetry API, also when that happens later. */
  readonly meterProvider?: MeterProvider;
  /** Carries the trace from process to process. Default: the propagator registered with the OpenTelemetry API. */
  readonly propagator?: TextMapPropagator;
  /** Default `"stable"`. */
  readonly semconv?: SemconvOption;
  /**
   * Whether spans and metrics say in which method's handler the call was made, as `source_operation`. Default false:
   * on a server the name is the caller's word, and metrics get a series for each.
   */
  readonly recordSourceOperation?: boolean;
  /**
   * Whether the span of a stream has an event `rpc.message` for each message. Default false: a stream may have millions,
   * of which an SDK keeps the last 128, and OpenTelemetry has deprecated the event; the numbers of messages are on the
   * span and in the metrics all the same.
   */
  readonly messageEvents?: boolean;
}

/** Complete options. */
export interface ResolvedOtelOptions {
  /** `undefined`: whoever is registered. */
  readonly tracerProvider: TracerProvider | undefined;
  /** `undefined`: whoever is registered. */
  readonly meterProvider: MeterProvider | undefined;
  readonly propagator: TextMapPropagator<RpcContext>;
  /** In their order: the later one wins where two use one name. */
  readonly conventions: readonly Convention[];
  readonly recordSourceOperation: boolean;
  readonly messageEvents: boolean;
}

/** Turns what an application gives into complete options. Throws `InvalidOption`. */
export function resolveOtelOptions(given: OtelOptions): ResolvedOtelOptions {
  return {
    tracerProvider: given.tracerProvider,
    meterProvider: given.meterProvider,
    propagator: given.propagator ?? propagation,
    conventions: conventionsOf(given.semconv ?? "stable"),
    recordSourceOperation: given.recordSourceOperation ?? false,
    messageEvents: given.messageEvents ?? false,
  };
}

function conventionsOf(semconv: SemconvOption): readonly Convention[] {
  switch (semconv) {
    case "stable":
      return [stable];
    case "legacy":
      return [legacy];
    case "both":
      return [legacy, stable];
    default: {
      const text = `semconv: ${JSON.stringify(semconv)} is none of "stable", "legacy" and "both"`;
      throw new KitexError(ErrorCode.InvalidOption, text);
    }
  }
}
