import { describe, expect, test } from "vitest";
import type { Address } from "../address.ts";
import type { FakeItem } from "../testdata/fake-item.ts";
import { FakeOpener } from "../testdata/fake-item.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { createLongPool } from "./long-pool.ts";
import { type LongPoolOptions, resolveLongPoolOptions } from "./long-pool-options.ts";
import type { ConnectionPool, Lease } from "./pool.ts";

const at = (port: number): Address => ({ kind: "tcp", host: "10.0.0.1", port });

function rig(options: LongPoolOptions = {}) {
  const clock = fakeClock();
  const opener = new FakeOpener();
  const pool = createLongPool(opener.open, { clock, ...options });
  return { clock, opener, pool };
}

/** Takes `count` items at once; numbers count up in the order of opening. */
function acquireMany(pool: ConnectionPool<FakeItem>, count: number, port = 80): Promise<Lease<FakeItem>[]> {
  return Promise.all(Array.from({ length: count }, () => pool.acquire(at(port))));
}

const releaseAll = (leases: readonly Lease<FakeItem>[]): void => {
  for (const lease of leases) lease.release();
};

test("the youngest idle connection is given first", async () => {
  const { pool } = rig();
  releaseAll(await acquireMany(pool, 3));
  const leases = await acquireMany(pool, 4);
  expect(leases.map(({ item }) => item.number)).toEqual([3, 2, 1, 4]);
  expect(leases.map(({ reused }) => reused)).toEqual([true, true, true, false]);
});

test("an idle connection can be had without waiting, and nothing is opened where there is none", async () => {
  const { pool, opener } = rig();
  releaseAll(await acquireMany(pool, 1));
  const lease = pool.acquireIdle(at(80));
  expect(lease).toMatchObject({ item: { number: 1 }, reused: true });
  expect(pool.acquireIdle(at(80))).toBeUndefined();
  expect(pool.acquireIdle(at(81))).toBeUndefined();
  lease?.release();
  expect(pool.stats()).toEqual({ idle: 1, inUse: 0, opening: 0, addresses: 1 });
  pool.close();
  expect(pool.acquireIdle(at(80))).toBeUndefined();
  expect(opener.items).toHaveLength(1);
});

describe("limits on idle connections", () => {
  test("of one address: what comes back beyond them is closed, and more may be open at a time", async () => {
    const { pool, opener } = rig({ maxIdlePerAddress: 2 });
    releaseAll(await acquireMany(pool, 5));
    expect(opener.alive).toEqual([1, 2]);
    expect(pool.stats()).toEqual({ idle: 2, inUse: 0, opening: 0, addresses: 1 });
  });

  test("of all addresses together", async () => {
    const { pool, opener } = rig({ maxIdlePerAddress: 2, maxIdleGlobal: 3 });
    releaseAll(await acquireMany(pool, 2, 1));
    releaseAll(await acquireMany(pool, 2, 2));
    releaseAll(await acquireMany(pool, 2, 3));
    expect(opener.alive).toEqual([1, 2, 3]);
    expect(pool.stats()).toEqual({ idle: 3, inUse: 0, opening: 0, addresses: 2 });
  });

  test("an item that is taken makes room", async () => {
    const { pool } = rig({ maxIdlePerAddress: 1, maxIdleGlobal: 1 });
    releaseAll(await acquireMany(pool, 1, 1));
    const [taken] = await acquireMany(pool, 1, 1);
    releaseAll(await acquireMany(pool, 1, 2));
    taken?.release();
    expect(taken?.item.closes).toBe(1);
    expect(pool.stats().idle).toBe(1);
  });
});

describe("eviction", () => {
  test("closes the oldest first, at the tick after their time", async () => {
    const { pool, opener, clock } = rig({ maxIdleTimeoutMs: 10_000 });
    const [first, second, third] = await acquireMany(pool, 3);
    first?.release();
    clock.advance(4000);
    second?.release();
    clock.advance(6000);
    expect(opener.alive).toEqual([2, 3]);
    clock.advance(9999);
    expect(opener.alive).toEqual([2, 3]);
    clock.advance(1);
    expect(opener.alive).toEqual([3]);
    third?.release();
    expect(pool.stats().idle).toBe(1);
  });

  test("use makes a connection young again", async () => {
    const { pool, opener, clock } = rig({ maxIdleTimeoutMs: 10_000 });
    releaseAll(await acquireMany(pool, 1));
    clock.advance(9000);
    releaseAll(await acquireMany(pool, 1));
    clock.advance(1000);
    expect(opener.alive).toEqual([1]);
    clock.advance(10_000);
    expect(opener.alive).toEqual([]);
  });

  test("keeps the youngest minIdlePerAddress of each address", async () => {
    const { pool, opener, clock } = rig({ maxIdleTimeoutMs: 10_000, minIdlePerAddress: 2 });
    releaseAll(await acquireMany(pool, 4, 1));
    releaseAll(await acquireMany(pool, 1, 2));
    clock.advance(60_000);
    expect(opener.alive).toEqual([3, 4, 5]);
    pool.close();
    expect(opener.alive).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("one timer serves all addresses, and none is set while nothing is idle", async () => {
    const { pool, clock } = rig();
    expect(clock.pending).toBe(0);
    const leases = [...(await acquireMany(pool, 5, 1)), ...(await acquireMany(pool, 5, 2))];
    expect(clock.pending).toBe(0);
    releaseAll(leases);
    expect(clock.pending).toBe(1);
    clock.advance(120_000);
    expect(pool.stats()).toEqual({ idle: 0, inUse: 0, opening: 0, addresses: 0 });
    expect(clock.pending).toBe(0);
  });

  test("taking and giving back arms no further timers", async () => {
    let armed = 0;
    const inner = fakeClock();
    const clock = {
      now: inner.now,
      setTimer: (fn: () => void, ms: number) => {
        armed++;
        return inner.setTimer(fn, ms);
      },
    };
    const { pool } = rig({ clock });
    for (let i = 0; i < 100; i++) releaseAll(await acquireMany(pool, 1));
    expect(armed).toBe(1);
    pool.close();
  });
});

test("an idle connection that dies leaves at once", async () => {
  const { pool, opener } = rig();
  releaseAll(await acquireMany(pool, 3));
  opener.items[1]?.die();
  expect(opener.items[1]?.closes).toBe(1);
  expect(pool.stats().idle).toBe(2);
  expect((await acquireMany(pool, 2)).map(({ item }) => item.number)).toEqual([3, 1]);
});

test("an idle connection that stopped being reusable without saying so is skipped", async () => {
  const { pool, opener } = rig();
  releaseAll(await acquireMany(pool, 2));
  const silent = opener.items[1];
  if (silent !== undefined) silent.reusable = false;
  expect((await pool.acquire(at(80))).item.number).toBe(1);
  expect(silent?.closes).toBe(1);
});

describe("Kitex's bounds", () => {
  const resolve = (given: LongPoolOptions) => {
    const { clock: _, ...numbers } = resolveLongPoolOptions(given);
    return numbers;
  };

  test("without options", () => {
    expect(resolve({})).toEqual({
      maxIdlePerAddress: 10,
      maxIdleGlobal: 100,
      maxIdleTimeoutMs: 60_000,
      minIdlePerAddress: 0,
    });
  });

  test.each([
    [{ maxIdleTimeoutMs: 0 }, { maxIdleTimeoutMs: 30_000 }],
    [{ maxIdleTimeoutMs: 1 }, { maxIdleTimeoutMs: 2000 }],
    [{ maxIdleTimeoutMs: 2001 }, { maxIdleTimeoutMs: 2001 }],
    [{ minIdlePerAddress: -1 }, { minIdlePerAddress: 0 }],
    [{ minIdlePerAddress: 6 }, { minIdlePerAddress: 5, maxIdlePerAddress: 10 }],
    [
      { minIdlePerAddress: 4, maxIdlePerAddress: 2 },
      { minIdlePerAddress: 4, maxIdlePerAddress: 4 },
    ],
    [{ maxIdlePerAddress: 0 }, { maxIdlePerAddress: 1 }],
    [{ maxIdlePerAddress: -5 }, { maxIdlePerAddress: 1 }],
    [{ maxIdleGlobal: 5 }, { maxIdleGlobal: 10 }],
    [{ maxIdleGlobal: 0 }, { maxIdleGlobal: Number.MAX_SAFE_INTEGER }],
  ])("%o becomes %o", (given, expected) => {
    expect(resolve(given)).toMatchObject(expected);
  });
});
