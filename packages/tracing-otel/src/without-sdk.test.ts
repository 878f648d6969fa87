import type { RpcContext, Tracer } from "@kitex-ts/core/extension";
import { testContext } from "@kitex-ts/core/testing";
import { context, metrics, propagation, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterEach, describe, expect, test } from "vitest";
import { CallMetrics } from "./metrics.ts";
import { resolveOtelOptions } from "./options.ts";
import type { Side } from "./side.ts";
import { SpanTracer } from "./span-tracer.ts";
import { startTelemetry, w3c } from "./testdata/telemetry.ts";

afterEach(() => {
  trace.disable();
  metrics.disable();
  propagation.disable();
  context.disable();
});

function tracerOf(side: Side): SpanTracer {
  const resolved = resolveOtelOptions({});
  return new SpanTracer(side, resolved, new CallMetrics(side, resolved));
}

function call(tracer: Tracer, ctx: RpcContext = testContext()): RpcContext {
  tracer.start(ctx);
  tracer.finish(ctx, { error: undefined });
  return ctx;
}

/** What a context has in it beside what it was made with. */
const untouched = (ctx: RpcContext): boolean => ctx.metaIfAny === undefined;

describe("nobody is registered", () => {
  test("a call leaves no trace: nothing is sent, nothing kept", () => {
    const [client, server] = [tracerOf("client"), tracerOf("server")];
    const [calling, answering] = [call(client), call(server)];
    expect([untouched(calling), untouched(answering)]).toEqual([true, true]);
    expect([client.contextOf(calling), server.contextOf(answering)]).toEqual([undefined, undefined]);
  });

  test("not even attributes are made", () => {
    const read: string[] = [];
    const ctx = testContext();
    const { invocation } = ctx.rpcInfo;
    const spied = new Proxy(invocation, {
      get: (target, key) => {
        read.push(String(key));
        return Reflect.get(target, key);
      },
    });
    Object.assign(ctx.rpcInfo, { invocation: spied });
    call(tracerOf("client"), ctx);
    call(tracerOf("server"), ctx);
    expect(read).toEqual([]);
  });

  test("a trace that comes in is handed on where propagation is registered", () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(w3c());
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const server = tracerOf("server");
    const answering = testContext();
    answering.meta.transient.set("traceparent", traceparent);
    server.start(answering);
    const around = server.contextOf(answering);
    if (around === undefined) throw new Error("the handler is to run in the caller's trace");
    const calling = context.with(around, () => call(tracerOf("client")));
    server.finish(answering, { error: undefined });
    expect([...calling.meta.transient.outgoing]).toEqual([["traceparent", traceparent]]);
  });
});

describe("somebody is registered later", () => {
  test("the next call is observed, and the one in between ends quietly", async () => {
    const [client, server] = [tracerOf("client"), tracerOf("server")];
    const begun = testContext({ method: "early" });
    client.start(begun);
    await using telemetry = startTelemetry();
    trace.setGlobalTracerProvider(telemetry.options.tracerProvider);
    metrics.setGlobalMeterProvider(telemetry.options.meterProvider);
    client.finish(begun, { error: undefined });
    call(client);
    call(server);
    expect(telemetry.spans().map(({ kind, name }) => [kind, name])).toEqual([
      [SpanKind.CLIENT, "Echo/echo"],
      [SpanKind.SERVER, "Echo/echo"],
    ]);
    expect(await telemetry.series("rpc.client.call.duration")).toHaveLength(1);
    expect((await telemetry.series("kitex.client.active_calls")).map(([, value]) => value)).toEqual([0]);
  });

  test("a provider that replaces another gets the calls from then on", async () => {
    const client = tracerOf("client");
    for (const name of ["first", "second"]) {
      await using telemetry = startTelemetry();
      trace.setGlobalTracerProvider(telemetry.options.tracerProvider);
      metrics.setGlobalMeterProvider(telemetry.options.meterProvider);
      call(client, testContext({ method: name }));
      expect(telemetry.spans().map((span) => span.name)).toEqual([`Echo/${name}`]);
      expect(await telemetry.series("rpc.client.call.duration")).toHaveLength(1);
      trace.disable();
      metrics.disable();
    }
  });
});

describe("half of an SDK", () => {
  test("metrics without spans", async () => {
    await using telemetry = startTelemetry();
    metrics.setGlobalMeterProvider(telemetry.options.meterProvider);
    call(tracerOf("server"));
    expect(telemetry.spans()).toEqual([]);
    expect(await telemetry.series("rpc.server.call.duration")).toHaveLength(1);
  });

  test("spans without metrics", async () => {
    await using telemetry = startTelemetry();
    trace.setGlobalTracerProvider(telemetry.options.tracerProvider);
    call(tracerOf("server"));
    expect(telemetry.spans()).toHaveLength(1);
    expect(await telemetry.series("rpc.server.call.duration")).toEqual([]);
  });
});
