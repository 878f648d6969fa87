import { describe, expect, test } from "vitest";
import type { Address } from "../address.ts";
import { ConnectionErrorCode } from "../errors.ts";
import { FakeOpener } from "../testdata/fake-item.ts";
import { createMuxPool } from "./mux-pool.ts";

const here: Address = { kind: "tcp", host: "10.0.0.1", port: 80 };

describe("sharing", () => {
  test("everyone gets the same connection, at the same time", async () => {
    const opener = new FakeOpener();
    const pool = createMuxPool(opener.open);
    const leases = [await pool.acquire(here), await pool.acquire(here), await pool.acquire(here)];
    expect(leases.map(({ item }) => item.number)).toEqual([1, 1, 1]);
    expect(leases.map(({ reused }) => reused)).toEqual([false, true, true]);
    for (const lease of leases) lease.release();
    expect(opener.alive).toEqual([1]);
    expect(pool.stats()).toEqual({ idle: 1, inUse: 0, opening: 0, addresses: 1 });
  });

  test("a connection that stands can be had without waiting, each in turn", async () => {
    const opener = new FakeOpener();
    const pool = createMuxPool(opener.open, { connections: 2 });
    await pool.acquire(here);
    expect(pool.acquireIdle(here)).toBeUndefined();
    await pool.acquire(here);
    const leases = [pool.acquireIdle(here), pool.acquireIdle(here), pool.acquireIdle(here)];
    expect(leases.map((lease) => lease?.item.number)).toEqual([1, 2, 1]);
    expect(pool.stats()).toMatchObject({ inUse: 5 });
    opener.items[1]?.die();
    expect(pool.acquireIdle(here)).toBeUndefined();
    expect(opener.items).toHaveLength(2);
  });

  test("several connections are used in turn", async () => {
    const opener = new FakeOpener();
    const pool = createMuxPool(opener.open, { connections: 3 });
    const numbers: number[] = [];
    for (let i = 0; i < 7; i++) numbers.push((await pool.acquire(here)).item.number);
    expect(numbers).toEqual([1, 2, 3, 1, 2, 3, 1]);
  });

  test("callers that meet no connection share one attempt, with the first one's timeout", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createMuxPool(opener.open);
    const acquiring = Array.from({ length: 100 }, (_, i) => pool.acquire(here, { connectTimeoutMs: 50 + i }));
    expect(opener.pending).toHaveLength(1);
    expect(opener.pending[0]?.options.connectTimeoutMs).toBe(50);
    opener.pending[0]?.succeed();
    const leases = await Promise.all(acquiring);
    expect(new Set(leases.map(({ item }) => item)).size).toBe(1);
    expect(pool.stats().inUse).toBe(100);
  });

  test("a failed attempt fails all who share it, and the next caller tries again", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createMuxPool(opener.open);
    const acquiring = [pool.acquire(here), pool.acquire(here)];
    const refused = new Error("refused");
    opener.pending[0]?.fail(refused);
    expect((await Promise.allSettled(acquiring)).map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
    const again = pool.acquire(here);
    expect(opener.pending).toHaveLength(2);
    opener.pending[1]?.succeed();
    expect((await again).item.number).toBe(1);
  });
});

describe("giving up while waiting", () => {
  test("leaves the attempt to the others", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createMuxPool(opener.open);
    const impatient = new AbortController();
    const first = pool.acquire(here, { signal: impatient.signal });
    const second = pool.acquire(here);
    impatient.abort(new Error("enough"));
    await expect(first).rejects.toMatchObject({ code: ConnectionErrorCode.Aborted });
    expect(opener.pending[0]?.options.signal?.aborted).toBe(false);
    opener.pending[0]?.succeed();
    expect((await second).item.number).toBe(1);
    expect(pool.stats().inUse).toBe(1);
  });

  test("the last one stops the attempt, and who comes then starts another", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createMuxPool(opener.open);
    const impatient = new AbortController();
    const waiting = [1, 2].map(() => pool.acquire(here, { signal: impatient.signal }));
    impatient.abort(new Error("enough"));
    const outcomes = Promise.allSettled(waiting);
    expect(opener.pending[0]?.options.signal?.aborted).toBe(true);
    const next = pool.acquire(here);
    expect(opener.pending).toHaveLength(2);
    opener.pending[1]?.succeed();
    expect((await next).item.number).toBe(1);
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
    expect(pool.stats()).toEqual({ idle: 0, inUse: 1, opening: 0, addresses: 1 });
  });

  test("an abandoned attempt that succeeds all the same is closed", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createMuxPool((address, { connectTimeoutMs }) => opener.open(address, { connectTimeoutMs }));
    const impatient = new AbortController();
    const waiting = pool.acquire(here, { signal: impatient.signal });
    impatient.abort();
    await expect(waiting).rejects.toMatchObject({ code: ConnectionErrorCode.Aborted });
    opener.pending[0]?.succeed();
    await new Promise((resolve) => setImmediate(resolve));
    expect(opener.alive).toEqual([]);
    expect(pool.stats()).toEqual({ idle: 0, inUse: 0, opening: 0, addresses: 0 });
  });
});

describe("replacing", () => {
  test("a connection that becomes unusable gets no new callers and closes behind the last one", async () => {
    const opener = new FakeOpener();
    const pool = createMuxPool(opener.open);
    const first = await pool.acquire(here);
    const second = await pool.acquire(here);
    first.item.die();
    const next = await pool.acquire(here);
    expect(next.item.number).toBe(2);
    first.release();
    expect(first.item.closes).toBe(0);
    second.release();
    expect(first.item.closes).toBe(1);
    expect(pool.stats()).toEqual({ idle: 0, inUse: 1, opening: 0, addresses: 1 });
  });

  test("a discarded lease does not cut off the others", async () => {
    const opener = new FakeOpener();
    const pool = createMuxPool(opener.open);
    const first = await pool.acquire(here);
    const second = await pool.acquire(here);
    first.discard();
    expect(second.item.closes).toBe(0);
    expect((await pool.acquire(here)).item.number).toBe(2);
    second.release();
    expect(second.item.closes).toBe(1);
  });

  test("an idle connection that dies leaves at once", async () => {
    const opener = new FakeOpener();
    const pool = createMuxPool(opener.open);
    (await pool.acquire(here)).release();
    opener.items[0]?.die();
    expect(opener.items[0]?.closes).toBeGreaterThan(0);
    expect(pool.stats().addresses).toBe(0);
  });

  test("one that is unusable without having said so is replaced, once for all who ask", async () => {
    const opener = new FakeOpener();
    const pool = createMuxPool(opener.open);
    (await pool.acquire(here)).release();
    const silent = opener.items[0];
    if (silent !== undefined) silent.reusable = false;
    const [a, b] = await Promise.all([pool.acquire(here), pool.acquire(here)]);
    expect([a.item.number, b.item.number]).toEqual([2, 2]);
    expect(silent?.closes).toBeGreaterThan(0);
    pool.close();
  });

  test("callers who wait for an address that is evicted get their connection, which closes behind them", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createMuxPool(opener.open);
    const acquiring = [pool.acquire(here), pool.acquire(here)];
    pool.evict(here);
    opener.pending[0]?.succeed();
    const [first, second] = await Promise.all(acquiring);
    first?.release();
    expect(opener.alive).toEqual([1]);
    second?.release();
    expect(opener.alive).toEqual([]);
    expect(pool.stats()).toEqual({ idle: 0, inUse: 0, opening: 0, addresses: 0 });
  });
});
