import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Connection } from "./connection.ts";
import { dial } from "./dialer.ts";
import { ConnectionErrorCode } from "./errors.ts";
import { type Listener, type ListenOptions, listen } from "./listener.ts";
import { makeDirectory } from "./testdata/connected-pair.ts";
import { inbox } from "./testdata/inbox.ts";
import { expectNothingLeft } from "./testdata/leak-check.ts";
import { frameOf, send } from "./testdata/length-prefixed.ts";
import { rawClient, socketClosed } from "./testdata/raw-peer.ts";
import { fakeClock } from "./testing/fake-clock.ts";

let directory = "";
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));
expectNothingLeft();

/** A listener that answers every frame, as `await using` value. */
async function echo(options: ListenOptions = {}): Promise<Listener & AsyncDisposable> {
  const listener = await listen({ host: "127.0.0.1", ...options }, (connection) => {
    inbox(connection, (body) => send(connection, body));
  });
  return Object.assign(listener, { [Symbol.asyncDispose]: () => listener.close() });
}

async function roundTrip(connection: Connection): Promise<string[]> {
  const here = inbox(connection);
  send(connection, "ping");
  await here.received(1);
  return here.bodies;
}

describe("where it listens", () => {
  test("port 0 becomes a free port, and the address says which", async () => {
    await using listener = await echo();
    expect(listener.address).toEqual({ kind: "tcp", host: "127.0.0.1", port: expect.any(Number) });
    const connection = await dial(listener.address);
    expect(await roundTrip(connection)).toEqual(["ping"]);
    connection.close();
  });

  test("a port that is taken is ADDRESS_IN_USE and names it", async () => {
    await using first = await echo();
    const port = first.address.kind === "tcp" ? first.address.port : 0;
    await expect(echo({ port })).rejects.toMatchObject({
      code: ConnectionErrorCode.AddressInUse,
      message: `127.0.0.1:${port} is in use`,
      cause: expect.objectContaining({ code: "EADDRINUSE" }),
    });
  });

  test("an address that is not this machine's is LISTEN_FAILED", async () => {
    await expect(echo({ host: "192.0.2.1" })).rejects.toMatchObject({ code: ConnectionErrorCode.ListenFailed });
  });

  test("a Unix socket, whose file is gone when it stops", async () => {
    const path = join(directory, "echo");
    const listener = await echo({ path });
    const connection = await dial(listener.address);
    expect(await roundTrip(connection)).toEqual(["ping"]);
    expect(connection.remote).toBe(`unix:${path}`);
    await listener.close();
    expect(existsSync(path)).toBe(false);
    connection.close();
  });

  test("a socket file that somebody answers behind is ADDRESS_IN_USE and left alone", async () => {
    const path = join(directory, "echo");
    await using first = await echo({ path });
    await expect(echo({ path })).rejects.toMatchObject({ code: ConnectionErrorCode.AddressInUse });
    const connection = await dial(first.address);
    expect(await roundTrip(connection)).toEqual(["ping"]);
    connection.close();
  });

  test("a socket file that a dead process left behind is replaced", async () => {
    const path = join(directory, "echo");
    await leaveStaleSocket(path);
    expect(existsSync(path)).toBe(true);
    await using listener = await echo({ path });
    const connection = await dial(listener.address);
    expect(await roundTrip(connection)).toEqual(["ping"]);
    connection.close();
  });

  test("a file that is no socket is never removed", async () => {
    const path = join(directory, "precious");
    writeFileSync(path, "data");
    await expect(echo({ path })).rejects.toMatchObject({ code: ConnectionErrorCode.AddressInUse });
    expect(existsSync(path)).toBe(true);
    mkdirSync(join(directory, "folder"));
    await expect(echo({ path: join(directory, "folder") })).rejects.toMatchObject({
      code: ConnectionErrorCode.AddressInUse,
    });
  });
});

describe("stopping", () => {
  test("stopAccepting frees the port at once and leaves connections open", async () => {
    await using listener = await echo();
    const connection = await dial(listener.address);
    const here = inbox(connection);
    send(connection, "before");
    await here.received(1);
    await listener.stopAccepting();
    await expect(dial(listener.address)).rejects.toMatchObject({ code: ConnectionErrorCode.ConnectFailed });
    send(connection, "after");
    await here.received(2);
    const port = listener.address.kind === "tcp" ? listener.address.port : 0;
    await using successor = await echo({ port });
    expect(successor.address).toEqual(listener.address);
    connection.close();
  });

  test("close destroys every connection, tells its owner, and may be called again", async () => {
    const owners: ReturnType<typeof inbox>[] = [];
    const listener = await listen({ host: "127.0.0.1" }, (connection) => owners.push(inbox(connection)));
    const connection = await dial(listener.address);
    const here = inbox(connection);
    while (listener.connections.size === 0) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([listener.close(), listener.close()]);
    expect(await owners[0]?.closed).toBeUndefined();
    expect(owners[0]?.causes).toHaveLength(1);
    await here.closed;
    expect(listener.connections.size).toBe(0);
    await listener.close();
  });

  test("connections leave the set when they close", async () => {
    await using listener = await echo();
    const connection = await dial(listener.address);
    await roundTrip(connection);
    expect([...listener.connections].map(({ remote }) => remote)).toEqual([connection.local]);
    connection.end();
    while (listener.connections.size > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("hostile peers", () => {
  test("connections beyond the limit are closed, the others are served", async () => {
    await using listener = await echo({ maxConnections: 2 });
    const first = await dial(listener.address);
    const second = await dial(listener.address);
    expect(await roundTrip(first)).toEqual(["ping"]);
    expect(await roundTrip(second)).toEqual(["ping"]);
    const third = await dial(listener.address);
    expect(await inbox(third).closed).toMatchObject({ name: "ConnectionError" });
    first.close();
    second.close();
  });

  test("an owner that throws loses that connection; the next is served", async () => {
    let calls = 0;
    const listener = await listen({ host: "127.0.0.1" }, (connection) => {
      if (++calls === 1) throw new Error("a bug");
      inbox(connection, (body) => send(connection, body));
    });
    const first = await dial(listener.address);
    await inbox(first).closed;
    const second = await dial(listener.address);
    expect(await roundTrip(second)).toEqual(["ping"]);
    second.close();
    await listener.close();
  });

  test.each([
    ["a length beyond 2 GiB", Buffer.from("ffffffff00", "hex"), ConnectionErrorCode.FrameTooLarge],
    ["a frame just over the limit", Buffer.from("00fffffd", "hex"), ConnectionErrorCode.FrameTooLarge],
  ])("%s closes that connection, keeps no memory, and hurts no other", async (_, bytes, code) => {
    const causes: unknown[] = [];
    const listener = await listen({ host: "127.0.0.1" }, (connection) => {
      const there = inbox(connection, (body) => send(connection, body));
      void there.closed.then((cause) => causes.push(cause?.code));
    });
    const good = await dial(listener.address);
    const before = process.memoryUsage().arrayBuffers;
    const peer = await rawClient(listener.address);
    peer.write(bytes);
    await socketClosed(peer);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
    expect(causes).toEqual([code]);
    expect(await roundTrip(good)).toEqual(["ping"]);
    good.close();
    await listener.close();
  });

  test("a reset right after connecting does nothing but close that connection", async () => {
    await using listener = await echo();
    for (let i = 0; i < 20; i++) (await rawClient(listener.address)).resetAndDestroy();
    const connection = await dial(listener.address);
    expect(await roundTrip(connection)).toEqual(["ping"]);
    connection.close();
  });

  test("a frame that drips in is cut off by the clock", async () => {
    const clock = fakeClock();
    await using listener = await echo({ clock, frameTimeoutMs: 30_000, idleTimeoutMs: 600_000 });
    const peer = await rawClient(listener.address);
    const closed = socketClosed(peer);
    peer.write(frameOf("slow").subarray(0, 1));
    while (received(listener) < 1) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(29_999);
    peer.write(frameOf("slow").subarray(1, 2));
    while (received(listener) < 2) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1);
    await closed;
    expect(clock.pending).toBe(0);
  });

  test("a peer that says nothing at all is closed after the idle time", async () => {
    const clock = fakeClock();
    await using listener = await echo({ clock, idleTimeoutMs: 600_000 });
    const peer = await rawClient(listener.address);
    const closed = socketClosed(peer);
    while (listener.connections.size === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(600_000);
    await closed;
  });
});

function received(listener: Listener): number {
  let bytes = 0;
  for (const connection of listener.connections) bytes += connection.bytesReceived;
  return bytes;
}

/** Leaves a socket file without anybody behind it: a hard kill is imitated by a link that survives the server. */
async function leaveStaleSocket(path: string): Promise<void> {
  const { linkSync } = await import("node:fs");
  const server = createServer().listen(`${path}.real`);
  await once(server, "listening");
  linkSync(`${path}.real`, path);
  server.close();
  await once(server, "close");
}
