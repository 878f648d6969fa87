import { ErrorCode, type RpcContext } from "@kitex-ts/core";
import { fakeClock } from "@kitex-ts/netpoll/testing";
import { expect, test } from "vitest";
import { describeEachTransport, ownServerCases } from "../support/each-transport.ts";
import { kitexErrorOf } from "../support/errors.ts";
import { type Rig, startRig } from "../support/start-rig.ts";
import { gate, until } from "../support/until.ts";

const hi = { message: "hi" };

describeEachTransport(
  ownServerCases.filter(({ headers }) => headers),
  ({ client }) => {
    test("the time that is left goes along over three hops, and so does the end of it", async () => {
      const clock = fakeClock();
      const inC = gate<RpcContext>();
      const inB = gate<RpcContext>();
      const bMayCall = gate();
      await using c: Rig = await startRig({
        client,
        clock,
        server: { exitWaitMs: 0 },
        handler: {
          Echo: (_request, ctx) => {
            inC.open(ctx);
            return new Promise(() => {});
          },
        },
      });
      const errorInB = gate<string>();
      await using b: Rig = await startRig({
        client: { ...client, timeoutMs: 60_000 },
        leaks: c.leaks,
        handler: {
          Echo: async (request, ctx) => {
            inB.open(ctx);
            await bMayCall.opened;
            try {
              return await c.client.Echo(request);
            } catch (error) {
              errorInB.open(error instanceof Error && "code" in error ? String(error.code) : "not one of ours");
              throw error;
            }
          },
        },
      });
      await b.client.Ping();
      await c.client.Ping();
      const call = kitexErrorOf(b.client.Echo(hi, { timeoutMs: 500 }));
      const ctxB = await inB.opened;
      expect(ctxB.timeLeftMs).toBe(500);
      clock.advance(120);
      expect(ctxB.timeLeftMs).toBe(380);
      bMayCall.open();
      const ctxC = await inC.opened;
      expect(ctxC.timeLeftMs).toBe(380);
      clock.advance(379);
      expect(ctxC.signal.aborted).toBe(false);
      clock.advance(1);
      expect((await call).code).toBe(ErrorCode.RpcTimeout);
      expect(await errorInB.opened).toBe(ErrorCode.RpcTimeout);
      await until(
        () => ctxB.signal.aborted && ctxC.signal.aborted,
        () => "a handler was not told that its time is up",
      );
      expect(await b.client.Mirror(Buffer.of(1))).toEqual(new Uint8Array([1]));
    });

    test("a call that is made when no time is left is not sent", async () => {
      const clock = fakeClock();
      let reached = 0;
      await using c: Rig = await startRig({
        client,
        clock,
        handler: {
          Echo: (request) => {
            reached += 1;
            return request;
          },
        },
      });
      const inB = gate();
      const late = gate<ErrorCode>();
      await using b: Rig = await startRig({
        client,
        leaks: c.leaks,
        handler: {
          Echo: async (request, ctx) => {
            inB.open();
            await new Promise<void>((resolve) => ctx.onAbort(() => resolve()));
            late.open((await kitexErrorOf(c.client.Echo(request))).code);
            return request;
          },
        },
      });
      const call = kitexErrorOf(b.client.Echo(hi, { timeoutMs: 50 }));
      await inB.opened;
      clock.advance(50);
      expect((await call).code).toBe(ErrorCode.RpcTimeout);
      expect(await late.opened).toBe(ErrorCode.RpcTimeout);
      expect(reached).toBe(0);
    });

    test("metadata goes its hops and comes back", async () => {
      const seen: string[] = [];
      const note = (where: string, { meta }: RpcContext): void => {
        seen.push(`${where}: once=${meta.transient.get("once")} always=${meta.persistent.get("always")}`);
      };
      await using c: Rig = await startRig({
        client,
        handler: {
          Echo: (request, ctx) => {
            note("c", ctx);
            ctx.meta.backward.set("from", "c");
            return request;
          },
        },
      });
      await using b: Rig = await startRig({
        client,
        leaks: c.leaks,
        handler: {
          Echo: (request, ctx) => {
            note("b", ctx);
            return c.client.Echo(request);
          },
        },
      });
      const backward: [string, string][] = [];
      await c.client.Echo(hi, { onBackward: (values) => backward.push(...values) });
      expect(backward).toEqual([["from", "c"]]);
      seen.length = 0;
      await b.client.Echo(hi, { meta: { transient: { once: "1" }, persistent: { always: "2" } } });
      expect(seen).toEqual(["b: once=1 always=2", "c: once=undefined always=2"]);
    });
  },
);

test("without headers a handler knows no deadline, and its caller's still counts", async () => {
  for (const { client } of ownServerCases.filter(({ headers }) => !headers)) {
    const clock = fakeClock();
    const started = gate<RpcContext>();
    await using rig = await startRig({
      client,
      clock,
      server: { exitWaitMs: 0 },
      handler: {
        Echo: (_request, ctx) => {
          started.open(ctx);
          return new Promise(() => {});
        },
      },
    });
    const call = kitexErrorOf(rig.client.Echo(hi, { timeoutMs: 50 }));
    const ctx = await started.opened;
    expect(ctx.timeLeftMs).toBeUndefined();
    clock.advance(50);
    expect((await call).code).toBe(ErrorCode.RpcTimeout);
    await until(
      () => ctx.signal.aborted,
      () => "the end of the connection does not abort the handler",
    );
  }
});
