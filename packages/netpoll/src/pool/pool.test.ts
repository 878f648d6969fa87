import { describe, expect, test } from "vitest";
import type { Address } from "../address.ts";
import type { Connection } from "../connection.ts";
import { dial } from "../dialer.ts";
import { ConnectionErrorCode } from "../errors.ts";
import { FakeOpener } from "../testdata/fake-item.ts";
import { expectNothingLeft } from "../testdata/leak-check.ts";
import { rawServer } from "../testdata/raw-peer.ts";
import { createLongPool } from "./long-pool.ts";
import { createMuxPool } from "./mux-pool.ts";
import type { ConnectionPool, OpenConnection, Poolable } from "./pool.ts";
import { createShortPool } from "./short-pool.ts";

expectNothingLeft();

const here: Address = { kind: "tcp", host: "10.0.0.1", port: 80 };
const there: Address = { kind: "unix", path: "/there" };
const none = { idle: 0, inUse: 0, opening: 0, addresses: 0 };

type CreatePool = <T extends Poolable>(open: OpenConnection<T>) => ConnectionPool<T>;
const kinds: readonly (readonly [string, CreatePool])[] = [
  ["short", (open) => createShortPool(open)],
  ["long", (open) => createLongPool(open)],
  ["mux", (open) => createMuxPool(open)],
];

describe.each(kinds)("every pool, here a %s one", (_, createPool) => {
  test("gives what was opened for that address, and passes the options on", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createPool(opener.open);
    const acquiring = pool.acquire(there, { connectTimeoutMs: 70 });
    expect(opener.pending[0]).toMatchObject({ address: there, options: { connectTimeoutMs: 70 } });
    expect(pool.stats()).toEqual({ ...none, opening: 1, addresses: 1 });
    const item = opener.pending[0]?.succeed();
    const lease = await acquiring;
    expect(lease.item).toBe(item);
    expect(lease.reused).toBe(false);
    expect(pool.stats()).toEqual({ ...none, inUse: 1, addresses: 1 });
    pool.close();
    lease.release();
  });

  test("has nothing idle for an address that nobody asked for", () => {
    const opener = new FakeOpener();
    expect(createPool(opener.open).acquireIdle(here)).toBeUndefined();
    expect(opener.items).toEqual([]);
  });

  test("a failure to open reaches the caller and leaves nothing; the next attempt is fresh", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createPool(opener.open);
    const acquiring = pool.acquire(here);
    const refused = new Error("refused");
    opener.pending[0]?.fail(refused);
    await expect(acquiring).rejects.toBe(refused);
    expect(pool.stats()).toEqual(none);
    opener.manual = false;
    const lease = await pool.acquire(here);
    expect(lease.item.number).toBe(1);
    lease.discard();
    expect(pool.stats()).toEqual(none);
  });

  test("an opener that throws at once is a failure like any other", async () => {
    const pool = createPool<Poolable>(() => {
      throw new Error("thrown");
    });
    await expect(pool.acquire(here)).rejects.toThrow("thrown");
    expect(pool.stats()).toEqual(none);
  });

  test("a lease can be given back twice, and only the first time counts", async () => {
    const opener = new FakeOpener();
    const pool = createPool(opener.open);
    const lease = await pool.acquire(here);
    lease.discard();
    lease.release();
    lease.discard();
    lease[Symbol.dispose]();
    expect(lease.item.closes).toBe(1);
    expect(pool.stats()).toEqual(none);
  });

  test("an item that died in use is not given again", async () => {
    const opener = new FakeOpener();
    const pool = createPool(opener.open);
    const lease = await pool.acquire(here);
    lease.item.die();
    lease.release();
    expect(lease.item.closes).toBeGreaterThan(0);
    expect((await pool.acquire(here)).item.number).toBe(2);
  });

  test("a closed pool gives nothing, and what comes back is closed", async () => {
    const opener = new FakeOpener();
    const pool = createPool(opener.open);
    const lease = await pool.acquire(here);
    pool.close();
    pool.close();
    await expect(pool.acquire(here)).rejects.toMatchObject({ code: ConnectionErrorCode.PoolClosed });
    expect(lease.item.closes).toBe(0);
    lease.release();
    expect(opener.alive).toEqual([]);
    expect(pool.stats()).toEqual(none);
  });

  test("an item that is opened for a pool that was closed meanwhile is closed", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createPool(opener.open);
    const acquiring = pool.acquire(here);
    pool.close();
    opener.pending[0]?.succeed();
    await expect(acquiring).rejects.toMatchObject({ code: ConnectionErrorCode.PoolClosed });
    expect(opener.alive).toEqual([]);
    expect(pool.stats()).toEqual(none);
  });

  test("an address that was evicted loses what is idle at once and what is in use when it is given back", async () => {
    const opener = new FakeOpener();
    const pool = createPool(opener.open);
    const elsewhere = await pool.acquire(there);
    const lease = await pool.acquire(here);
    pool.evict(here);
    expect(lease.item.closes).toBe(0);
    lease.release();
    expect(opener.alive).toEqual([1]);
    const again = await pool.acquire(here);
    expect(again.item.number).toBe(3);
    again.release();
    pool.evict(here);
    expect(opener.alive).toEqual([1]);
    elsewhere.release();
  });

  test("the caller's signal gives the attempt up", async () => {
    const opener = new FakeOpener();
    opener.manual = true;
    const pool = createPool(opener.open);
    const controller = new AbortController();
    const acquiring = pool.acquire(here, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(acquiring).rejects.toMatchObject({ code: ConnectionErrorCode.Aborted });
    await new Promise((resolve) => setImmediate(resolve));
    expect(pool.stats()).toEqual(none);
  });

  test("a signal that has aborted before opens nothing that stays", async () => {
    const opener = new FakeOpener();
    const pool = createPool((address, options) => {
      options.signal?.throwIfAborted();
      return opener.open(address, options);
    });
    await expect(pool.acquire(here, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(pool.stats()).toEqual(none);
    expect(opener.items).toEqual([]);
  });

  test("a thousand random uses leave nothing behind", async () => {
    const opener = new FakeOpener();
    const pool = createPool(opener.open);
    const addresses = [here, there];
    await Promise.all(
      Array.from({ length: 1000 }, async (_unused, i) => {
        const lease = await pool.acquire(addresses[i % 2] as Address);
        for (let turns = 0; turns < i % 5; turns++) await undefined;
        if (i % 3 === 0) lease.item.die();
        if (i % 7 === 0) lease.discard();
        else lease.release();
        if (i % 100 === 0) pool.evict(here);
      }),
    );
    expect(pool.stats().inUse).toBe(0);
    expect(opener.alive).toHaveLength(pool.stats().idle);
    pool.close();
    expect(pool.stats()).toEqual(none);
    expect(opener.alive).toEqual([]);
  });

  test("with real connections: a peer that ends an idle one makes it leave the pool", async () => {
    await using server = await rawServer();
    const pool = createPool(async (address, options) => new PooledConnection(await dial(address, options)));
    const lease = await pool.acquire(server.address);
    const peer = await server.accepted();
    lease.release();
    peer.end();
    await lease.item.closed;
    expect(pool.stats()).toEqual(none);
    const next = await pool.acquire(server.address);
    expect(next.reused).toBe(false);
    pool.close();
    next.release();
  });
});

/** The least that makes a connection poolable. */
class PooledConnection implements Poolable {
  readonly connection: Connection;
  readonly closed: Promise<void>;
  #onUnusable: (() => void) | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
    this.closed = new Promise((resolve) => {
      connection.receive(() => undefined, {
        onFrame: () => {},
        onClose: () => {
          this.#onUnusable?.();
          resolve();
        },
      });
    });
  }

  get reusable(): boolean {
    return this.connection.state.kind === "open";
  }

  close(): void {
    this.connection.close();
  }

  onUnusable(listener: () => void): void {
    this.#onUnusable = listener;
  }
}

test("the short pool closes every connection after its one use", async () => {
  const opener = new FakeOpener();
  const pool = createShortPool(opener.open);
  for (let i = 0; i < 3; i++) (await pool.acquire(here)).release();
  expect(opener.items.map((item) => item.closes)).toEqual([1, 1, 1]);
});
