import type { Logger } from "@kitex-ts/core/extension";
import { isSpanContextValid, trace } from "@opentelemetry/api";

/**
 * A logger that adds the active span's `trace_id`, `span_id` and `trace_flags` (two hexadecimal digits) to the facts of
 * each line, as Kitex's logging adapters for Go do. Facts of the same names, given with a line, win.
 *
 * Outside of a span it adds nothing.
 */
export function withTraceFields(logger: Logger): Logger {
  return {
    debug: (facts, message) => logger.debug(traced(facts), message),
    info: (facts, message) => logger.info(traced(facts), message),
    warn: (facts, message) => logger.warn(traced(facts), message),
    error: (facts, message) => logger.error(traced(facts), message),
  };
}

function traced(facts: object): object {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return facts;
  const trace_flags = span.traceFlags.toString(16).padStart(2, "0");
  return { trace_id: span.traceId, span_id: span.spanId, trace_flags, ...facts };
}
