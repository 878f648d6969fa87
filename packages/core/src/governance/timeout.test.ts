import { describe, expect, test, vi } from "vitest";
import { compose } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { CallPhase } from "../errors/kitex-error.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { scriptedEndpoint } from "../testing/scripted-endpoint.ts";
import { testContext } from "../testing/test-context.ts";
import { promptAbort, rpcTimeout, tooSlow } from "./timeout.ts";

test("a fast reply passes through, and no timer is left when the call has settled", async () => {
  const clock = fakeClock();
  const ctx = testContext({ clock, timeoutMs: 300 });
  const peer = scriptedEndpoint().replies("hi");
  expect(await compose([rpcTimeout, promptAbort], peer.endpoint)(ctx, 1)).toBe("hi");
  ctx.settled();
  expect(clock.pending).toBe(0);
});

test("a failure passes through", async () => {
  const clock = fakeClock();
  const failure = new Error("no");
  const call = compose([rpcTimeout, promptAbort], scriptedEndpoint().fails(failure).endpoint);
  await expect(call(testContext({ clock, timeoutMs: 300 }), 1)).rejects.toBe(failure);
});

test("a slow call fails with its own name and limit", async () => {
  const clock = fakeClock();
  const ctx = testContext({ clock, timeoutMs: 300, address: "10.0.0.7:8888", phase: "response" });
  const call = compose([rpcTimeout, promptAbort], scriptedEndpoint().hangs().endpoint)(ctx, 1);
  clock.advance(300);
  await expect(call).rejects.toMatchObject({
    code: ErrorCode.RpcTimeout,
    message: "Echo/echo timed out after 300 ms while waiting for the response from 10.0.0.7:8888",
    phase: "response",
    elapsedMs: 300,
  });
});

test("everything below is told to stop, before the caller hears of it", async () => {
  const clock = fakeClock();
  const ctx = testContext({ clock, timeoutMs: 300 });
  const told = vi.fn();
  const call = compose([rpcTimeout, promptAbort], async (inner) => {
    inner.onAbort(told);
    return new Promise(() => {});
  })(ctx, 1);
  clock.advance(299);
  expect(told).not.toHaveBeenCalled();
  clock.advance(1);
  expect(told).toHaveBeenCalledWith(ctx.abortReason);
  await expect(call).rejects.toBe(ctx.abortReason);
});

test("a call without a limit sets no timer, and still ends when it is aborted", async () => {
  const clock = fakeClock();
  const ctx = testContext({ clock });
  const call = compose([rpcTimeout, promptAbort], scriptedEndpoint().hangs().endpoint)(ctx, 1);
  expect(clock.pending).toBe(0);
  const reason = new Error("gone");
  ctx.abort(reason);
  await expect(call).rejects.toBe(reason);
});

test("a reply after the deadline changes nothing", async () => {
  const clock = fakeClock();
  const late = Promise.withResolvers<unknown>();
  const call = compose([rpcTimeout, promptAbort], () => late.promise)(testContext({ clock, timeoutMs: 5 }), 1);
  clock.advance(5);
  late.resolve("too late");
  await expect(call).rejects.toMatchObject({ code: ErrorCode.RpcTimeout });
});

describe("what a call was waiting for", () => {
  test.each<[CallPhase, string]>([
    ["resolve", 'while looking for an instance of "echo"'],
    ["connect", "while connecting to echo"],
    ["encode", "while sending the request to echo"],
    ["write", "while sending the request to echo"],
    ["response", "while waiting for the response from echo"],
    ["decode", "while waiting for the response from echo"],
    ["handler", "in its handler"],
  ])("%s: %s", (phase, text) => {
    expect(tooSlow(testContext({ clock: fakeClock(), timeoutMs: 7, phase })).message).toBe(
      `Echo/echo timed out after 7 ms ${text}`,
    );
  });

  test("a call that its caller's signal timed out says how long it took", () => {
    const clock = fakeClock();
    const ctx = testContext({ clock, timeoutMs: 300, phase: "response" });
    clock.advance(42);
    const cause = new DOMException("x", "TimeoutError");
    const error = tooSlow(ctx, cause);
    expect(error.message).toBe("Echo/echo timed out after 42 ms while waiting for the response from echo");
    expect(error.cause).toBe(cause);
  });
});
