import { ErrorCode, KitexError, type RpcContext } from "@kitex-ts/core/extension";
import { type TestContextOptions, testContext } from "@kitex-ts/core/testing";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AlwaysOffSampler, ParentBasedSampler } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CallMetrics } from "./metrics.ts";
import { type OtelOptions, resolveOtelOptions } from "./options.ts";
import type { Side } from "./side.ts";
import { SpanTracer } from "./span-tracer.ts";
import { startTelemetry, type Telemetry } from "./testdata/telemetry.ts";

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry();
});
afterEach(() => telemetry[Symbol.asyncDispose]());

function tracerOf(side: Side, options: OtelOptions = telemetry.options): SpanTracer {
  const resolved = resolveOtelOptions(options);
  return new SpanTracer(side, resolved, new CallMetrics(side, resolved));
}

/** One call from start to end. */
function traced(side: Side, given: TestContextOptions = {}, error?: unknown, options?: OtelOptions): RpcContext {
  const tracer = tracerOf(side, options);
  const ctx = testContext(given);
  tracer.start(ctx);
  tracer.finish(ctx, { error });
  return ctx;
}

describe("a client's span", () => {
  test("is a child of the active one, of kind CLIENT, and named Service/Method", () => {
    const tracer = telemetry.options.tracerProvider.getTracer("test");
    const parent = tracer.startSpan("parent");
    context.with(trace.setSpan(ROOT_CONTEXT, parent), () => traced("client", { service: "Shop", method: "buy" }));
    const span = telemetry.span(SpanKind.CLIENT, "Shop/buy");
    expect(span.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    expect(span.spanContext().traceId).toBe(parent.spanContext().traceId);
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span.instrumentationScope.name).toBe("@kitex-ts/tracing-otel");
  });

  test("goes out with the call", () => {
    const ctx = traced("client");
    const { traceId, spanId } = telemetry.span(SpanKind.CLIENT, "Echo/echo").spanContext();
    expect([...ctx.meta.transient.outgoing]).toEqual([["traceparent", `00-${traceId}-${spanId}-01`]]);
  });

  test("goes out also when it is not recorded, so that the callee does not begin a trace of its own", async () => {
    await telemetry[Symbol.asyncDispose]();
    telemetry = startTelemetry(new AlwaysOffSampler());
    const ctx = traced("client");
    expect(ctx.meta.transient.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(telemetry.spans()).toEqual([]);
  });

  test("says what is known of the call", () => {
    const tracer = tracerOf("client");
    const ctx = testContext({ destination: "shop", address: "10.0.0.7:8888" });
    tracer.start(ctx);
    Object.assign(ctx.rpcInfo.stats, { sentBytes: 80, receivedBytes: 90 });
    tracer.finish(ctx, { error: undefined });
    expect(telemetry.span(SpanKind.CLIENT, "Echo/echo").attributes).toEqual({
      "rpc.system.name": "kitex",
      "rpc.method": "Echo/echo",
      "server.address": "shop",
      "network.transport": "tcp",
      "network.peer.address": "10.0.0.7",
      "network.peer.port": 8888,
      "kitex.send_size": 80,
      "kitex.recv_size": 90,
    });
  });

  test("has the names of Kitex for Go as well, if asked for", () => {
    traced("client", { destination: "shop" }, undefined, { ...telemetry.options, semconv: "both" });
    expect(telemetry.span(SpanKind.CLIENT, "Echo/echo").attributes).toMatchObject({
      "rpc.system": "kitex",
      "rpc.service": "shop",
      "rpc.system.name": "kitex",
      "rpc.method": "Echo/echo",
    });
  });

  test("says in whose handler the call was made only if asked for", () => {
    const given = { callerMethod: "checkout" };
    traced("client", given);
    traced("client", given, undefined, { ...telemetry.options, recordSourceOperation: true });
    traced("client", {}, undefined, { ...telemetry.options, recordSourceOperation: true });
    const sources = telemetry.spans().map(({ attributes }) => attributes["source_operation"]);
    expect(sources).toEqual([undefined, "checkout", undefined]);
  });
});

describe("a caller's own name", () => {
  test("goes out for callees in Go", () => {
    expect(traced("client", { callerService: "checkout" }).meta.transient.get("service.name")).toBe("checkout");
  });

  test("is not written over what the application says of itself", () => {
    const tracer = tracerOf("client");
    const ctx = testContext({ callerService: "checkout" });
    ctx.meta.transient.set("service.name", "shop-checkout");
    tracer.start(ctx);
    expect(ctx.meta.transient.get("service.name")).toBe("shop-checkout");
  });
});

describe("a failure", () => {
  test("is the span's status, with its code and the exception", () => {
    traced("client", {}, new KitexError(ErrorCode.RpcTimeout, "Echo/echo timed out after 300 ms"));
    const { status, attributes, events } = telemetry.span(SpanKind.CLIENT, "Echo/echo");
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: "Echo/echo timed out after 300 ms" });
    expect(attributes["error.type"]).toBe("KITEX_ERR_RPC_TIMEOUT");
    expect(events).toMatchObject([{ name: "exception", attributes: { "exception.type": "KITEX_ERR_RPC_TIMEOUT" } }]);
  });

  test.each(["text", null, 0, Object.create(null), Symbol("s")])(
    "what is thrown and no Error ends the span as well (%#)",
    (thrown) => {
      traced("server", {}, thrown);
      const { status, attributes, events } = telemetry.span(SpanKind.SERVER, "Echo/echo");
      expect(status).toEqual({ code: SpanStatusCode.ERROR, message: "no Error was thrown" });
      expect(attributes["error.type"]).toBe("_OTHER");
      expect(events).toEqual([]);
    },
  );
});

describe("a server's span", () => {
  const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";

  test("is a child of the caller's, whatever is active where the server listens", () => {
    const tracer = tracerOf("server");
    const ctx = testContext();
    ctx.meta.transient.set("traceparent", `${parent}-01`);
    ctx.meta.transient.set("baggage", "tenant=acme");
    const elsewhere = telemetry.options.tracerProvider.getTracer("test").startSpan("at the start");
    context.with(trace.setSpan(ROOT_CONTEXT, elsewhere), () => tracer.start(ctx));
    const around = tracer.contextOf(ctx) ?? ROOT_CONTEXT;
    tracer.finish(ctx, { error: undefined });
    const span = telemetry.span(SpanKind.SERVER, "Echo/echo");
    expect(span.parentSpanContext).toMatchObject({ spanId: "b7ad6b7169203331", isRemote: true });
    expect(span.spanContext().traceId).toBe("0af7651916cd43dd8448eb211c80319c");
    expect(trace.getSpanContext(around)?.spanId).toBe(span.spanContext().spanId);
    expect(propagation.getBaggage(around)?.getEntry("tenant")?.value).toBe("acme");
  });

  test("begins a trace when the caller has none, also where a span is active", () => {
    const tracer = tracerOf("server");
    const elsewhere = telemetry.options.tracerProvider.getTracer("test").startSpan("at the start");
    context.with(trace.setSpan(ROOT_CONTEXT, elsewhere), () => {
      const ctx = testContext();
      tracer.start(ctx);
      tracer.finish(ctx, { error: undefined });
    });
    expect(telemetry.span(SpanKind.SERVER, "Echo/echo").parentSpanContext).toBeUndefined();
  });

  test("is not recorded when the caller's is not", async () => {
    await telemetry[Symbol.asyncDispose]();
    telemetry = startTelemetry(new ParentBasedSampler({ root: new AlwaysOffSampler() }));
    const tracer = tracerOf("server");
    for (const flags of ["00", "01"]) {
      const ctx = testContext({ method: `sampled${flags}` });
      ctx.meta.transient.set("traceparent", `${parent}-${flags}`);
      tracer.start(ctx);
      tracer.finish(ctx, { error: undefined });
    }
    expect(telemetry.spans().map(({ name }) => name)).toEqual(["Echo/sampled01"]);
  });

  test("does not take what is no trace for one", () => {
    const tracer = tracerOf("server");
    const ctx = testContext();
    ctx.meta.transient.set("traceparent", "00-00000000000000000000000000000000-0000000000000000-01");
    tracer.start(ctx);
    tracer.finish(ctx, { error: undefined });
    expect(telemetry.span(SpanKind.SERVER, "Echo/echo").parentSpanContext).toBeUndefined();
  });
});

test("an end without a start is ignored", () => {
  tracerOf("client").finish(testContext(), { error: undefined });
  expect(telemetry.spans()).toEqual([]);
});

test("two tracers do not meddle with one another's calls", () => {
  const ctx = testContext();
  const tracers = [tracerOf("client"), tracerOf("client")];
  for (const tracer of tracers) tracer.start(ctx);
  for (const tracer of tracers) tracer.finish(ctx, { error: undefined });
  expect(new Set(telemetry.spans().map((span) => span.spanContext().spanId)).size).toBe(2);
});
