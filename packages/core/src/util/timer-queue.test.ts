import { AsyncLocalStorage } from "node:async_hooks";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { TimerQueue } from "./timer-queue.ts";

describe("a queue on a clock that the test moves", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "queueMicrotask"] }));
  afterEach(() => vi.useRealTimers());
  const queueOfNow = (): TimerQueue => new TimerQueue(() => performance.now());

  test("fires each timer once, not before its time, in the order of their times", () => {
    const queue = queueOfNow();
    const fired: string[] = [];
    queue.set(() => fired.push("b"), 20);
    queue.set(() => fired.push("a"), 10);
    queue.set(() => fired.push("b2"), 20);
    vi.advanceTimersByTime(9);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(fired).toEqual(["a"]);
    vi.advanceTimersByTime(100);
    expect(fired).toEqual(["a", "b", "b2"]);
    expect(queue.size).toBe(0);
  });

  test("a cancelled timer never fires and leaves nothing, whatever was set and cancelled around it", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ ms: fc.nat(50), cancelled: fc.boolean() }), { maxLength: 60 }), (plans) => {
        const queue = queueOfNow();
        const fired = new Set<number>();
        const timers = plans.map(({ ms }, index) => queue.set(() => fired.add(index), ms));
        for (const [index, { cancelled }] of plans.entries()) if (cancelled) timers[index]?.cancel();
        expect(queue.size).toBe(plans.filter(({ cancelled }) => !cancelled).length);
        vi.advanceTimersByTime(60);
        expect([...fired].sort((a, b) => a - b)).toEqual(plans.flatMap(({ cancelled }, i) => (cancelled ? [] : [i])));
        for (const timer of timers) timer.cancel(); // harmless by now
        expect(queue.size).toBe(0);
      }),
    );
  });

  test("a timer that is set while others fire gets its turn", () => {
    const queue = queueOfNow();
    const fired: number[] = [];
    queue.set(() => void queue.set(() => fired.push(performance.now()), 5), 5);
    vi.advanceTimersByTime(20);
    expect(fired).toHaveLength(1);
  });

  test("one timer of the runtime serves a thousand calls that settle in time", () => {
    const set = vi.spyOn(globalThis, "setTimeout");
    const queue = queueOfNow();
    for (let call = 0; call < 1_000; call++) queue.set(() => {}, 5_000).cancel();
    expect(set.mock.calls.length).toBe(1);
    expect(queue.size).toBe(0);
  });

  test("a delay longer than the runtime's timers know does not fire at once", () => {
    const queue = queueOfNow();
    const fired = vi.fn();
    queue.set(fired, 2 ** 33);
    vi.advanceTimersByTime(1_000);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2 ** 33);
    expect(fired).toHaveBeenCalledOnce();
  });

  test("a timer that throws does not keep the next one from firing", () => {
    const thrown: unknown[] = [];
    vi.stubGlobal("queueMicrotask", (run: () => void) => {
      try {
        run();
      } catch (error) {
        thrown.push(error);
      }
    });
    const queue = queueOfNow();
    const fired = vi.fn();
    queue.set(() => {
      throw new Error("mine");
    }, 1);
    queue.set(fired, 1);
    vi.advanceTimersByTime(5);
    expect(fired).toHaveBeenCalledOnce();
    expect(thrown).toEqual([new Error("mine")]);
    vi.unstubAllGlobals();
  });
});

test("timers run in no call's context", async () => {
  const context = new AsyncLocalStorage<string>();
  const queue = new TimerQueue(() => performance.now());
  const seen = await context.run(
    "a call",
    () => new Promise((resolve) => queue.set(() => resolve(context.getStore()), 1)),
  );
  expect(seen).toBeUndefined();
});
