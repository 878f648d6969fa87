import type { Clock } from "@kitex-ts/core/extension";
import { type FakeClock, fakeClock } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import type { StoredEntry } from "./etcd-api.ts";
import { followPrefix } from "./follow-prefix.ts";
import { apiOf, never, type TestApi } from "./testdata/apis.ts";
import { answer, refuse } from "./testdata/once-and-ended.ts";
import {
  createdAt,
  headerAt,
  listAt,
  putAt,
  type ScriptedCall,
  type ScriptedEtcd,
  Status,
  scriptedEtcd,
} from "./testdata/scripted-etcd.ts";
import { soon } from "./testdata/soon.ts";

const LIMIT_MS = 20_000;
const GAP_MS = 100;

/** What is stored, and what became of it so far. */
class Store implements AsyncDisposable {
  revision = 10;
  entries: Record<string, string> = { "p/a": "1" };
  /** What a watch is told when it is opened. */
  onWatch: (call: ScriptedCall) => void = (call) => call.send(createdAt(this.revision));
  onList: (call: ScriptedCall) => void = (call) => answer(listAt(this.revision, this.entries))(call);
  readonly clock: FakeClock = fakeClock();
  /** What the timer is for that was set last. */
  latestMs = 0;
  readonly told: unknown[] = [];
  readonly stopping = new AbortController();
  readonly etcd: ScriptedEtcd;
  readonly api: TestApi;

  constructor(etcd: ScriptedEtcd) {
    this.etcd = etcd;
    this.api = apiOf(etcd.url, { clock: this.noting, requestTimeoutMs: LIMIT_MS });
  }

  static async followed(change: (store: Store) => void = () => {}): Promise<Store> {
    const etcd = await scriptedEtcd({
      "KV/Range": (call) => store.onList(call),
      "Watch/Watch": (call) => store.onWatch(call),
    });
    const store: Store = new Store(etcd);
    change(store);
    const listener = {
      onEntries: (entries: readonly StoredEntry[]) => {
        store.told.push(Object.fromEntries(entries.map(({ key, value }) => [key, value])));
      },
      onError: (error: unknown) => {
        store.told.push(error instanceof Error && "code" in error ? error.code : error);
      },
    };
    void followPrefix(store.api, "p/", listener, store.noting, store.stopping.signal);
    return store;
  }

  get noting(): Clock {
    return {
      now: () => this.clock.now(),
      setTimer: (fn, ms) => {
        this.latestMs = ms;
        return this.clock.setTimer(fn, ms);
      },
    };
  }

  get lists(): number {
    return this.etcd.callsOf("KV/Range").length;
  }

  get watches(): readonly ScriptedCall[] {
    return this.etcd.callsOf("Watch/Watch");
  }

  /** Waits until the newest watch is open and its follower waits for a change. */
  async watching(times = 1): Promise<ScriptedCall> {
    await soon(() => expect(this.watches.length).toBe(times));
    await soon(() => expect(this.latestMs).toBe(GAP_MS));
    this.clock.advance(GAP_MS);
    await soon(() => expect(this.latestMs).toBeGreaterThan(LIMIT_MS)); // how long silence is trusted
    const watch = this.watches.at(-1);
    if (watch === undefined) throw new Error("there is no watch");
    return watch;
  }

  async hears(...told: readonly unknown[]): Promise<void> {
    await soon(() => expect(this.told).toEqual(told));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopping.abort();
    await this.etcd[Symbol.asyncDispose]();
    await this.api.close();
  }
}

test("the list is told, and what changes is told from another list", async () => {
  await using store = await Store.followed();
  await store.hears({ "p/a": "1" });
  const watch = await store.watching();
  expect(store.lists).toBe(2);
  Object.assign(store, { revision: 11, entries: { "p/b": "2" } });
  watch.send(putAt(11, "p/b"));
  await store.hears({ "p/a": "1" }, { "p/b": "2" });
});

test("a change that changes nothing is not told", async () => {
  await using store = await Store.followed();
  const watch = await store.watching();
  store.revision = 11;
  watch.send(putAt(11, "p/a"));
  await soon(() => expect(store.lists).toBe(3));
  await store.hears({ "p/a": "1" });
});

test("of a burst of changes the first is told at once, and the rest as one", async () => {
  await using store = await Store.followed();
  const watch = await store.watching();
  for (let revision = 11; revision <= 60; revision++) {
    Object.assign(store, { revision, entries: { "p/a": String(revision) } });
    watch.send(putAt(revision, "p/a"));
  }
  await soon(() => expect(store.told.length).toBe(2));
  await soon(() => expect(store.clock.pending).toBe(1));
  store.clock.advance(100);
  await soon(() => expect(store.told.at(-1)).toEqual({ "p/a": "60" }));
  expect(store.lists).toBeLessThanOrEqual(4);
});

describe("what happened between the list and the watch is seen, when etcd is", () => {
  // An etcd of one member that lost its data is in the same term again, and at the same revision after as many changes.
  test.each([
    ["further on", 12],
    ["another one, which counts anew", 3],
    ["another one, at the very same revision", 10],
  ])("%s", async (_which, revision) => {
    await using store = await Store.followed((store) => {
      store.onWatch = (call) => {
        Object.assign(store, { revision, entries: {} });
        call.send(createdAt(revision));
      };
    });
    await store.hears({ "p/a": "1" }, {});
    const watch = await store.watching();
    Object.assign(store, { revision: revision + 1, entries: { "p/b": "2" } });
    watch.send(putAt(revision + 1, "p/b"));
    await store.hears({ "p/a": "1" }, {}, { "p/b": "2" });
  });
});

describe("a watch that is lost is told, and then the list again, the same or not,", () => {
  test.each([
    ["when its stream breaks", (call: ScriptedCall) => call.end(Status.Unavailable, "gone"), "UNAVAILABLE"],
    ["when its stream ends", (call: ScriptedCall) => call.end(), "WATCH_LOST"],
    ["when it is compacted", (call: ScriptedCall) => call.send({ ...headerAt(10), 4: true, 5: 4 }), "WATCH_LOST"],
  ])("%s", async (_when, lose, code) => {
    await using store = await Store.followed();
    lose(await store.watching());
    await store.hears({ "p/a": "1" }, code);
    await soon(() => expect(store.clock.pending).toBe(1));
    store.clock.advance(100);
    await store.hears({ "p/a": "1" }, code, { "p/a": "1" });
    await soon(() => expect(store.watches.length).toBe(2));
  });

  test("also what was deleted meanwhile is gone", async () => {
    await using store = await Store.followed();
    const watch = await store.watching();
    Object.assign(store, { revision: 13, entries: {} });
    watch.end(Status.Unavailable, "gone");
    await store.hears({ "p/a": "1" }, "UNAVAILABLE");
    await soon(() => expect(store.clock.pending).toBe(1));
    store.clock.advance(100);
    await store.hears({ "p/a": "1" }, "UNAVAILABLE", {});
  });
});

test("a store that was emptied counts as it is, whatever its revision", async () => {
  await using store = await Store.followed();
  const watch = await store.watching();
  Object.assign(store, { revision: 1, entries: {} });
  watch.end(Status.Unavailable, "gone");
  await store.hears({ "p/a": "1" }, "UNAVAILABLE");
  await soon(() => expect(store.clock.pending).toBe(1));
  store.clock.advance(100);
  await store.hears({ "p/a": "1" }, "UNAVAILABLE", {});
});

test("a watch that is silent is not trusted for longer than a minute", async () => {
  await using store = await Store.followed();
  await store.watching();
  store.entries = {};
  store.clock.advance(60_000);
  await store.hears({ "p/a": "1" }, {});
  expect(store.watches.length).toBe(1);
});

test("failures are asked again after 0.1 s at first and 5 s at most, each told, without an end", async () => {
  await using store = await Store.followed((store) => {
    store.onList = refuse(Status.Unavailable, "no leader");
  });
  for (let failures = 1; failures <= 12; failures++) {
    await soon(() => expect(store.told.length).toBe(failures));
    await soon(() => expect(store.clock.pending).toBe(1));
    if (failures === 1) {
      store.clock.advance(49);
      expect(store.clock.pending).toBe(1);
    }
    if (failures === 12) store.onList = answer(listAt(10, { "p/a": "1" }));
    store.clock.advance(failures === 1 ? 51 : 5_000);
  }
  await soon(() => expect(store.told.at(-1)).toEqual({ "p/a": "1" }));
});

test("where watches are denied, the list is asked for, ever more seldom", async () => {
  await using store = await Store.followed((store) => {
    store.onWatch = (call) => call.send({ ...headerAt(10), 3: true, 4: true, 6: "etcdserver: permission denied" });
  });
  await store.hears({ "p/a": "1" }, "DENIED");
  await soon(() => expect(store.clock.pending).toBe(1));
  store.entries = { "p/b": "2" };
  store.clock.advance(100);
  await store.hears({ "p/a": "1" }, "DENIED", { "p/b": "2" }, "DENIED");
});

describe("after the abort nothing is told, and nothing is left", () => {
  test("of a watch", async () => {
    await using store = await Store.followed();
    const watch = await store.watching();
    store.stopping.abort();
    await watch.over;
    await soon(() => expect(store.clock.pending).toBe(0));
    await store.hears({ "p/a": "1" });
  });

  test("of a list", async () => {
    await using store = await Store.followed((store) => {
      store.onList = () => {};
    });
    await soon(() => expect(store.lists).toBe(1));
    store.stopping.abort();
    await soon(() => expect(store.clock.pending).toBe(0));
    expect(store.told).toEqual([]);
  });

  test("of a wait after a failure", async () => {
    await using store = await Store.followed((store) => {
      store.onList = refuse(Status.Unavailable, "no leader");
    });
    await soon(() => expect(store.told.length).toBe(1));
    store.stopping.abort();
    await soon(() => expect(store.clock.pending).toBe(0));
    expect(store.lists).toBe(1);
  });
});

test("a follower of what is closed hears so once, and is over", async () => {
  await using store = await Store.followed();
  await store.watching();
  await store.api.close();
  await store.hears({ "p/a": "1" }, "CLOSED");
  expect(store.clock.pending).toBe(0);
});

test("one whose signal has aborted before asks nothing", async () => {
  await using etcd = await scriptedEtcd({});
  await using api = apiOf(etcd.url);
  const told: unknown[] = [];
  const listener = { onEntries: told.push.bind(told), onError: told.push.bind(told) };
  await followPrefix(api, "p/", listener, fakeClock(), AbortSignal.abort());
  expect({ told, calls: etcd.calls.length, never: never.aborted }).toEqual({ told: [], calls: 0, never: false });
});
