import { describe, expect, test } from "vitest";
import type { Connection } from "../connection.ts";
import { type ConnectionError, ConnectionErrorCode } from "../errors.ts";
import { connectedPair } from "../testdata/connected-pair.ts";
import { inbox } from "../testdata/inbox.ts";
import { expectNothingLeft } from "../testdata/leak-check.ts";
import { frameOf, lengthPrefixed } from "../testdata/length-prefixed.ts";
import { MuxConnection, type MuxOptions, type Waiter } from "./mux-connection.ts";

expectNothingLeft();

/** A body is its key as text, a space, and the rest; a body without a key belongs to whoever waits longest. */
function keyOf(frame: Buffer): number | undefined {
  const body = frame.toString("utf8", 4);
  if (body === "garbage") throw new Error("no key in it");
  const key = Number.parseInt(body, 10);
  return Number.isNaN(key) ? undefined : key;
}

interface Rig {
  readonly mux: MuxConnection;
  readonly unmatched: string[];
  readonly events: string[];
}

function rig(connection: Connection, options: Partial<MuxOptions> = {}): Rig {
  const unmatched: string[] = [];
  const events: string[] = [];
  const mux = new MuxConnection(connection, {
    frameLength: lengthPrefixed,
    keyOf,
    onUnmatched: (frame) => unmatched.push(frame.toString("utf8", 4)),
    onClose: (cause) => events.push(`closed ${cause?.code}`),
    ...options,
  });
  return { mux, unmatched, events };
}

/** Sends a request and waits for its answer. */
function ask({ mux }: Rig, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const key = mux.nextKey();
    mux.expect(key, { onReply: (frame) => resolve(frame.toString("utf8", 4)), onLost: reject });
    mux.connection.writer.writeBytes(frameOf(`${key} ${body}`));
    mux.connection.flush();
  });
}

const recorder = (events: string[], name: string): Waiter => ({
  onReply: (frame) => events.push(`${name} got ${frame.toString("utf8", 4)}`),
  onLost: (cause) => events.push(`${name} lost ${cause.code}`),
});

function answer(connection: Connection, ...bodies: string[]): void {
  for (const body of bodies) connection.writer.writeBytes(frameOf(body));
  connection.flush();
}

describe("answers", () => {
  test("in any order reach those who asked", async () => {
    await using pair = await connectedPair("tcp");
    const here = rig(pair.dialled);
    const requests: string[] = [];
    inbox(pair.accepted, (body) => {
      requests.push(body);
      if (requests.length === 100) answer(pair.accepted, ...requests.reverse());
    });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(here, `request ${i}`)));
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => `${i + 1} request ${i}`));
    expect(here.mux.inFlight).toBe(0);
  });

  test("without a key go to whoever waits longest", async () => {
    await using pair = await connectedPair("memory");
    const { mux, events, unmatched } = rig(pair.dialled);
    inbox(pair.accepted);
    mux.expect(7, recorder(events, "first"));
    mux.expect(3, recorder(events, "second"));
    answer(pair.accepted, "a", "b", "c");
    await pair.accepted.flushed();
    expect(events).toEqual(["first got a", "second got b"]);
    expect(unmatched).toEqual(["c"]);
  });

  test("for nobody, or for somebody who no longer waits, are unmatched", async () => {
    await using pair = await connectedPair("memory");
    const { mux, events, unmatched } = rig(pair.dialled);
    inbox(pair.accepted);
    mux.expect(1, recorder(events, "one"));
    mux.expect(2, recorder(events, "two"));
    expect(mux.forget(1)).toBe(true);
    expect(mux.forget(1)).toBe(false);
    answer(pair.accepted, "1 late", "9 stray", "2 fine", "2 twice");
    await pair.accepted.flushed();
    expect(events).toEqual(["two got 2 fine"]);
    expect(unmatched).toEqual(["1 late", "9 stray", "2 twice"]);
    expect(pair.dialled.state.kind).toBe("open");
  });

  test("a waiter that throws hurts neither the others nor the connection", async () => {
    await using pair = await connectedPair("memory");
    const { mux, events } = rig(pair.dialled);
    inbox(pair.accepted);
    mux.expect(1, {
      onReply: () => {
        throw new Error("a bug");
      },
      onLost: () => {},
    });
    mux.expect(2, recorder(events, "two"));
    answer(pair.accepted, "1", "2");
    await pair.accepted.flushed();
    expect(events).toEqual(["two got 2"]);
    expect(pair.dialled.state.kind).toBe("open");
  });

  test("a frame whose key cannot be read closes the connection, and all who wait are told why", async () => {
    await using pair = await connectedPair("memory");
    const here = rig(pair.dialled);
    inbox(pair.accepted);
    const waiting = ask(here, "x");
    answer(pair.accepted, "garbage");
    await expect(waiting).rejects.toMatchObject({ code: ConnectionErrorCode.BadFrame });
  });
});

describe("loss", () => {
  test("tells every waiter once, then the owner", async () => {
    await using pair = await connectedPair("tcp");
    const { promise, resolve } = Promise.withResolvers<void>();
    const events: string[] = [];
    const { mux } = rig(pair.dialled, {
      onClose: (cause) => {
        events.push(`closed ${cause?.code}`);
        resolve();
      },
    });
    inbox(pair.accepted, () => pair.accepted.close());
    for (const key of [1, 2, 3]) mux.expect(key, recorder(events, String(key)));
    answer(pair.dialled, "go away");
    await promise;
    expect(events).toEqual(["1 lost PEER_CLOSED", "2 lost PEER_CLOSED", "3 lost PEER_CLOSED", "closed PEER_CLOSED"]);
    expect(mux.inFlight).toBe(0);
  });

  test("a waiter that throws, or asks again, while it is told keeps nobody from being told", async () => {
    await using pair = await connectedPair("memory");
    const { mux, events } = rig(pair.dialled);
    mux.expect(1, {
      onReply: () => {},
      onLost: () => {
        mux.expect(2, recorder(events, "asked again"));
        throw new Error("a bug");
      },
    });
    mux.expect(3, recorder(events, "three"));
    pair.dialled.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual(["three lost CLOSED", "closed undefined", "asked again lost CLOSED"]);
  });

  test("on a connection that is closed a waiter is told soon, not at once", async () => {
    await using pair = await connectedPair("memory");
    const here = rig(pair.dialled);
    pair.dialled.close();
    const asked = ask(here, "x");
    expect(here.mux.inFlight).toBe(0);
    await expect(asked).rejects.toMatchObject({ code: ConnectionErrorCode.Closed } satisfies Partial<ConnectionError>);
  });
});

describe("keys", () => {
  test("count from 1 and skip those that are waited for", async () => {
    await using pair = await connectedPair("memory");
    const { mux, events } = rig(pair.dialled);
    mux.expect(2, recorder(events, "two"));
    mux.expect(3, recorder(events, "three"));
    expect([mux.nextKey(), mux.nextKey(), mux.nextKey()]).toEqual([1, 4, 5]);
  });

  test("cannot be waited for twice", async () => {
    await using pair = await connectedPair("memory");
    const { mux, events } = rig(pair.dialled);
    mux.expect(1, recorder(events, "one"));
    expect(() => mux.expect(1, recorder(events, "other"))).toThrow("key 1");
  });
});
