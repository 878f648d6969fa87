import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { otelClientSuite } from "./client-suite.ts";
import { echoRig } from "./testdata/echo-server.ts";
import { startTelemetry, type Telemetry } from "./testdata/telemetry.ts";

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry();
});
afterEach(() => telemetry[Symbol.asyncDispose]());

describe("over a real connection", () => {
  test("a server that knows nothing of OpenTelemetry sees the trace and the baggage as transient values", async () => {
    const seen: Record<string, string> = {};
    const handler = {
      echo: (_: unknown, ctx: { readonly meta: { readonly transient: Iterable<readonly [string, string]> } }) =>
        Object.assign(seen, Object.fromEntries(ctx.meta.transient)),
    };
    await using rig = await echoRig(handler, {
      clientSuites: [otelClientSuite(telemetry.options)],
      callerName: "checkout",
    });
    const baggage = propagation.createBaggage({ tenant: { value: "acme" } });
    await context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), () => rig.client.echo("hi"));
    const { traceId, spanId } = telemetry.span(SpanKind.CLIENT, "Echo/echo").spanContext();
    expect(seen).toEqual({
      traceparent: `00-${traceId}-${spanId}-01`,
      baggage: "tenant=acme",
      "service.name": "checkout",
    });
  });

  test("a span knows the instance, and the bytes both ways", async () => {
    await using rig = await echoRig({}, { clientSuites: [otelClientSuite(telemetry.options)] });
    await rig.client.echo("hi");
    const { attributes } = telemetry.span(SpanKind.CLIENT, "Echo/echo");
    expect(attributes).toMatchObject({
      "server.address": "echo",
      "network.peer.address": "127.0.0.1",
      "network.peer.port": Number(rig.hostPort.split(":")[1]),
    });
    expect(attributes["kitex.send_size"]).toBeGreaterThan(100);
    expect(attributes["kitex.recv_size"]).toBeGreaterThan(10);
  });

  test("a call that reaches nobody has a span that says so", async () => {
    await using rig = await echoRig({}, { clientSuites: [otelClientSuite(telemetry.options)] });
    await expect(rig.client.echo("hi", { hostPort: "127.0.0.1:1" })).rejects.toThrow();
    const { status, attributes } = telemetry.span(SpanKind.CLIENT, "Echo/echo");
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes["error.type"]).toBe("KITEX_ERR_CONNECT");
  });

  test("a oneway call has a span, and a request without a response", async () => {
    await using rig = await echoRig({}, { clientSuites: [otelClientSuite(telemetry.options)] });
    await rig.client.notify("hi");
    expect(telemetry.span(SpanKind.CLIENT, "Echo/notify").status.code).toBe(SpanStatusCode.UNSET);
    expect(await telemetry.series("rpc.client.request.size")).toHaveLength(1);
    expect(await telemetry.series("rpc.client.response.size")).toEqual([]);
  });

  test("the pool is shown while the client lives", async () => {
    const rig = await echoRig({}, { clientSuites: [otelClientSuite(telemetry.options)] });
    await rig.client.echo("hi");
    const open = await telemetry.series("kitex.client.connections");
    expect(open.map(([attributes]) => attributes["kitex.connection.state"])).toEqual(["used", "idle", "opening"]);
    expect(open.reduce((sum, [, value]) => sum + value, 0)).toBe(1);
    await rig[Symbol.asyncDispose]();
    expect((await telemetry.series("kitex.client.connections")).map(([, value]) => value)).toEqual([0, 0, 0]);
  });
});
