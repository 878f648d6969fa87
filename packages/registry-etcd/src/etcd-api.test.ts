// Each guard beside the defect it is for: the bare library is shown to have it.

import { inspect } from "node:util";
import { Etcd3 } from "etcd3";
import { describe, expect, test } from "vitest";
import { EntryLease } from "./lease.ts";
import { apiOf, impatient, never } from "./testdata/apis.ts";
import { answer, refuse } from "./testdata/once-and-ended.ts";
import { decodeFields } from "./testdata/proto-fields.ts";
import {
  createdAt,
  headerAt,
  listAt,
  putAt,
  type ScriptedCall,
  Status,
  scriptedEtcd,
} from "./testdata/scripted-etcd.ts";
import { soon } from "./testdata/soon.ts";

/** The library as it comes out of the box; it is closed with the test. */
function bareLibrary(url: string, more: object = {}): Etcd3 & Disposable {
  const client = new Etcd3({ hosts: url, ...more });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

/** The revision from which a watch asks to be told. */
function startRevisionOf(call: ScriptedCall | undefined): bigint | Buffer | undefined {
  const create = call?.request.get(1);
  return Buffer.isBuffer(create) ? decodeFields(create).get(3) : undefined;
}

const refusedToken = refuse(Status.Unauthenticated, "etcdserver: invalid auth token");

describe("a server that says nothing", () => {
  test("holds a call of the library for ever, and ours until its time is up", async () => {
    await using etcd = await scriptedEtcd({});
    using bare = bareLibrary(etcd.url);
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    void bare.get("p/a").then(settle, settle);
    await using api = apiOf(etcd.url, impatient);
    await expect(api.list("p/", never)).rejects.toMatchObject({
      name: "EtcdError",
      code: "TIMEOUT",
      message: `etcd ${etcd.url} did not answer within 500 ms`,
    });
    expect({ asked: etcd.callsOf("KV/Range").length, settled }).toEqual({ asked: 2, settled: false });
  });

  test("holds neither a keep-alive nor a watch longer than that", async () => {
    await using etcd = await scriptedEtcd({});
    await using api = apiOf(etcd.url, impatient);
    await expect(api.keepAlive("7", never)).rejects.toMatchObject({ code: "TIMEOUT" });
    await expect(api.watch("p/", never).opened).rejects.toMatchObject({
      code: "TIMEOUT",
      message: `etcd ${etcd.url} did not open a watch within 500 ms`,
    });
    for (const call of etcd.calls) await call.over;
  });
});

test("after failures the library refuses calls to a server that is well again, and ours asks it", async () => {
  let isWell = false;
  await using etcd = await scriptedEtcd({
    "KV/Range": (call) => (isWell ? answer(listAt(5, {})) : refuse(Status.Unavailable, "etcdserver: no leader"))(call),
  });
  using bare = bareLibrary(etcd.url);
  await using api = apiOf(etcd.url);
  await expect(bare.get("p/a").exec()).rejects.toThrow("no leader");
  await expect(api.list("p/", never)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: `etcd ${etcd.url} is not available: etcdserver: no leader`,
  });
  isWell = true;
  const asked = etcd.calls.length;
  await expect(bare.get("p/a").exec()).rejects.toThrow("circuit breaker");
  expect(etcd.calls.length).toBe(asked);
  await expect(api.list("p/", never)).resolves.toMatchObject({ entries: [] });
});

describe("a token", () => {
  test("that is refused again and again is renewed without end by the library, and three times by ours", async () => {
    await using etcd = await scriptedEtcd({
      "Auth/Authenticate": (call, times) => answer({ ...headerAt(1), 2: `token-${times}` })(call),
      "KV/Range": (call, times) => (times < 20 ? refusedToken : answer(listAt(5, {})))(call),
    });
    const auth = { username: "root", password: "hunter2" };
    await using api = apiOf(etcd.url, auth);
    await expect(api.list("p/", never)).rejects.toMatchObject({
      code: "DENIED",
      message: `etcd ${etcd.url} refuses the tokens that it hands out`,
    });
    expect(etcd.callsOf("KV/Range").length).toBe(3);
    using bare = bareLibrary(etcd.url, { auth });
    await bare.get("p/a").exec();
    expect(etcd.callsOf("KV/Range").length).toBe(20);
  });

  test("that has expired is renewed once", async () => {
    await using etcd = await scriptedEtcd({
      "Auth/Authenticate": (call, times) => answer({ ...headerAt(1), 2: `token-${times}` })(call),
      "KV/Range": (call) => (call.token === "token-1" ? refusedToken : answer(listAt(5, {})))(call),
    });
    await using api = apiOf(etcd.url, { username: "root", password: "hunter2" });
    await api.list("p/", never);
    expect(etcd.callsOf("KV/Range").map(({ token }) => token)).toEqual(["token-1", "token-2"]);
  });

  test("for a wrong password there is none, and no error shows the password", async () => {
    await using etcd = await scriptedEtcd({
      "Auth/Authenticate": refuse(3, "etcdserver: authentication failed, invalid user ID or password"),
    });
    await using api = apiOf(etcd.url, { username: "root", password: "hunter2" });
    const error: unknown = await api.list("p/", never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "DENIED",
      message: `etcd ${etcd.url} denies it: etcdserver: authentication failed, invalid user ID or password`,
    });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("hunter2");
  });
});

test("a list of 5 MiB is refused by the library, and read by ours", async () => {
  const value = "x".repeat(5 * 1024 * 1024);
  await using etcd = await scriptedEtcd({ "KV/Range": answer(listAt(5, { "p/a": value })) });
  using bare = bareLibrary(etcd.url);
  await expect(bare.get("p/a").exec()).rejects.toThrow("larger than max");
  await using api = apiOf(etcd.url, { requestTimeoutMs: 5_000 });
  const { entries } = await api.list("p/", never);
  expect(entries.map(({ key, value: { length } }) => [key, length])).toEqual([["p/a", value.length]]);
});

describe("a watch", () => {
  test("whose connection is lost goes on behind what the library never delivered; ours is lost, and says so", async () => {
    await using etcd = await scriptedEtcd({
      "Watch/Watch": (call, times) => {
        call.send(createdAt(10));
        if (times === 1) call.end(Status.Unavailable, "gone");
      },
    });
    using bare = bareLibrary(etcd.url);
    const watcher = await bare.watch().prefix("p/").startRevision("5").create();
    await soon(() => expect(etcd.callsOf("Watch/Watch").length).toBe(2));
    expect(etcd.callsOf("Watch/Watch").map(startRevisionOf)).toEqual([5n, 11n]);
    void watcher.cancel(); // settles when the server is gone
  });

  test("that ends is an error, and is not opened again behind the back", async () => {
    await using etcd = await scriptedEtcd({
      "Watch/Watch": (call) => {
        call.send(createdAt(10));
        call.end(Status.Unavailable, "gone");
      },
    });
    await using api = apiOf(etcd.url);
    const watch = api.watch("p/", never);
    await watch.opened;
    await expect(watch.changedAfter(10n, 60_000)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(etcd.callsOf("Watch/Watch").map(startRevisionOf)).toEqual([undefined]);
  });

  test("that is ended by a compaction is silent in the library, and an error of ours", async () => {
    await using etcd = await scriptedEtcd({ "Watch/Watch": (call) => call.send(createdAt(10)) });
    const compacted = { ...headerAt(10), 4: true, 5: 4 };
    using bare = bareLibrary(etcd.url);
    const watcher = await bare.watch().prefix("p/").create();
    const heard: string[] = [];
    for (const event of ["connecting", "connected", "data", "disconnected", "end"] as const) {
      // The overloads of `on` take one name at a time.
      if (event === "data") watcher.on("data", () => heard.push(event));
      if (event === "disconnected") watcher.on("disconnected", () => heard.push(event));
      if (event === "connecting") watcher.on("connecting", () => heard.push(event));
      if (event === "connected") watcher.on("connected", () => heard.push(event));
      if (event === "end") watcher.on("end", () => heard.push(event));
    }
    etcd.calls[0]?.send(compacted);
    await etcd.calls[0]?.over;
    expect({ heard, calls: etcd.calls.length }).toEqual({ heard: [], calls: 1 });

    await using api = apiOf(etcd.url);
    const watch = api.watch("p/", never);
    await watch.opened;
    etcd.calls[1]?.send(compacted);
    await expect(watch.changedAfter(10n, 60_000)).rejects.toMatchObject({
      code: "WATCH_LOST",
      message: `etcd ${etcd.url} ended a watch: revisions before 4 were compacted`,
    });
  });

  test("that is refused for a lack of rights says so", async () => {
    await using etcd = await scriptedEtcd({
      "Watch/Watch": (call) => call.send({ ...headerAt(10), 3: true, 4: true, 6: "etcdserver: permission denied" }),
    });
    await using api = apiOf(etcd.url);
    await expect(api.watch("p/", never).opened).rejects.toMatchObject({ code: "DENIED" });
  });

  test("tells of changes that came before it was asked, and of none that is known", async () => {
    await using etcd = await scriptedEtcd({
      "Watch/Watch": (call) => {
        call.send(createdAt(10));
        call.send(putAt(11, "p/a"));
      },
    });
    await using api = apiOf(etcd.url);
    const watch = api.watch("p/", never);
    await watch.opened;
    await watch.changedAfter(10n, 60_000);
    const later = watch.changedAfter(11n, 60_000);
    etcd.calls[0]?.send(putAt(12, "p/a"));
    await later;
    await watch.changedAfter(12n, 1); // in vain, and settles all the same
  });

  test("is over for etcd as soon as its signal aborts, before and after it is open", async () => {
    await using etcd = await scriptedEtcd({ "Watch/Watch": (call, times) => times > 1 && call.send(createdAt(10)) });
    await using api = apiOf(etcd.url);
    for (const times of [1, 2]) {
      const stopping = new AbortController();
      const watch = api.watch("p/", stopping.signal);
      await soon(() => expect(etcd.calls.length).toBe(times));
      if (times === 2) await watch.opened;
      stopping.abort(new Error("enough"));
      await expect(watch.changedAfter(10n, 60_000)).rejects.toThrow("enough");
      await etcd.calls[times - 1]?.over;
    }
  });
});

test("a lease whose grant fails is never granted by the library, and with the next put by ours", async () => {
  let isWell = false;
  await using etcd = await scriptedEtcd({
    "Lease/LeaseGrant": (call) =>
      (isWell ? answer({ ...headerAt(1), 2: 77, 3: 60 }) : refuse(Status.Unavailable, "no"))(call),
    "KV/Put": answer(headerAt(2)),
  });
  using bare = bareLibrary(etcd.url);
  await using api = apiOf(etcd.url);
  const bareLease = bare.lease(60);
  const lease = new EntryLease(api, 60);
  await expect(bareLease.put("p/a").value("1").exec()).rejects.toThrow("no");
  await expect(lease.put("p/a", "1", never)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  isWell = true;
  const asked = etcd.calls.length;
  await expect(bareLease.put("p/a").value("1").exec()).rejects.toThrow("no");
  expect(etcd.calls.length).toBe(asked);
  await lease.put("p/a", "1", never);
  expect(etcd.callsOf("KV/Put")[0]?.request.get(3)).toBe(77n);
});

test("closing leaves a watch of the library running, and ends ours", async () => {
  await using etcd = await scriptedEtcd({ "Watch/Watch": (call) => call.send(createdAt(10)) });
  const bare = new Etcd3({ hosts: etcd.url });
  const watcher = await bare.watch().prefix("p/").create();
  bare.close();
  const heard = new Promise<void>((resolve) => watcher.on("data", () => resolve()));
  etcd.calls[0]?.send(putAt(11, "p/a"));
  await heard;
  void watcher.cancel(); // settles when the server is gone

  const api = apiOf(etcd.url);
  const watch = api.watch("p/", never);
  await watch.opened;
  const hint = watch.changedAfter(10n, 60_000);
  await Promise.all([
    expect(hint).rejects.toMatchObject({ code: "CLOSED", message: `etcd ${etcd.url} is closed` }),
    api.close(),
    etcd.calls[1]?.over,
  ]);
});

describe("closing", () => {
  test("ends what waits for an answer at once, and waits until nothing is left of it", async () => {
    await using etcd = await scriptedEtcd({});
    const api = apiOf(etcd.url, impatient);
    const answers = [api.list("p/", never), api.keepAlive("7", never)].map((one) =>
      one.catch((error: unknown) => error),
    );
    await soon(() => expect(etcd.calls.length).toBe(2));
    const closed = api.close();
    for (const error of await Promise.all(answers)) expect(error).toMatchObject({ code: "CLOSED" });
    await closed;
    for (const call of etcd.calls) await call.over;
    await soon(() => expect(etcd.connections).toBe(0));
  });

  test("twice is closing once, and nothing is asked afterwards", async () => {
    await using etcd = await scriptedEtcd({});
    const api = apiOf(etcd.url, impatient);
    await Promise.all([api.close(), api.close()]);
    await expect(api.list("p/", never)).rejects.toMatchObject({ code: "CLOSED" });
    await expect(api.watch("p/", never).opened).rejects.toMatchObject({ code: "CLOSED" });
    expect(etcd.calls).toEqual([]);
  });
});

describe("a signal", () => {
  test("ends a call with its reason", async () => {
    await using etcd = await scriptedEtcd({});
    await using api = apiOf(etcd.url, impatient);
    const stopping = new AbortController();
    const list = api.list("p/", stopping.signal);
    const keepAlive = api.keepAlive("7", stopping.signal);
    await soon(() => expect(etcd.calls.length).toBe(2));
    stopping.abort(new Error("enough"));
    await expect(list).rejects.toThrow("enough");
    await expect(keepAlive).rejects.toThrow("enough");
    await etcd.callsOf("Lease/LeaseKeepAlive")[0]?.over;
  });

  test("that has aborted before keeps a call from being sent", async () => {
    await using etcd = await scriptedEtcd({});
    await using api = apiOf(etcd.url, impatient);
    await expect(api.list("p/", AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    expect(etcd.calls).toEqual([]);
  });
});

describe("of several members", () => {
  test("those that are away, or silent, are passed over, and the one that answers is kept", async () => {
    await using silent = await scriptedEtcd({});
    await using well = await scriptedEtcd({ "KV/Range": answer(listAt(5, {})) });
    const closed = await scriptedEtcd({});
    await closed[Symbol.asyncDispose]();
    await using api = apiOf([closed.url, silent.url, well.url], { requestTimeoutMs: 1_000 });
    await api.list("p/", never);
    const asked = silent.calls.length;
    for (let times = 0; times < 5; times++) await api.list("p/", never);
    expect({ silent: silent.calls.length, well: well.calls.length }).toEqual({ silent: asked, well: 6 });
  });

  test("the last failure is told when all fail", async () => {
    const closed = await scriptedEtcd({});
    await closed[Symbol.asyncDispose]();
    await using api = apiOf([closed.url, closed.url]);
    await expect(api.list("p/", never)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/is not available: .*ECONNREFUSED/),
    });
  });

  test("a refusal is not asked of the others", async () => {
    const denied = { "KV/Range": refuse(7, "etcdserver: permission denied") };
    await using one = await scriptedEtcd(denied);
    await using other = await scriptedEtcd(denied);
    await using api = apiOf([one.url, other.url]);
    await expect(api.list("p/", never)).rejects.toMatchObject({ code: "DENIED" });
    expect(one.calls.length + other.calls.length).toBe(1);
  });
});

describe("a keep-alive", () => {
  test.each([
    ["the seconds that etcd gives", { 3: 20 }, 20],
    ["0 for a lease that etcd does not know", {}, 0],
  ])("gives %s, and leaves no stream open", async (_what, ttl, expected) => {
    await using etcd = await scriptedEtcd({
      "Lease/LeaseKeepAlive": (call) => call.send({ ...headerAt(1), 2: 7, ...ttl }),
    });
    await using api = apiOf(etcd.url);
    expect(await api.keepAlive("7", never)).toBe(expected);
    await etcd.calls[0]?.over;
  });

  test("does not disturb the calls beside it", async () => {
    await using etcd = await scriptedEtcd({
      "Lease/LeaseKeepAlive": (call) => call.send({ ...headerAt(1), 2: 7, 3: 20 }),
      "KV/Range": answer(listAt(5, {})),
    });
    await using api = apiOf(etcd.url);
    for (let times = 0; times < 20; times++) await Promise.all([api.keepAlive("7", never), api.list("p/", never)]);
    expect(etcd.connections).toBe(1);
  });
});

test("a list is asked for whole, from its prefix to the first key behind it", async () => {
  await using etcd = await scriptedEtcd({ "KV/Range": answer(listAt(5, { "p/ü": "1" })) });
  await using api = apiOf(etcd.url);
  expect(await api.list("p/", never)).toEqual({ revision: 5n, entries: [{ key: "p/ü", value: "1" }] });
  expect([1, 2].map((field) => String(etcd.calls[0]?.request.get(field)))).toEqual(["p/", "p0"]);
});
