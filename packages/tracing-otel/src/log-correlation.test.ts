import type { Logger } from "@kitex-ts/core/extension";
import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { withTraceFields } from "./log-correlation.ts";
import { startTelemetry } from "./testdata/telemetry.ts";

const spanContext = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 0 };

function recorded(): { readonly logger: Logger; readonly lines: unknown[] } {
  const lines: unknown[] = [];
  const keep = (level: string) => (facts: object, message: string) => void lines.push([level, facts, message]);
  return { lines, logger: { debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") } };
}

test("lines in a span name it on every level, also when it is not sampled; facts of the line win", async () => {
  await using _telemetry = startTelemetry();
  const { logger, lines } = recorded();
  const correlated = withTraceFields(logger);
  context.with(trace.setSpanContext(ROOT_CONTEXT, spanContext), () => {
    correlated.debug({ a: 1 }, "one");
    correlated.info({}, "two");
    correlated.warn({ span_id: "mine" }, "three");
  });
  context.with(trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, traceFlags: 1 }), () => {
    correlated.error({}, "four");
  });
  const fields = { trace_id: spanContext.traceId, span_id: spanContext.spanId, trace_flags: "00" };
  expect(lines).toEqual([
    ["debug", { a: 1, ...fields }, "one"],
    ["info", fields, "two"],
    ["warn", { ...fields, span_id: "mine" }, "three"],
    ["error", { ...fields, trace_flags: "01" }, "four"],
  ]);
});

test("outside of a span the facts pass as they are", () => {
  const { logger, lines } = recorded();
  const facts = { a: 1 };
  withTraceFields(logger).info(facts, "alone");
  expect(lines).toEqual([["info", facts, "alone"]]);
});

test("a logger that is a class works as well", () => {
  class Counting implements Logger {
    #lines = 0;
    get lines(): number {
      return this.#lines;
    }
    debug(): void {
      this.#lines += 1;
    }
    info(): void {
      this.#lines += 1;
    }
    warn(): void {
      this.#lines += 1;
    }
    error(): void {
      this.#lines += 1;
    }
  }
  const logger = new Counting();
  const correlated = withTraceFields(logger);
  for (const level of ["debug", "info", "warn", "error"] as const) correlated[level]({}, level);
  expect(logger.lines).toBe(4);
});
