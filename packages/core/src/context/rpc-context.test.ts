import { describe, expect, test, vi } from "vitest";
import { fakeClock } from "../testing/fake-clock.ts";
import { testContext } from "../testing/test-context.ts";
import { contextKey } from "./context-key.ts";
import { MetaInfo } from "./meta-info.ts";

describe("time", () => {
  test("a call without a limit has no deadline", () => {
    const ctx = testContext();
    expect([ctx.deadlineMs, ctx.timeLeftMs]).toEqual([undefined, undefined]);
  });

  test("what is left shrinks, and goes below zero", () => {
    const clock = fakeClock();
    clock.advance(1_000);
    const ctx = testContext({ clock, timeoutMs: 300 });
    clock.advance(100);
    expect([ctx.deadlineMs, ctx.timeLeftMs, ctx.elapsedMs]).toEqual([1_300, 200, 100]);
    clock.advance(250);
    expect(ctx.timeLeftMs).toBe(-50);
  });
});

describe("the deadline", () => {
  test("aborts with the error that was asked for", () => {
    const clock = fakeClock();
    const ctx = testContext({ clock, timeoutMs: 300 });
    const late = new Error("late");
    ctx.armDeadline(() => late);
    clock.advance(299);
    expect(ctx.abortReason).toBeUndefined();
    clock.advance(1);
    expect(ctx.abortReason).toBe(late);
  });

  test.each(["settled", "abort"] as const)("no timer is left after %s", (how) => {
    const clock = fakeClock();
    const ctx = testContext({ clock, timeoutMs: 300 });
    ctx.armDeadline(() => new Error("late"));
    if (how === "settled") ctx.settled();
    else ctx.abort(new Error("gone"));
    expect(clock.pending).toBe(0);
  });

  test("a call without a limit has no timer", () => {
    const clock = fakeClock();
    const ctx = testContext({ clock });
    ctx.armDeadline(() => new Error("late"));
    ctx.settled();
    expect(clock.pending).toBe(0);
  });
});

describe("abort", () => {
  test("listeners hear the first reason, in order, once", () => {
    const ctx = testContext();
    const heard: string[] = [];
    ctx.onAbort(({ message }) => heard.push(`a ${message}`));
    ctx.onAbort(({ message }) => heard.push(`b ${message}`));
    const first = new Error("first");
    ctx.abort(first);
    ctx.abort(new Error("second"));
    expect(heard).toEqual(["a first", "b first"]);
    expect(ctx.abortReason).toBe(first);
  });

  test("a listener that comes late hears at once", () => {
    const ctx = testContext();
    ctx.abort(new Error("gone"));
    const listener = vi.fn();
    ctx.onAbort(listener)();
    expect(listener).toHaveBeenCalledOnce();
  });

  test("a listener that was taken back hears nothing", () => {
    const ctx = testContext();
    const listener = vi.fn();
    ctx.onAbort(listener)();
    ctx.abort(new Error("gone"));
    expect(listener).not.toHaveBeenCalled();
  });

  test("a listener that throws keeps nobody else from hearing, and nothing is thrown at who aborts", () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const ctx = testContext();
    const other = vi.fn();
    ctx.onAbort(() => {
      throw new Error("a bug");
    });
    ctx.onAbort(other);
    const { signal } = ctx;
    ctx.abort(new Error("gone"));
    expect(other).toHaveBeenCalledOnce();
    expect(signal.aborted).toBe(true);
    expect(warned).toHaveBeenCalledWith("a listener of onAbort threw: a bug", { code: "KITEX_WARN_ABORT_LISTENER" });
    warned.mockRestore();
  });

  test("a listener that aborts again changes nothing", () => {
    const ctx = testContext();
    ctx.onAbort(() => ctx.abort(new Error("again")));
    ctx.abort(new Error("gone"));
    expect(ctx.abortReason?.message).toBe("gone");
  });
});

describe("signal", () => {
  test("it is built on first use and stays the same", () => {
    const made = vi.spyOn(globalThis, "AbortController");
    const ctx = testContext();
    ctx.onAbort(() => {});
    expect(made).not.toHaveBeenCalled();
    expect(ctx.signal).toBe(ctx.signal);
    expect(made).toHaveBeenCalledOnce();
    made.mockRestore();
  });

  test("asked for after the abort it is aborted, with the reason", () => {
    const ctx = testContext();
    const reason = new Error("gone");
    ctx.abort(reason);
    expect(ctx.signal).toMatchObject({ aborted: true, reason });
  });

  test("asked for before, it aborts with the call", () => {
    const ctx = testContext();
    const reason = new Error("gone");
    const { signal } = ctx;
    ctx.abort(reason);
    expect(signal).toMatchObject({ aborted: true, reason });
  });
});

describe("values", () => {
  test("a key has its default until it is set, and two keys of one name are two", () => {
    const one = contextKey<string | undefined>("tag", undefined);
    const two = contextKey("tag", 0);
    const ctx = testContext();
    expect([ctx.get(one), ctx.get(two)]).toEqual([undefined, 0]);
    ctx.set(one, "canary");
    expect([ctx.get(one), ctx.get(two)]).toEqual(["canary", 0]);
    ctx.set(one, undefined);
    expect(ctx.get(one)).toBeUndefined();
  });
});

describe("metadata", () => {
  test("looking whether there is any makes none, reading `meta` does", () => {
    const ctx = testContext();
    expect(ctx.metaIfAny).toBeUndefined();
    expect(ctx.meta).toBe(ctx.meta);
    expect(ctx.metaIfAny).toBe(ctx.meta);
    const meta = new MetaInfo();
    expect(testContext({ meta }).meta).toBe(meta);
  });
});

test("a context has one shape, whatever is done with it", () => {
  const keysOf = (value: object): string[] => Object.getOwnPropertyNames(value);
  const bare = testContext();
  const used = testContext({ timeoutMs: 5, meta: new MetaInfo(), address: "127.0.0.1:1", clock: fakeClock() });
  used.onAbort(() => {});
  used.set(contextKey("k", 1), 2);
  used.meta.persistent.set("a", "b");
  void used.signal;
  used.abort(new Error("gone"));
  used.phase = "decode";
  expect(keysOf(used)).toEqual(keysOf(bare));
  expect(keysOf(used.rpcInfo)).toEqual(keysOf(bare.rpcInfo));
  expect(keysOf(used.rpcInfo.to)).toEqual(keysOf(bare.rpcInfo.to));
  expect(keysOf(used.rpcInfo.stats)).toEqual(keysOf(bare.rpcInfo.stats));
});

test("messages of a stream are counted each way, and who watches is told afterwards", () => {
  const ctx = testContext();
  ctx.countMessage("sent");
  const seen: string[] = [];
  ctx.watchMessages(({ rpcInfo: { stats } }, direction) =>
    seen.push(`${direction} ${stats.sentMessages}/${stats.receivedMessages}`),
  );
  ctx.countMessage("sent");
  ctx.countMessage("received");
  expect(seen).toEqual(["sent 2/0", "received 2/1"]);
});
