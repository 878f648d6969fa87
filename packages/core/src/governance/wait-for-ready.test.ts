import { describe, expect, test, vi } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import { until } from "../testdata/until.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { scriptedEndpoint } from "../testing/scripted-endpoint.ts";
import { testContext } from "../testing/test-context.ts";
import { waitForReady } from "./wait-for-ready.ts";

const failure = (code: ErrorCode): object => expect.objectContaining({ code });

describe("a call that waits for ready", () => {
  test("tries again until somebody is there, twice as far apart each time", async () => {
    const clock = fakeClock();
    const peer = scriptedEndpoint()
      .fails(ErrorCode.NoInstance)
      .fails(ErrorCode.ServiceDiscovery)
      .fails(ErrorCode.Connect)
      .replies("at last");
    const ctx = testContext({ waitForReady: true, clock });
    const response = waitForReady(clock)(peer.endpoint)(ctx, "hi");
    for (const mostMs of [100, 200, 400]) {
      const before = peer.calls.length;
      await until(() => clock.pending === 1);
      clock.advance(mostMs / 2 - 1);
      await new Promise((resolve) => setImmediate(resolve));
      expect(peer.calls.length).toBe(before);
      clock.advance(mostMs / 2 + 1);
      await until(() => peer.calls.length === before + 1);
    }
    expect(await response).toBe("at last");
    expect(clock.pending).toBe(0);
  });

  test("looks for an instance afresh each time, but keeps the one that it names itself", async () => {
    const clock = fakeClock();
    const wanted = testContext({ waitForReady: true, clock });
    const named = testContext({ waitForReady: true, clock, address: "127.0.0.1:1" });
    const another = testContext({ address: "127.0.0.1:2" }).rpcInfo.to.instance;
    for (const ctx of [wanted, named]) {
      const { instance } = ctx.rpcInfo.to;
      const seen: unknown[] = [];
      const response = waitForReady(clock)(async () => {
        seen.push(ctx.rpcInfo.to.instance);
        ctx.rpcInfo.to.instance = another;
        if (seen.length < 2) throw await rejection(ErrorCode.Connect);
        return "done";
      })(ctx, "hi");
      await until(() => clock.pending === 1);
      clock.advance(100);
      await response;
      expect(seen).toEqual([instance, instance]);
    }
  });

  test("fails at once with anything else", async () => {
    const peer = scriptedEndpoint().fails(ErrorCode.ConnectionClosed);
    const call = waitForReady(fakeClock())(peer.endpoint)(testContext({ waitForReady: true }), "hi");
    await expect(call).rejects.toEqual(failure(ErrorCode.ConnectionClosed));
  });

  test("ends with its abort, and leaves no timer", async () => {
    const clock = fakeClock();
    const peer = vi.fn(async () => {
      throw await rejection(ErrorCode.Connect);
    });
    const ctx = testContext({ waitForReady: true, clock });
    const call = waitForReady(clock)(peer)(ctx, "hi");
    await until(() => clock.pending === 1);
    const reason = new Error("enough");
    ctx.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
    expect(peer).toHaveBeenCalledTimes(1);
  });
});

test("any other call fails at once", async () => {
  const peer = scriptedEndpoint().fails(ErrorCode.Connect);
  await expect(waitForReady(fakeClock())(peer.endpoint)(testContext(), "hi")).rejects.toEqual(
    failure(ErrorCode.Connect),
  );
});

async function rejection(code: ErrorCode): Promise<unknown> {
  return scriptedEndpoint()
    .fails(code)
    .endpoint(testContext(), "")
    .catch((error: unknown) => error);
}
