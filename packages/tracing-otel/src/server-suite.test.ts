import { BizStatusError, createClient } from "@kitex-ts/core";
import type { Middleware } from "@kitex-ts/core/extension";
import { DECLARED, type EchoClient, type EchoHandler, echoService } from "@kitex-ts/core/testing";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AlwaysOnSampler, ParentBasedSampler } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { otelClientSuite } from "./client-suite.ts";
import { otelServerSuite } from "./server-suite.ts";
import { type EchoRig, echoRig } from "./testdata/echo-server.ts";
import { startTelemetry, type Telemetry } from "./testdata/telemetry.ts";

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry(new ParentBasedSampler({ root: new AlwaysOnSampler() }));
});
afterEach(() => telemetry[Symbol.asyncDispose]());

/** A server and a client that are both observed. */
function observed(handler: EchoHandler, name = "Echo"): Promise<EchoRig> {
  return echoRig(handler, {
    name,
    clientSuites: [otelClientSuite(telemetry.options)],
    serverSuites: [otelServerSuite(telemetry.options)],
  });
}

describe("a trace across two services", () => {
  test("each call is a child of the one in whose handler it is made", async () => {
    const seen: (string | undefined)[] = [];
    await using inner = await observed(
      { echo: () => seen.push(propagation.getActiveBaggage()?.getEntry("tenant")?.value) },
      "Stock",
    );
    const handler: EchoHandler = {
      echo: async (request) => {
        await new Promise((resolve) => setImmediate(resolve)); // the span stays active across awaits
        return inner.client.echo(request);
      },
    };
    await using outer = await observed(handler, "Shop");
    const baggage = propagation.createBaggage({ tenant: { value: "acme" } });
    await context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), () => outer.client.echo("tea"));

    const road = [
      telemetry.span(SpanKind.CLIENT, "Shop/echo"),
      telemetry.span(SpanKind.SERVER, "Shop/echo"),
      telemetry.span(SpanKind.CLIENT, "Stock/echo"),
      telemetry.span(SpanKind.SERVER, "Stock/echo"),
    ];
    expect(new Set(road.map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(road.map((span) => span.parentSpanContext?.spanId)).toEqual([
      undefined,
      ...road.slice(0, -1).map((span) => span.spanContext().spanId),
    ]);
    expect(telemetry.spans()).toHaveLength(4); // one a call, on each side
    expect(seen).toEqual(["acme"]);
  });

  test("calls at the same time do not get into one another's traces", async () => {
    await using inner = await observed({}, "Stock");
    await using outer = await observed({ echo: (request) => inner.client.echo(request) }, "Shop");
    await Promise.all(Array.from({ length: 20 }, (_, i) => outer.client.echo(i)));
    const traces = Map.groupBy(telemetry.spans(), (span) => span.spanContext().traceId);
    expect([...traces.values()].map((spans) => spans.length)).toEqual(Array.from({ length: 20 }, () => 4));
  });

  test("a caller that does not sample is obeyed down the road, and the metrics are complete", async () => {
    await using inner = await observed({}, "Stock");
    await using outer = await observed({ echo: (request) => inner.client.echo(request) }, "Shop");
    const unsampled = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 0 };
    await context.with(trace.setSpanContext(ROOT_CONTEXT, unsampled), () => outer.client.echo("tea"));
    expect(telemetry.spans()).toEqual([]);
    expect((await telemetry.series("rpc.client.call.duration")).map(([, count]) => count)).toEqual([1, 1]);
    expect((await telemetry.series("rpc.server.call.duration")).map(([, count]) => count)).toEqual([1, 1]);
  });
});

describe("how a call ends", () => {
  const endings: readonly [string, () => unknown, number, object][] = [
    ["a value", () => "fine", SpanStatusCode.UNSET, {}],
    [
      "a business status",
      () => {
        throw new BizStatusError(404, "not found");
      },
      SpanStatusCode.UNSET,
      { "rpc.status_code": "404" },
    ],
    [
      "an exception of the IDL",
      () => {
        throw Object.assign(new Error("gone"), { name: DECLARED });
      },
      SpanStatusCode.UNSET,
      { "kitex.exception": DECLARED },
    ],
  ];

  test.each(endings)("%s is no failure, on either side", async (_, echo, status, attributes) => {
    await using rig = await observed({ echo });
    await rig.client.echo("hi").catch(() => {});
    for (const kind of [SpanKind.CLIENT, SpanKind.SERVER]) {
      const span = telemetry.span(kind, "Echo/echo");
      expect(span.status.code).toBe(status);
      expect(span.attributes).toMatchObject(attributes);
      expect(span.attributes).not.toHaveProperty(["error.type"]);
    }
  });

  test("a handler that throws is one, on either side in its own words", async () => {
    await using rig = await observed({
      echo: () => {
        throw new TypeError("no such thing");
      },
    });
    await expect(rig.client.echo("hi")).rejects.toThrow();
    const server = telemetry.span(SpanKind.SERVER, "Echo/echo");
    expect(server.status).toEqual({ code: SpanStatusCode.ERROR, message: "no such thing" });
    expect(server.attributes["error.type"]).toBe("TypeError");
    const client = telemetry.span(SpanKind.CLIENT, "Echo/echo");
    expect(client.status.code).toBe(SpanStatusCode.ERROR);
    expect(client.attributes["error.type"]).toBe("KITEX_ERR_REMOTE");
  });

  test("a request that a middleware refuses has a span", async () => {
    const refuse: Middleware = () => async () => {
      throw new RangeError("not today");
    };
    await using rig = await echoRig(
      {},
      {
        clientSuites: [otelClientSuite(telemetry.options)],
        serverSuites: [otelServerSuite(telemetry.options), { name: "refusing", options: { middlewares: [refuse] } }],
      },
    );
    await expect(rig.client.echo("hi")).rejects.toThrow();
    expect(telemetry.span(SpanKind.SERVER, "Echo/echo").attributes["error.type"]).toBe("RangeError");
  });

  test("a request that cannot be decoded has a span, a child of the caller's", async () => {
    const service = echoService();
    const echo = service.methods.get("echo");
    if (echo === undefined) throw new Error("the test service has no echo");
    const unreadable = {
      ...echo.args,
      read: () => {
        throw new Error("garbage");
      },
    };
    const served = { ...service, methods: new Map([...service.methods, ["echo", { ...echo, args: unreadable }]]) };
    await using rig = await echoRig(
      {},
      {
        clientSuites: [otelClientSuite(telemetry.options)],
        serverSuites: [otelServerSuite(telemetry.options)],
        served,
      },
    );
    await expect(rig.client.echo("hi")).rejects.toThrow();
    const span = telemetry.span(SpanKind.SERVER, "Echo/echo");
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.parentSpanContext?.spanId).toBe(telemetry.span(SpanKind.CLIENT, "Echo/echo").spanContext().spanId);
  });

  test("a oneway call has a span that ends with its handler", async () => {
    let finish: (() => void) | undefined;
    const running = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await using rig = await observed({ notify: () => running });
    await rig.client.notify("hi");
    expect(telemetry.spans().map(({ kind }) => kind)).toEqual([SpanKind.CLIENT]);
    finish?.();
    await vi.waitFor(() => expect(telemetry.span(SpanKind.SERVER, "Echo/notify").status.code).toBe(0));
    expect(await telemetry.series("rpc.server.response.size")).toEqual([]);
  });
});

test("the span is active in middlewares behind the suite, and not in those before it", async () => {
  const active: (string | undefined)[] = [];
  const look: Middleware = (next) => (ctx, request) => {
    active.push(trace.getActiveSpan()?.spanContext().spanId);
    return next(ctx, request);
  };
  const looking = { name: "looking", options: { middlewares: [look] } };
  await using rig = await echoRig({}, { serverSuites: [looking, otelServerSuite(telemetry.options), looking] });
  await rig.client.echo("hi");
  expect(active).toEqual([undefined, telemetry.span(SpanKind.SERVER, "Echo/echo").spanContext().spanId]);
});

test("a server that was started inside a span does not put its calls there", async () => {
  const starting = telemetry.options.tracerProvider.getTracer("test").startSpan("starting");
  const started = context.with(trace.setSpan(ROOT_CONTEXT, starting), () =>
    echoRig({}, { serverSuites: [otelServerSuite(telemetry.options)] }),
  );
  await using rig = await started;
  await rig.client.echo("hi");
  expect(telemetry.span(SpanKind.SERVER, "Echo/echo").parentSpanContext).toBeUndefined();
});

test("a server shows its connections while it listens, under its name in discovery", async () => {
  const rig = await observed({});
  await rig.client.echo("hi");
  expect(await telemetry.series("kitex.server.connections")).toEqual([
    [{ "kitex.service": "echo", "kitex.connection.state": "used" }, 1],
  ]);
  await rig[Symbol.asyncDispose]();
  expect((await telemetry.series("kitex.server.connections")).map(([, value]) => value)).toEqual([0]);
});

test("several clients may share one suite", async () => {
  const suite = otelClientSuite(telemetry.options);
  await using rig = await echoRig({}, { clientSuites: [suite] });
  const options = { destination: "other", hostPorts: [rig.hostPort], suites: [suite] };
  await using other: EchoClient & AsyncDisposable = createClient(echoService(), options);
  await Promise.all([rig.client.echo(1), other.echo(2)]);
  const destinations = telemetry.spans().map(({ attributes }) => attributes["server.address"]);
  expect(destinations.sort()).toEqual(["echo", "other"]);
});
