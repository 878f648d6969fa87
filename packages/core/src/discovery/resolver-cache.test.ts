import { describe, expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import type { ResolveListener, ResolveResult, Resolver, ResolveTarget } from "./resolver.ts";
import { type InstancesChanged, ResolverCache } from "./resolver-cache.ts";
import { cacheOf } from "./shared-caches.ts";

const noTags: ReadonlyMap<string, string> = new Map();
const echo: ResolveTarget = { service: "echo", tags: noTags };
const result = (...addresses: readonly string[]): ResolveResult => ({
  instances: addresses.map((address) => ({ address, weight: 10, tags: new Map() })),
});
const addressesOf = (answer: ResolveResult | undefined): readonly string[] | undefined =>
  answer?.instances.map(({ address }) => address);

/** Lets every promise that can settle do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A cache over a resolver that answers what the test says, when it is asked. */
function polled() {
  const clock = fakeClock();
  const logger = recordingLogger();
  const script = { asked: 0, answer: async (): Promise<ResolveResult> => result("a:1") };
  const resolver: Resolver = {
    name: "polled",
    resolve: () => {
      script.asked += 1;
      return script.answer();
    },
  };
  return Object.assign(script, { clock, logger, cache: new ResolverCache(resolver, { clock, logger }) });
}

/** A cache over a resolver that watches; the test says what it sees. */
function watched() {
  const clock = fakeClock();
  const logger = recordingLogger();
  const watches: {
    readonly target: ResolveTarget;
    readonly listener: ResolveListener;
    readonly signal: AbortSignal;
  }[] = [];
  const resolver: Resolver = {
    name: "watched",
    resolve: () => Promise.reject(new Error("never asked")),
    watch: (target, listener, signal) => void watches.push({ target, listener, signal }),
  };
  return { clock, logger, watches, resolver, cache: new ResolverCache(resolver, { clock, logger }) };
}

describe("a resolver that is asked", () => {
  test("is asked once for the first calls, and then every 5 s; calls find the list without waiting", async () => {
    const rig = polled();
    expect(rig.cache.current(echo)).toBeUndefined();
    const first = [rig.cache.resolve(echo), rig.cache.resolve(echo)];
    expect((await Promise.all(first)).map(addressesOf)).toEqual([["a:1"], ["a:1"]]);
    expect(rig.asked).toBe(1);
    rig.answer = async () => result("a:1", "b:1");
    expect(addressesOf(rig.cache.current(echo))).toEqual(["a:1"]);
    await settle();
    rig.clock.advance(5_000);
    await settle();
    expect(addressesOf(rig.cache.current(echo))).toEqual(["a:1", "b:1"]);
    expect(rig.asked).toBe(2);
    rig.cache.close();
    expect(rig.clock.pending).toBe(0);
  });

  test("that gives an equal list changes nothing: the object stays, and so does what was built from it", async () => {
    const rig = polled();
    const before = await rig.cache.resolve(echo);
    await settle();
    rig.clock.advance(5_000);
    await settle();
    expect(rig.asked).toBe(2);
    expect(rig.cache.current(echo)).toBe(before);
    rig.cache.close();
  });

  test.each([
    [
      "fails",
      async () => Promise.reject(new Error("registry down")),
      "echo cannot be looked up (registry down): the last instances are kept",
    ],
    ["knows nobody any more", async () => result(), "echo has nobody any more: the last 1 instances are kept"],
  ])("that %s leaves the last good list, and says so once", async (_how, answer, warning) => {
    const rig = polled();
    await rig.cache.resolve(echo);
    rig.answer = answer;
    for (let refresh = 0; refresh < 2; refresh++) {
      await settle();
      rig.clock.advance(5_000);
      rig.cache.current(echo);
    }
    await settle();
    expect(addressesOf(rig.cache.current(echo))).toEqual(["a:1"]);
    rig.answer = async () => result("b:1");
    rig.clock.advance(5_000);
    await settle();
    expect(addressesOf(rig.cache.current(echo))).toEqual(["b:1"]);
    expect(rig.logger.lines).toEqual([`warn: ${warning}; resolver: polled`, "info: echo is known again to polled"]);
    rig.cache.close();
  });

  test("that fails at first fails the calls that wait, and is asked anew a second later", async () => {
    const rig = polled();
    rig.answer = () => Promise.reject(new Error("registry down"));
    await expect(rig.cache.resolve(echo)).rejects.toThrow("registry down");
    await expect(rig.cache.resolve(echo)).rejects.toThrow("registry down");
    expect(rig.asked).toBe(1);
    rig.answer = async () => result("a:1");
    rig.clock.advance(1_000);
    expect(addressesOf(await rig.cache.resolve(echo))).toEqual(["a:1"]);
    expect(rig.asked).toBe(2);
    rig.cache.close();
    expect(rig.clock.pending).toBe(0);
  });

  test("that knows nobody at first is asked anew a second later", async () => {
    const rig = polled();
    rig.answer = async () => result();
    expect(addressesOf(await rig.cache.resolve(echo))).toEqual([]);
    expect(addressesOf(await rig.cache.resolve(echo))).toEqual([]);
    expect(rig.asked).toBe(1);
    rig.answer = async () => result("a:1");
    rig.clock.advance(1_000);
    expect(addressesOf(await rig.cache.resolve(echo))).toEqual(["a:1"]);
    rig.cache.close();
  });

  test("is forgotten after 15 to 30 s without a call", async () => {
    const rig = polled();
    await rig.cache.resolve(echo);
    for (let tick = 0; tick < 6; tick++) {
      rig.clock.advance(5_000);
      await settle();
    }
    const { asked } = rig;
    rig.clock.advance(60_000);
    await settle();
    expect(rig.asked).toBe(asked);
    expect(rig.cache.current(echo)).toBeUndefined();
    expect(rig.clock.pending).toBe(0);
  });

  test("stays while it is called", async () => {
    const rig = polled();
    await rig.cache.resolve(echo);
    for (let tick = 0; tick < 20; tick++) {
      rig.clock.advance(5_000);
      await settle();
      expect(addressesOf(rig.cache.current(echo))).toEqual(["a:1"]);
    }
    rig.cache.close();
  });
});

describe("a resolver that watches", () => {
  test("changes the list when it sees a change, and tells the difference", async () => {
    const { cache, watches } = watched();
    const changes: InstancesChanged[] = [];
    cache.onChange((change) => changes.push(change));
    const first = cache.resolve(echo);
    watches[0]?.listener.onResult(result("a:1", "b:1"));
    expect(addressesOf(await first)).toEqual(["a:1", "b:1"]);
    watches[0]?.listener.onResult(result("b:1", "c:1"));
    expect(addressesOf(cache.current(echo))).toEqual(["b:1", "c:1"]);
    const named = (instances: readonly Instance[]): readonly string[] => instances.map(({ address }) => address);
    expect(changes.map(({ added, removed, changed }) => [added, removed, changed].map(named))).toEqual([
      [["a:1", "b:1"], [], []],
      [["c:1"], ["a:1"], []],
    ]);
    expect(changes[0]).toMatchObject({ resolver: "watched", target: echo });
    cache.close();
  });

  test("is stopped with the cache, and what it says afterwards is not heard", async () => {
    const { cache, clock, watches } = watched();
    const waiting = cache.resolve(echo);
    cache.close();
    await expect(waiting).rejects.toThrow("the client was closed");
    expect(watches[0]?.signal.aborted).toBe(true);
    watches[0]?.listener.onResult(result("a:1"));
    expect(cache.current(echo)).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test("watches each service and each set of tags on its own, however the tags are ordered", () => {
    const { cache, watches } = watched();
    const tags = (...pairs: [string, string][]): ReadonlyMap<string, string> => new Map(pairs);
    for (const target of [
      echo,
      { service: "other", tags: noTags },
      { service: "echo", tags: tags(["zone", "a"], ["rack", "1"]) },
      { service: "echo", tags: tags(["rack", "1"], ["zone", "a"]) },
      { service: "__proto__", tags: noTags },
    ]) {
      void Promise.resolve(cache.resolve(target)).catch(() => {});
    }
    expect(watches.map(({ target }) => target.service)).toEqual(["echo", "other", "echo", "__proto__"]);
    cache.close();
  });
});

test("ten thousand instances change without holding up the event loop for 20 ms", async () => {
  const { cache, watches } = watched();
  const many = (from: number): ResolveResult => ({
    instances: Array.from({ length: 10_000 }, (_, at) => ({
      address: `10.0.${(from + at) >> 8}.${(from + at) & 255}:80`,
      weight: 1 + ((from + at) % 100),
      tags: new Map([["zone", String(at % 3)]]),
    })),
  });
  const first = cache.resolve(echo);
  watches[0]?.listener.onResult(many(0));
  await first;
  const lists = [5_000, 0, 9_999, 1].map(many);
  const took: number[] = [];
  for (const list of lists) {
    // Of this thread: other tests run in the same process.
    const before = process.threadCpuUsage();
    watches[0]?.listener.onResult(list);
    const { user, system } = process.threadCpuUsage(before);
    took.push((user + system) / 1000);
  }
  const [, second, third] = took.sort((a, b) => a - b);
  expect(((second ?? Number.NaN) + (third ?? Number.NaN)) / 2).toBeLessThan(20); // the median
  cache.close();
});

test("clients with the same resolver share a cache, until the last one is closed", () => {
  const { resolver, watches, clock, logger } = watched();
  const [one, two] = [cacheOf(resolver, { clock, logger }), cacheOf(resolver, { clock, logger })];
  expect(one.cache).toBe(two.cache);
  void Promise.resolve(one.cache.resolve(echo)).catch(() => {});
  one.release();
  one.release();
  expect(watches[0]?.signal.aborted).toBe(false);
  two.release();
  expect(watches[0]?.signal.aborted).toBe(true);
  const three = cacheOf(resolver, { clock, logger });
  expect(three.cache).not.toBe(one.cache);
  three.release();
});
