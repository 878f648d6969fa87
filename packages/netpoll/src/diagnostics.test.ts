import { type ChannelListener, subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, expect, test } from "vitest";
import { callSafely, type DiagnosticsName, publish } from "./diagnostics.ts";
import { dial } from "./dialer.ts";
import { listen } from "./listener.ts";
import { createLongPool } from "./pool/long-pool.ts";
import { FakeOpener } from "./testdata/fake-item.ts";
import { inbox } from "./testdata/inbox.ts";
import { expectNothingLeft } from "./testdata/leak-check.ts";

expectNothingLeft();

const subscribed: [DiagnosticsName, ChannelListener][] = [];
afterEach(() => {
  for (const [name, listener] of subscribed.splice(0)) unsubscribe(name, listener);
});

function record(...names: DiagnosticsName[]): [DiagnosticsName, unknown][] {
  const seen: [DiagnosticsName, unknown][] = [];
  for (const name of names) {
    const listener: ChannelListener = (payload) => seen.push([name, payload]);
    subscribe(name, listener);
    subscribed.push([name, listener]);
  }
  return seen;
}

test("a connection's life is told: where it is listened, both ends, both closes", async () => {
  const seen = record("kitex.listener.open", "kitex.listener.close", "kitex.connection.open", "kitex.connection.close");
  const closed: Promise<unknown>[] = [];
  const listener = await listen({ host: "127.0.0.1" }, (connection) => closed.push(inbox(connection).closed));
  const connection = await dial(listener.address);
  const here = inbox(connection);
  connection.end();
  await here.closed;
  await Promise.all(closed);
  await listener.close();
  expect(seen.map(([name]) => name).sort()).toEqual([
    "kitex.connection.close",
    "kitex.connection.close",
    "kitex.connection.open",
    "kitex.connection.open",
    "kitex.listener.close",
    "kitex.listener.open",
  ]);
  const open = seen.find(([name, payload]) => name === "kitex.connection.open" && idOf(payload) === connection.id);
  expect(open?.[1]).toEqual({ id: connection.id, local: connection.local, remote: connection.remote });
  const close = seen.find(([name, payload]) => name === "kitex.connection.close" && idOf(payload) === connection.id);
  expect(close?.[1]).toEqual({
    id: connection.id,
    local: connection.local,
    remote: connection.remote,
    cause: undefined,
  });
});

test("an attempt that fails is told with its error", async () => {
  const seen = record("kitex.connection.failed");
  const error = await dial({ kind: "unix", path: "/nonexistent" }).catch((reason: unknown) => reason);
  expect(seen).toEqual([["kitex.connection.failed", { remote: "unix:/nonexistent", error }]]);
});

test("pools tell what they open, reuse and evict", async () => {
  const seen = record("kitex.pool.open", "kitex.pool.reuse", "kitex.pool.evict");
  const pool = createLongPool(new FakeOpener().open);
  (await pool.acquire({ kind: "unix", path: "/x" })).release();
  (await pool.acquire({ kind: "unix", path: "/x" })).release();
  pool.close();
  const payload = { kind: "long", address: "unix:/x" };
  expect(seen).toEqual([
    ["kitex.pool.open", payload],
    ["kitex.pool.reuse", payload],
    ["kitex.pool.evict", payload],
  ]);
});

test("a callback that throws is told, and goes no further", () => {
  const seen = record("kitex.connection.callback-error");
  const error = new Error("a bug");
  callSafely("onClose", () => {
    throw error;
  });
  expect(seen).toEqual([["kitex.connection.callback-error", { callback: "onClose", error }]]);
});

test("without a subscriber no payload is made", () => {
  publish("kitex.pool.open", () => {
    throw new Error("made for nobody");
  });
});

function idOf(payload: unknown): unknown {
  return typeof payload === "object" && payload !== null && "id" in payload ? payload.id : undefined;
}
