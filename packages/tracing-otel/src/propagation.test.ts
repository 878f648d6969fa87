import { testContext } from "@kitex-ts/core/testing";
import { propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extract, inject, received } from "./propagation.ts";
import { w3c } from "./testdata/telemetry.ts";

const spanContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
};
const traceparent = `00-${spanContext.traceId}-${spanContext.spanId}-01`;

describe("going out", () => {
  test("the trace and the baggage are transient values under their W3C names", () => {
    const ctx = testContext();
    const baggage = propagation.createBaggage({ tenant: { value: "acme & co" } });
    inject(w3c(), propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, spanContext), baggage), ctx);
    expect([...ctx.meta.transient.outgoing]).toEqual([
      ["traceparent", traceparent],
      ["baggage", "tenant=acme%20%26%20co"],
    ]);
    expect(ctx.meta.persistent.size).toBe(0);
  });

  test("where there is nothing to carry no metadata is made", () => {
    const ctx = testContext();
    inject(w3c(), ROOT_CONTEXT, ctx);
    inject(propagation, trace.setSpanContext(ROOT_CONTEXT, spanContext), ctx); // nobody is registered
    expect(ctx.metaIfAny).toBeUndefined();
  });
});

describe("coming in", () => {
  test("what went out comes in, from another process", () => {
    const ctx = testContext();
    const baggage = propagation.createBaggage({ tenant: { value: "acme" } });
    inject(w3c(), propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, spanContext), baggage), ctx);
    const context = extract(w3c(), ctx);
    expect(trace.getSpanContext(context)).toMatchObject({ ...spanContext, isRemote: true });
    expect(propagation.getBaggage(context)?.getEntry("tenant")).toEqual({ value: "acme" });
  });

  test("names that came over HTTP/2 are known", () => {
    const ctx = testContext();
    ctx.meta.transient.set("TRACEPARENT", traceparent);
    ctx.meta.transient.set("X_B3_TRACEID", "1");
    expect(trace.getSpanContext(extract(w3c(), ctx))).toMatchObject(spanContext);
    expect([received(ctx, "x-b3-traceid"), received(ctx, "x-b3-spanid")]).toEqual(["1", undefined]);
  });

  test("a propagator may ask which names there are", () => {
    const ctx = testContext();
    ctx.meta.transient.set("uberctx-a", "1");
    let keys: readonly string[] | undefined;
    const asking = {
      ...w3c(),
      inject: () => {},
      fields: () => [],
      extract: (context: typeof ROOT_CONTEXT, carrier: unknown, getter: { keys(carrier: unknown): string[] }) => {
        keys = getter.keys(carrier);
        return context;
      },
    };
    extract(asking, ctx);
    expect(keys).toEqual(["uberctx-a"]);
  });

  test("a call without metadata is in no trace", () => {
    const ctx = testContext();
    expect(extract(w3c(), ctx)).toBe(ROOT_CONTEXT);
    expect(ctx.metaIfAny).toBeUndefined();
  });

  test("whatever a caller writes there, it throws nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (parent, state, baggage) => {
        const ctx = testContext();
        ctx.meta.transient.set("traceparent", parent);
        ctx.meta.transient.set("tracestate", state);
        ctx.meta.transient.set("baggage", baggage);
        expect(() => extract(w3c(), ctx)).not.toThrow();
      }),
    );
  });
});
