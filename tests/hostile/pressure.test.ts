import { fakeClock } from "@kitex-ts/netpoll/testing";
import { describe, expect, test } from "vitest";
import { kitexErrorOf } from "../support/errors.ts";
import { answered, closed, expectOutcome, preludes } from "../support/hostile-row.ts";
import { messageForms } from "../support/message-forms.ts";
import type { RawClient } from "../support/raw-client.ts";
import { startRig } from "../support/start-rig.ts";
import { delivered, gate, until } from "../support/until.ts";
import { echoArgs, frame, headed, hex, MessageType, message, u8, u16, u32 } from "../support/wire.ts";

const MEBIBYTE = 1024 * 1024;
const call = (seqId: number, text = "hi"): Buffer => message({ type: MessageType.call, seqId, body: echoArgs(text) });

/** A call of `Mirror` with so many bytes. */
function mirror(bytes: number, seqId = 1): Buffer {
  const body = Buffer.concat([u8(11), u16(1), u32(bytes), Buffer.alloc(bytes), u8(0)]);
  return message({ type: MessageType.call, method: "Mirror", seqId, body });
}

/** Memory outside the heap, where buffers are. */
const buffersInUse = (): number => process.memoryUsage().arrayBuffers;

describe("slow peers", () => {
  const parts = { "the first bytes": 5, "half a header": 11, "half a message": 30 } as const;

  test.each(Object.entries(parts))("%s and then nothing: closed at frameTimeoutMs", async (_, bytes) => {
    const clock = fakeClock();
    await using rig = await startRig({ clock, server: { frameTimeoutMs: 1000 } });
    using peer = await rig.raw();
    peer.send(headed({ payload: frame(call(1)) }).subarray(0, bytes));
    await delivered();
    clock.advance(999);
    await delivered();
    expect(peer.closed).toBe(false);
    clock.advance(1);
    await peer.ended();
    expect(peer.received.length).toBe(0);
    expect(await rig.client.Echo({ message: "unhurt" })).toEqual({ message: "unhurt" });
  });

  test("a byte now and then does not prolong it", async () => {
    const clock = fakeClock();
    await using rig = await startRig({ clock, server: { frameTimeoutMs: 1000 } });
    using peer = await rig.raw();
    const bytes = headed({ payload: frame(call(1)) });
    for (let at = 0; at < 9; at++) {
      peer.send(bytes.subarray(at, at + 1));
      await delivered();
      clock.advance(100);
    }
    await delivered();
    expect(peer.closed).toBe(false);
    clock.advance(100);
    await peer.ended();
  });

  test("a thousand slow ones at a time end together, and nobody else waits for them", async () => {
    const clock = fakeClock();
    await using rig = await startRig({ clock, server: { frameTimeoutMs: 1000 } });
    const peers: RawClient[] = [];
    for (let i = 0; i < 1000; i++) peers.push(await rig.raw());
    for (const peer of peers) peer.send(hex("00000040"));
    await until(
      () => rig.leaks.connections === 1000,
      () => `${rig.leaks.connections} connections`,
    );
    await delivered();
    expect(await rig.client.Echo({ message: "meanwhile" })).toEqual({ message: "meanwhile" });
    clock.advance(1000);
    for (const peer of peers) await peer.ended();
    expect(await rig.client.Echo({ message: "after" })).toEqual({ message: "after" });
    for (const peer of peers) peer[Symbol.dispose]();
  });

  test("one that never says anything: closed at idleTimeoutMs, as one that says nothing more", async () => {
    const clock = fakeClock();
    await using rig = await startRig({ clock, server: { idleTimeoutMs: 1000 } });
    using mute = await rig.raw();
    using once = await rig.raw();
    await until(
      () => rig.leaks.connections === 2,
      () => `${rig.leaks.connections} connections`,
    );
    clock.advance(600);
    once.send(frame(call(1)));
    await once.replies(1);
    clock.advance(400);
    await mute.ended();
    await delivered();
    expect(once.closed).toBe(false);
    clock.advance(600);
    await once.ended();
  });

  test("a handler at work is no silence of its peer", async () => {
    const clock = fakeClock();
    const done = gate();
    const running = gate();
    await using rig = await startRig({
      clock,
      server: { idleTimeoutMs: 1000 },
      handler: {
        Echo: async (request) => {
          running.open();
          await done.opened;
          return request;
        },
      },
    });
    using peer = await rig.raw();
    peer.send(frame(call(1)));
    await running.opened;
    clock.advance(100_000);
    done.open();
    await peer.replies(1);
  });
});

describe("peers that do not read", () => {
  test("answers for one that never reads do not pile up: its requests wait unread", async () => {
    let ran = 0;
    await using rig = await startRig({
      server: { exitWaitMs: 0 },
      handler: {
        Mirror: () => {
          ran += 1;
          return Buffer.alloc(MEBIBYTE);
        },
      },
    });
    using peer = await rig.raw();
    peer.socket.pause();
    for (let i = 1; i <= 200; i++) {
      peer.send(headed({ flags: 1, seqId: i, payload: mirror(1, i) }));
      await delivered();
    }
    expect(ran).toBeGreaterThan(0);
    expect(ran).toBeLessThan(50); // what the system's buffers take, and one or two mebibytes of ours
    expect(await rig.client.Echo({ message: "unhurt" })).toEqual({ message: "unhurt" });
  });

  test("answers that are ready at once and over maxPendingWriteBytes: the connection closes", async () => {
    const start = gate();
    let running = 0;
    await using rig = await startRig({
      server: { maxPendingWriteBytes: 4 * MEBIBYTE },
      handler: {
        Mirror: async () => {
          running += 1;
          await start.opened;
          return Buffer.alloc(MEBIBYTE);
        },
      },
    });
    using peer = await rig.raw();
    peer.socket.pause();
    peer.send(Buffer.concat(Array.from({ length: 40 }, (_, i) => headed({ flags: 1, payload: mirror(1, i + 1) }))));
    await until(
      () => running === 40,
      () => `${running} of 40 handlers run`,
    );
    start.open();
    await until(
      () => rig.leaks.connections === 0,
      () => "a connection over its limit is still open",
    );
    expect(await rig.client.Echo({ message: "unhurt" })).toEqual({ message: "unhurt" });
  });

  test("a small maxPendingWriteBytes is as much a limit as a large one", async () => {
    await using rig = await startRig({ server: { maxPendingWriteBytes: 100_000 } });
    using peer = await rig.raw();
    peer.socket.pause();
    await until(
      () => rig.leaks.connections === 1,
      () => "nobody was accepted",
    );
    for (let i = 1; i <= 1000 && rig.leaks.connections > 0; i++) {
      peer.send(headed({ flags: 1, seqId: i, payload: mirror(20_000, i) }));
      await delivered();
    }
    expect(rig.leaks.connections).toBe(0);
    expect(await rig.client.Echo({ message: "unhurt" })).toEqual({ message: "unhurt" });
  });

  test("our client refuses calls to a server that does not read, once maxPendingWriteBytes wait", async () => {
    await using rig = await startRig({
      server: { maxInFlightPerConnection: 1, exitWaitMs: 0 },
      client: { maxPendingWriteBytes: 4 * MEBIBYTE, timeoutMs: 0, exitWaitMs: 0 },
      handler: { Ping: () => new Promise(() => {}) },
    });
    await rig.client.Echo({ message: "agree" });
    const stuck = kitexErrorOf(rig.client.Ping()); // the server reads nothing more from this connection
    const calls: Promise<unknown>[] = [];
    for (let i = 0; i < 30; i++) calls.push(rig.client.Mirror.safe(Buffer.alloc(MEBIBYTE)));
    const last = await kitexErrorOf(rig.client.Mirror(Buffer.alloc(MEBIBYTE)));
    expect(last.code).toBe("KITEX_ERR_OVER_LIMIT");
    expect(last.message).toContain("bytes already wait");
    await rig.client.close();
    await stuck;
    await Promise.all(calls);
  });
});

describe("more than enough", () => {
  test("requests beyond maxInFlightPerConnection wait unread, and each gets its answer", async () => {
    const hold = gate();
    let running = 0;
    let most = 0;
    await using rig = await startRig({
      server: { maxInFlightPerConnection: 10 },
      handler: {
        Echo: async (request) => {
          running += 1;
          most = Math.max(most, running);
          await hold.opened;
          running -= 1;
          return request;
        },
      },
    });
    using peer = await rig.raw();
    peer.send(Buffer.concat(Array.from({ length: 1000 }, (_, i) => headed({ flags: 1, payload: call(i + 1) }))));
    await until(
      () => running === 10,
      () => `${running} handlers run`,
    );
    await delivered();
    expect(running).toBe(10);
    hold.open();
    const replies = await peer.replies(1000);
    expect(new Set(replies.map(({ seqId }) => seqId)).size).toBe(1000);
    expect(most).toBe(10);
  });

  test.each(messageForms)("ten thousand pipelined requests, $name: each answered, in order", async (form) => {
    await using rig = await startRig();
    using peer = await rig.raw();
    peer.send(Buffer.concat(Array.from({ length: 10_000 }, (_, i) => form.wrap(call(i + 1), i + 1))));
    const replies = await peer.replies(10_000);
    expect(replies.every(({ seqId }, i) => seqId === i + 1)).toBe(true);
  });

  test("connections beyond maxConnections are closed, and those before them go on", async () => {
    await using rig = await startRig({ server: { maxConnections: 3 } });
    const peers: RawClient[] = [];
    for (let i = 0; i < 3; i++) {
      const peer = await rig.raw();
      peers.push(peer);
      peer.send(frame(call(1)));
      await peer.replies(1);
    }
    using fourth = await rig.raw();
    await fourth.ended();
    for (const peer of peers) {
      peer.send(frame(call(2)));
      await peer.replies(2);
      peer[Symbol.dispose]();
    }
    await until(
      () => rig.leaks.connections === 0,
      () => `${rig.leaks.connections} connections`,
    );
    expect(await rig.client.Echo({ message: "room" })).toEqual({ message: "room" });
  });

  test("empty frames for ever: closed at the first", async () => {
    await using rig = await startRig();
    await expectOutcome(rig, { what: "", bytes: Buffer.alloc(4 * 100_000), outcome: closed }, preludes.fresh);
  });

  test("a hundred thousand oneway requests", async () => {
    let ran = 0;
    await using rig = await startRig({
      handler: {
        Notify: () => {
          ran += 1;
        },
      },
    });
    const one = frame(message({ type: MessageType.oneway, method: "Notify", body: echoArgs("x") }));
    const bytes = Buffer.concat([Buffer.alloc(one.length * 100_000, one), frame(call(1))]);
    await expectOutcome(rig, { what: "", bytes, outcome: answered }, preludes.fresh);
    expect(ran).toBe(100_000);
  });
});

describe("memory", () => {
  test("lengths that are only stated take no memory", async () => {
    await using rig = await startRig({ server: { exitWaitMs: 0 } });
    await rig.client.Ping();
    // 16 MiB less one byte is within the limit: the server waits for bytes of which it has a few.
    const beginnings = [
      Buffer.concat([u32(16 * MEBIBYTE - 5), hex("80010001")]),
      Buffer.concat([message({ type: MessageType.call, method: "Mirror", body: hex("0b0001") }), u32(15 * MEBIBYTE)]),
    ];
    const before = buffersInUse();
    const peers: RawClient[] = [];
    for (let i = 0; i < 100; i++) {
      const peer = await rig.raw();
      peers.push(peer);
      peer.send(beginnings[i % 2] ?? hex("00"));
    }
    await until(
      () => rig.leaks.connections === 102,
      () => `${rig.leaks.connections} connections`,
    );
    await delivered();
    expect(buffersInUse() - before).toBeLessThan(24 * MEBIBYTE);
    expect(await rig.client.Echo({ message: "unhurt" })).toEqual({ message: "unhurt" });
    for (const peer of peers) peer[Symbol.dispose]();
  });

  test.each(messageForms)("16 MiB in writes of 64 bytes, $name", async (form) => {
    await using rig = await startRig({ server: { maxFrameBytes: 17 * MEBIBYTE } });
    using peer = await rig.raw();
    const bytes = form.wrap(mirror(16 * MEBIBYTE));
    for (let at = 0; at < bytes.length; at += 64) {
      // Waiting for each makes the system hand them over one by one, or a few at a time.
      if (!peer.socket.write(bytes.subarray(at, at + 64))) await new Promise((done) => peer.socket.once("drain", done));
    }
    await until(
      () => peer.received.length > 0,
      () => "no answer came",
    );
  });

  test("budgets of elements are the message's, not the container's", async () => {
    await using rig = await startRig({ server: { maxElements: 1000 } });
    expect((await rig.client.Flags(Array(1000).fill(true))).length).toBe(1000);
    const error = await kitexErrorOf(rig.client.Flags(Array(1001).fill(true)));
    expect(error).toMatchObject({ code: "KITEX_ERR_REMOTE", typeId: 7 });
    expect(error.message).toContain("1001 elements");
    const children = Array.from({ length: 100 }, () => ({ children: Array.from({ length: 10 }, () => ({})) }));
    expect((await kitexErrorOf(rig.client.Grow({ children }))).typeId).toBe(7);
    expect((await rig.client.Grow({ children: children.slice(0, 90) })).children?.length).toBe(90);
  });
});

describe("half-open connections", () => {
  test("a peer that ends after its request still gets an answer that is ready", async () => {
    await using rig = await startRig();
    using peer = await rig.raw();
    peer.socket.end(frame(call(1)));
    await peer.replies(1);
    await peer.ended();
  });

  test("one that ends while its handler runs has given the call up", async () => {
    const aborted = gate<Error>();
    await using rig = await startRig({
      handler: {
        Echo: (_, ctx) =>
          new Promise((__, reject) =>
            ctx.onAbort((reason) => {
              aborted.open(reason);
              reject(reason);
            }),
          ),
      },
    });
    using peer = await rig.raw();
    peer.socket.end(frame(call(1)));
    expect((await aborted.opened).message).toContain("closed the connection");
    await peer.ended();
    expect(peer.received.length).toBe(0);
  });
});

describe("limits of a server, each settable", () => {
  const string = (bytes: number): [string, string] => ["k".repeat(bytes), "v"];

  test.each([
    [
      "maxFrameBytes",
      { maxFrameBytes: 100 },
      headed({ payload: call(1, "x".repeat(30)) }),
      headed({ payload: call(1, "x".repeat(60)) }),
    ],
    [
      "maxHeaderBytes",
      { maxHeaderBytes: 64 },
      headed({ payload: call(1), strings: [string(40)] }),
      headed({ payload: call(1), strings: [string(80)] }),
    ],
    [
      "maxHeaderPairs",
      { maxHeaderPairs: 2 },
      headed({ payload: call(1), strings: [string(1), string(2)] }),
      headed({ payload: call(1), strings: [string(1), string(2), string(3)] }),
    ],
    [
      "maxHeaderKeyBytes",
      { maxHeaderKeyBytes: 8 },
      headed({ payload: call(1), strings: [string(8)] }),
      headed({ payload: call(1), strings: [string(9)] }),
    ],
  ])("%s", async (_, server, within, beyond) => {
    await using rig = await startRig({ server });
    await expectOutcomeWithoutNeighbour(rig, within, true);
    await expectOutcomeWithoutNeighbour(rig, beyond, false);
  });

  test("maxDepth", async () => {
    await using rig = await startRig({ server: { maxDepth: 3 } });
    expect(await rig.client.Grow({ next: { next: { label: "3" } } })).toMatchObject({ next: { next: { label: "3" } } });
    const error = await kitexErrorOf(rig.client.Grow({ next: { next: { next: { label: "4" } } } }));
    expect(error).toMatchObject({ code: "KITEX_ERR_REMOTE", typeId: 7 });
    expect(error.message).toContain("nested too deep");
  });

  test("exposeErrors: false tells no caller what went wrong", async () => {
    await using rig = await startRig({
      server: { exposeErrors: false },
      handler: {
        Echo: () => {
          throw new Error("password=hunter2");
        },
      },
    });
    const error = await kitexErrorOf(rig.client.Echo({ message: "hi" }));
    expect(error.message).toContain("biz error: internal error");
    expect(error.message).not.toContain("hunter2");
  });
});

describe("limits of a client, each settable", () => {
  test("maxElements: a reply with more is no value", async () => {
    await using rig = await startRig({
      client: { maxElements: 10 },
      handler: { Flags: ([first]) => Array(first === true ? 11 : 10).fill(true) },
    });
    expect((await rig.client.Flags([false])).length).toBe(10);
    expect((await kitexErrorOf(rig.client.Flags([true]))).code).toBe("KITEX_ERR_DECODE");
    expect((await rig.client.Flags([false])).length).toBe(10);
  });

  test("maxDepth: in requests and in replies", async () => {
    const deep = { next: { next: { next: { label: "4" } } } };
    await using rig = await startRig({
      client: { maxDepth: 3 },
      handler: { Grow: (tree) => (tree.label === "deep" ? deep : tree) },
    });
    expect((await kitexErrorOf(rig.client.Grow(deep))).code).toBe("KITEX_ERR_ENCODE");
    expect((await kitexErrorOf(rig.client.Grow({ label: "deep" }))).code).toBe("KITEX_ERR_DECODE");
    expect(await rig.client.Grow({ label: "flat" })).toMatchObject({ label: "flat" });
    const knot: { next?: object } = {};
    knot.next = knot;
    expect((await kitexErrorOf(rig.client.Grow(knot))).code).toBe("KITEX_ERR_ENCODE");
  });

  test.each([
    ["maxHeaderBytes", { maxHeaderBytes: 64 }, { k: "v".repeat(100) }],
    ["maxHeaderPairs", { maxHeaderPairs: 2 }, { a: "1", b: "2", c: "3" }],
    ["maxHeaderKeyBytes", { maxHeaderKeyBytes: 8 }, { ["k".repeat(9)]: "v" }],
  ])("%s: a reply over it is no reply", async (_, client, backward) => {
    await using rig = await startRig({
      client,
      handler: {
        Echo: (request, ctx) => {
          if (request.message === "much") for (const [k, v] of Object.entries(backward)) ctx.meta.backward.set(k, v);
          return request;
        },
      },
    });
    expect((await kitexErrorOf(rig.client.Echo({ message: "much" }))).code).toBe("KITEX_ERR_PROTOCOL");
    expect(await rig.client.Echo({ message: "little" })).toEqual({ message: "little" });
  });
});

/** Whether a server answers `bytes`, or closes the connection. */
async function expectOutcomeWithoutNeighbour(
  rig: { raw(): Promise<RawClient> },
  bytes: Buffer,
  answers: boolean,
): Promise<void> {
  using peer = await rig.raw();
  peer.send(bytes);
  if (answers) await peer.replies(1);
  else await peer.ended();
  expect(peer.messages.length).toBe(answers ? 1 : 0);
}
