import { describe, expect, test } from "vitest";
import { type FakeClock, fakeClock } from "../testing/fake-clock.ts";
import { follow } from "./follow.ts";
import type { ResolveListener, ResolveResult, Resolver } from "./resolver.ts";

const target = { service: "greeter", tags: new Map<string, string>() };

function listOf(...addresses: string[]): ResolveResult {
  return { instances: addresses.map((address) => ({ address, weight: 10, tags: new Map() })) };
}

/** Lets every promise that can settle do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Followed {
  readonly clock: FakeClock;
  /** What was told, in order: addresses, or the text of an error. */
  readonly told: readonly string[];
  readonly stopping: AbortController;
  begin(): void;
}

function following(resolver: Partial<Resolver>): Followed {
  const clock = fakeClock();
  const told: string[] = [];
  const stopping = new AbortController();
  const listener: ResolveListener = {
    onResult: ({ instances }) => void told.push(instances.map(({ address }) => address).join(" ")),
    onError: (error) => void told.push(String(error)),
  };
  const complete: Resolver = { name: "test", resolve: () => listOf(), ...resolver };
  const begin = (): void => follow(complete, target, listener, { clock, refreshIntervalMs: 100 }, stopping.signal);
  return { clock, told, stopping, begin };
}

test("a fixed answer is told once and nobody is asked", async () => {
  const { clock, told, begin } = following({
    fixed: listOf("a:1"),
    resolve: () => {
      throw new Error("asked");
    },
  });
  begin();
  expect(told).toEqual(["a:1"]);
  await settle();
  expect([told.length, clock.pending]).toEqual([1, 0]);
});

describe("a resolver that can watch", () => {
  test("is not asked otherwise, and is given target and signal", async () => {
    let given: unknown[] = [];
    const { clock, told, stopping, begin } = following({
      watch: (...args) => {
        given = [args[0], args[2]];
        args[1].onResult(listOf("a:1"));
        args[1].onError(new Error("lost"));
        args[1].onResult(listOf("b:1"));
      },
      resolve: () => {
        throw new Error("asked");
      },
    });
    begin();
    await settle();
    expect(given).toEqual([target, stopping.signal]);
    expect(told).toEqual(["a:1", "Error: lost", "b:1"]);
    expect(clock.pending).toBe(0);
  });

  test("and goes on after its signal aborted is not listened to", () => {
    let heard: ResolveListener | undefined;
    const { told, stopping, begin } = following({ watch: (_target, listener) => (heard = listener) });
    begin();
    stopping.abort();
    heard?.onResult(listOf("a:1"));
    heard?.onError(new Error("late"));
    expect(told).toEqual([]);
  });

  test("and throws where it must not is one that fails", () => {
    const { told, begin } = following({
      watch: () => {
        throw new Error("bad option");
      },
    });
    begin();
    expect(told).toEqual(["Error: bad option"]);
  });
});

describe("a resolver that cannot watch", () => {
  test("is asked at once, and again an interval after each answer", async () => {
    let asked = 0;
    const { clock, told, begin } = following({ resolve: () => listOf(`a:${++asked}`) });
    begin();
    await settle();
    expect(told).toEqual(["a:1"]);
    clock.advance(99);
    await settle();
    expect(told).toEqual(["a:1"]);
    clock.advance(1);
    await settle();
    expect(told).toEqual(["a:1", "a:2"]);
  });

  test("is not asked again while it thinks", async () => {
    const answer = Promise.withResolvers<ResolveResult>();
    let asked = 0;
    const { clock, told, begin } = following({
      resolve: () => {
        asked += 1;
        return answer.promise;
      },
    });
    begin();
    clock.advance(4_999);
    await settle();
    expect([asked, told]).toEqual([1, []]);
    answer.resolve(listOf("a:1"));
    await settle();
    expect([asked, told]).toEqual([1, ["a:1"]]);
    clock.advance(100);
    await settle();
    expect(asked).toBe(2);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("down");
      },
    ],
    ["rejects", () => Promise.reject(new Error("down"))],
  ])("and %s is asked again an interval later", async (_how, fail) => {
    const answers = [fail, () => listOf("a:1"), fail, () => listOf("b:1")];
    const { clock, told, begin } = following({ resolve: () => (answers.shift() ?? fail)() });
    begin();
    for (let round = 0; round < 4; round++) {
      await settle();
      clock.advance(100);
    }
    expect(told).toEqual(["Error: down", "a:1", "Error: down", "b:1"]);
  });

  test("and never answers is given up after 5 s, told so, and asked again", async () => {
    const signals: AbortSignal[] = [];
    const { clock, told, begin } = following({
      resolve: (_target, signal) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    begin();
    await settle();
    clock.advance(4_999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    clock.advance(1);
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(told).toEqual(["Error: test did not answer within 5000 ms"]);
    clock.advance(100);
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  test("and answers after it was given up is not listened to", async () => {
    const first = Promise.withResolvers<ResolveResult>();
    const answers = [first.promise, Promise.resolve(listOf("b:1"))];
    const { clock, told, begin } = following({ resolve: () => answers.shift() ?? listOf() });
    begin();
    await settle();
    clock.advance(5_000);
    await settle();
    first.resolve(listOf("a:1"));
    clock.advance(100);
    await settle();
    expect(told).toEqual(["Error: test did not answer within 5000 ms", "b:1"]);
  });
});

describe("an abort", () => {
  test("during a question ends it, and nothing is told or left", async () => {
    let asked: AbortSignal | undefined;
    const { clock, told, stopping, begin } = following({
      resolve: (_target, signal) => {
        asked = signal;
        return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    });
    begin();
    await settle();
    stopping.abort();
    await settle();
    expect(asked?.aborted).toBe(true);
    expect([told, clock.pending]).toEqual([[], 0]);
  });

  test("between two questions ends the wait", async () => {
    let asked = 0;
    const { clock, stopping, begin } = following({ resolve: () => listOf(`a:${++asked}`) });
    begin();
    await settle();
    expect(clock.pending).toBe(1);
    stopping.abort();
    await settle();
    expect(clock.pending).toBe(0);
    clock.advance(1_000);
    await settle();
    expect(asked).toBe(1);
  });

  test("by the listener itself is one as well", async () => {
    const clock = fakeClock();
    const stopping = new AbortController();
    const listener: ResolveListener = { onResult: () => stopping.abort(), onError: () => {} };
    const resolver: Resolver = { name: "test", resolve: () => listOf("a:1") };
    follow(resolver, target, listener, { clock, refreshIntervalMs: 100 }, stopping.signal);
    await settle();
    expect(clock.pending).toBe(0);
  });

  test.each<[string, Partial<Resolver>]>([
    ["fixed", { fixed: listOf("a:1") }],
    ["watched", { watch: (_target, listener) => listener.onResult(listOf("a:1")) }],
    ["asked", { resolve: () => listOf("a:1") }],
  ])("before the beginning: nothing begins (%s)", async (_kind, resolver) => {
    const { clock, told, stopping, begin } = following(resolver);
    stopping.abort();
    begin();
    await settle();
    expect([told, clock.pending]).toEqual([[], 0]);
  });
});
