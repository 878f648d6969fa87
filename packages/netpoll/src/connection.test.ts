import { describe, expect, test } from "vitest";
import { ConnectionError, ConnectionErrorCode } from "./errors.ts";
import { connectedPair, type PairKind } from "./testdata/connected-pair.ts";
import { inbox } from "./testdata/inbox.ts";
import { expectNothingLeft } from "./testdata/leak-check.ts";
import { frameOf, send } from "./testdata/length-prefixed.ts";
import { fakeClock } from "./testing/fake-clock.ts";

expectNothingLeft();

const kinds: readonly PairKind[] = ["memory", "tcp", "unix", "tls"];
const mebibyte = 1024 * 1024;

describe.each(kinds)("over %s", (kind) => {
  test("frames arrive whole and in order, in both directions", async () => {
    await using pair = await connectedPair(kind);
    const here = inbox(pair.dialled);
    const there = inbox(pair.accepted, (body) => send(pair.accepted, `re: ${body}`));
    for (let i = 0; i < 100; i++) send(pair.dialled, `message ${i}`);
    await here.received(100);
    expect(there.bodies).toEqual(Array.from({ length: 100 }, (_, i) => `message ${i}`));
    expect(here.bodies).toEqual(Array.from({ length: 100 }, (_, i) => `re: message ${i}`));
  });

  test("a frame of 16 MiB straddles chunks and arrives unchanged", async () => {
    await using pair = await connectedPair(kind, { maxFrameBytes: 17 * mebibyte });
    const body = Buffer.alloc(16 * mebibyte, "0123456789abcdef");
    const there = inbox(pair.accepted);
    inbox(pair.dialled);
    send(pair.dialled, body);
    await there.received(1);
    expect(there.bodies[0] === body.toString()).toBe(true);
    expect(pair.accepted.bytesReceived).toBe(body.length + 4);
  });

  test("end() sends what is pending; both sides close cleanly, each told once", async () => {
    await using pair = await connectedPair(kind);
    const here = inbox(pair.dialled);
    const there = inbox(pair.accepted);
    pair.dialled.writer.writeBytes(frameOf("never flushed"));
    pair.dialled.end();
    expect(pair.dialled.state.kind).toBe("ending");
    expect(await here.closed).toBeUndefined();
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
    expect(there.bodies).toEqual(["never flushed"]);
    expect([here.causes.length, there.causes.length]).toEqual([1, 1]);
  });

  test("close() drops everything, tells its owner once and later, and the peer sees the end", async () => {
    await using pair = await connectedPair(kind);
    const here = inbox(pair.dialled);
    const there = inbox(pair.accepted);
    const cause = new ConnectionError(ConnectionErrorCode.Closed, "enough");
    pair.dialled.close(cause);
    pair.dialled.close();
    expect(here.causes).toEqual([]);
    expect(pair.dialled.state).toEqual({ kind: "closed", cause });
    expect(await here.closed).toBe(cause);
    expect(await there.closed).toBeInstanceOf(ConnectionError);
    expect(here.causes).toEqual([cause]);
  });

  test("flushed() settles when the socket has taken the bytes", async () => {
    await using pair = await connectedPair(kind);
    inbox(pair.dialled);
    const there = inbox(pair.accepted);
    pair.dialled.writer.writeBytes(frameOf("one"));
    expect(pair.dialled.pendingWriteBytes).toBe(7);
    await pair.dialled.flushed();
    expect(pair.dialled.pendingWriteBytes).toBe(0);
    await there.received(1);
    await pair.dialled.flushed();
  });

  test("paused, no frame is delivered, not even one that is here; resumed, all are, after the caller returned", async () => {
    await using pair = await connectedPair(kind);
    inbox(pair.dialled);
    const there = inbox(pair.accepted, (body) => {
      if (body === "2") pair.accepted.pause();
    });
    for (const body of ["1", "2", "3", "4"]) send(pair.dialled, body);
    await there.received(2);
    await pair.dialled.flushed();
    expect(there.bodies).toEqual(["1", "2"]);
    pair.accepted.resume();
    expect(there.bodies).toEqual(["1", "2"]);
    await there.received(4);
  });

  test("a receiver that throws loses that connection with its error as the cause, and nothing else happens", async () => {
    await using pair = await connectedPair(kind);
    const here = inbox(pair.dialled);
    const bug = new Error("a bug");
    const there = inbox(pair.accepted, () => {
      throw bug;
    });
    send(pair.dialled, "1");
    send(pair.dialled, "2");
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.BadFrame, cause: bug });
    expect(there.bodies).toEqual(["1"]);
    await here.closed;
  });
});

describe.each(kinds)("bytes that are no frame, over %s", (kind) => {
  test("answers to the frames before them reach a peer that dialled, and nothing behind them is read", async () => {
    await using pair = await connectedPair(kind, { maxFrameBytes: 1000 });
    const here = inbox(pair.dialled);
    const there = inbox(pair.accepted, (body) => send(pair.accepted, `re: ${body}`));
    pair.dialled.writer.writeBytes(frameOf("good"));
    pair.dialled.writer.writeBytes(Buffer.from("7fffffff", "hex"));
    send(pair.dialled, "behind");
    expect(await here.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
    expect(here.bodies).toEqual(["re: good"]);
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.FrameTooLarge });
    expect(there.bodies).toEqual(["good"]);
  });

  test("a peer that does not read those answers is left after the grace", async () => {
    const clock = fakeClock();
    await using pair = await connectedPair(kind, { maxFrameBytes: 1000, endGraceMs: 500, clock });
    const there = inbox(pair.accepted, () => pair.accepted.writer.writeBytes(Buffer.alloc(32 * mebibyte)));
    pair.dialled.writer.writeBytes(frameOf("good"));
    pair.dialled.writer.writeBytes(Buffer.from("7fffffff", "hex"));
    pair.dialled.flush();
    await there.received(1);
    clock.advance(500);
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.FrameTooLarge });
  });

  test("a side that dialled is told at once, whatever it had to send", async () => {
    await using pair = await connectedPair(kind, { maxFrameBytes: 1000 });
    const here = inbox(pair.dialled, () => send(pair.dialled, "more"));
    inbox(pair.accepted);
    pair.accepted.writer.writeBytes(frameOf("good"));
    pair.accepted.writer.writeBytes(Buffer.from("7fffffff", "hex"));
    pair.accepted.flush();
    expect(await here.closed).toMatchObject({ code: ConnectionErrorCode.FrameTooLarge });
    expect(pair.dialled.state.kind).toBe("closed");
  });
});

describe("writing", () => {
  test("everything flushed in one turn, from promise continuations too, leaves in one write", async () => {
    await using pair = await connectedPair("memory");
    const chunksSeen: number[] = [];
    const there = inbox(pair.accepted);
    inbox(pair.dialled);
    const write = pair.dialled.writer.take.bind(pair.dialled.writer);
    pair.dialled.writer.take = () => {
      const chunks = write();
      chunksSeen.push(chunks.length);
      return chunks;
    };
    send(pair.dialled, "at once");
    await Promise.all(
      [1, 2, 3].map(async (i) => {
        for (let turns = 0; turns < i; turns++) await undefined;
        send(pair.dialled, `later ${i}`);
      }),
    );
    await there.received(4);
    expect(chunksSeen).toEqual([1]);
  });

  test("16 MiB in writes of 64 bytes take less than two seconds", async () => {
    await using pair = await connectedPair("tcp");
    const there = inbox(pair.accepted);
    inbox(pair.dialled);
    const piece = Buffer.alloc(64, 1);
    const began = performance.now();
    pair.dialled.writer.writeI32(16 * mebibyte - 4);
    pair.dialled.writer.writeBytes(piece.subarray(4));
    for (let at = 64; at < 16 * mebibyte; at += 64) {
      pair.dialled.writer.writeBytes(piece);
      if (at % 65_536 === 0) await pair.dialled.flushed();
    }
    pair.dialled.flush();
    await there.received(1);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test("a message that is taken back leaves no trace", async () => {
    await using pair = await connectedPair("tcp");
    const there = inbox(pair.accepted);
    inbox(pair.dialled);
    send(pair.dialled, "good");
    const before = pair.dialled.writer.length;
    pair.dialled.writer.writeBytes(frameOf("half a mess"));
    pair.dialled.writer.truncate(before);
    send(pair.dialled, "good again");
    await there.received(2);
    expect(there.bodies).toEqual(["good", "good again"]);
  });

  test("a peer that never reads: first congestion, then WRITE_OVERFLOW, and memory stays bounded", async () => {
    await using pair = await connectedPair("tcp", { maxPendingWriteBytes: 8 * mebibyte });
    const here = inbox(pair.dialled);
    const body = Buffer.alloc(mebibyte);
    // `accepted` never calls receive(): nothing is read.
    for (let i = 0; i < 200 && pair.dialled.state.kind === "open"; i++) {
      send(pair.dialled, body);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await here.closed).toMatchObject({ code: ConnectionErrorCode.WriteOverflow });
    expect(pair.dialled.pendingWriteBytes).toBe(0);
    await expect(pair.dialled.flushed()).rejects.toMatchObject({ code: ConnectionErrorCode.WriteOverflow });
  });

  test("a peer that does not read its answers is not read from, until it does", async () => {
    await using pair = await connectedPair("memory", { highWaterBytes: 1000 });
    const answer = Buffer.alloc(600);
    const there = inbox(pair.accepted, () => send(pair.accepted, answer));
    for (let i = 0; i < 10; i++) send(pair.dialled, String(i));
    await there.received(2);
    await pair.dialled.flushed();
    expect(there.bodies).toEqual(["0", "1"]);
    const here = inbox(pair.dialled);
    await here.received(10);
    expect(there.bodies).toHaveLength(10);
    expect(there.drains).toBeGreaterThan(0);
  });

  test("two peers that flood one another do not wait for each other for ever", async () => {
    await using pair = await connectedPair("tcp", { highWaterBytes: 1000 });
    const body = Buffer.alloc(64 * 1024);
    const here = inbox(pair.dialled);
    inbox(pair.accepted, () => send(pair.accepted, body));
    for (let i = 0; i < 200; i++) send(pair.dialled, body);
    await here.received(200);
  });

  test("flushed() rejects when the connection is lost before", async () => {
    await using pair = await connectedPair("memory");
    inbox(pair.dialled);
    send(pair.dialled, "never read");
    const flushed = pair.dialled.flushed();
    pair.dialled.close();
    await expect(flushed).rejects.toMatchObject({ code: ConnectionErrorCode.Closed });
    await expect(pair.dialled.flushed()).rejects.toMatchObject({ code: ConnectionErrorCode.Closed });
  });

  test("several callers of flushed() are told each in its time", async () => {
    await using pair = await connectedPair("memory");
    inbox(pair.dialled);
    const told: string[] = [];
    send(pair.dialled, "first");
    const first = pair.dialled.flushed().then(() => told.push("first"));
    await new Promise((resolve) => setImmediate(resolve));
    send(pair.dialled, "second");
    const second = pair.dialled.flushed().then(() => told.push("second"));
    inbox(pair.accepted);
    await Promise.all([first, second]);
    expect(told).toEqual(["first", "second"]);
  });

  test("what is written on an ended or closed connection goes nowhere and is not kept", async () => {
    await using pair = await connectedPair("tcp");
    const there = inbox(pair.accepted);
    const here = inbox(pair.dialled);
    pair.dialled.end();
    send(pair.dialled, "too late");
    expect(pair.dialled.pendingWriteBytes).toBe(0);
    await here.closed;
    send(pair.dialled, "much too late");
    expect(pair.dialled.pendingWriteBytes).toBe(0);
    await there.closed;
    expect(there.bodies).toEqual([]);
  });

  test("answers that are on their way when the peer ends its side still reach it", async () => {
    await using pair = await connectedPair("tcp");
    const here = inbox(pair.dialled);
    const there = inbox(pair.accepted, (body) => send(pair.accepted, `re: ${body}`));
    send(pair.dialled, "last words");
    pair.dialled.end();
    expect(await here.closed).toBeUndefined();
    expect(here.bodies).toEqual(["re: last words"]);
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
  });
});

describe("reading", () => {
  test("ten thousand tiny frames in one chunk are delivered by a loop, resumed from inside as often as one likes", async () => {
    await using pair = await connectedPair("memory");
    inbox(pair.dialled);
    const there = inbox(pair.accepted, () => {
      pair.accepted.pause();
      pair.accepted.resume();
    });
    pair.dialled.writer.writeBytes(new Uint8Array(40_000));
    pair.dialled.flush();
    await there.received(10_000);
    expect(there.bodies).toHaveLength(10_000);
  });

  test("the socket itself is paused only when much waits, and bytes before the peer's end are delivered after resuming", async () => {
    await using pair = await connectedPair("memory");
    inbox(pair.dialled);
    const there = inbox(pair.accepted);
    pair.accepted.pause();
    const body = Buffer.alloc(40_000, "x");
    send(pair.dialled, body);
    await pair.dialled.flushed();
    send(pair.dialled, body);
    await pair.dialled.flushed();
    send(pair.dialled, body);
    pair.dialled.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(pair.accepted.bytesReceived).toBe(80_008);
    expect(there.bodies).toEqual([]);
    pair.accepted.resume();
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
    expect(there.bodies).toHaveLength(3);
  });

  test("the peer's end is told at once while this side is paused and no frame waits", async () => {
    await using pair = await connectedPair("tcp");
    const there = inbox(pair.accepted, () => pair.accepted.pause());
    send(pair.dialled, "a request that takes long");
    await there.received(1);
    pair.dialled.close();
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.PeerClosed });
  });

  test("after close() from inside onFrame no further frame is delivered", async () => {
    await using pair = await connectedPair("tcp");
    inbox(pair.dialled);
    const there = inbox(pair.accepted, () => pair.accepted.close());
    pair.dialled.writer.writeBytes(frameOf("1"));
    pair.dialled.writer.writeBytes(frameOf("2"));
    pair.dialled.flush();
    await there.closed;
    expect(there.bodies).toEqual(["1"]);
  });

  test("a connection that is lost before receive() tells its owner afterwards, once", async () => {
    await using pair = await connectedPair("memory");
    pair.dialled.close();
    const here = inbox(pair.dialled);
    expect(here.causes).toEqual([]);
    await here.closed;
    expect(here.causes).toEqual([undefined]);
  });

  test("receive() is called once", async () => {
    await using pair = await connectedPair("memory");
    inbox(pair.dialled);
    expect(() => inbox(pair.dialled)).toThrow("receive() was called before");
  });

  test("an owner whose onClose throws harms nobody", async () => {
    await using pair = await connectedPair("memory");
    const { promise, resolve } = Promise.withResolvers<void>();
    pair.dialled.receive(() => undefined, {
      onFrame: () => {},
      onClose: () => {
        resolve();
        throw new Error("a bug");
      },
    });
    pair.dialled.close();
    await promise;
    await new Promise((settled) => setImmediate(settled));
  });
});

describe("deadlines", () => {
  test("silence in both directions for the idle time closes, and not a moment before", async () => {
    const clock = fakeClock();
    await using pair = await connectedPair("memory", { clock, idleTimeoutMs: 1000 });
    const here = inbox(pair.dialled);
    const there = inbox(pair.accepted);
    clock.advance(999);
    send(pair.dialled, "still here");
    await there.received(1);
    clock.advance(999);
    expect(pair.accepted.state.kind).toBe("open");
    clock.advance(1);
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.IdleTimeout });
    expect(await here.closed).toMatchObject({ code: ConnectionErrorCode.IdleTimeout });
    expect(clock.pending).toBe(0);
  });

  test("silence is no idleness while what the peer asked for is being done", async () => {
    const clock = fakeClock();
    await using pair = await connectedPair("memory", { clock, idleTimeoutMs: 1000 });
    const there = inbox(pair.accepted);
    inbox(pair.dialled);
    pair.dialled.occupied = true;
    pair.accepted.occupied = true;
    clock.advance(60_000);
    expect(pair.accepted.state.kind).toBe("open");
    pair.accepted.occupied = false;
    clock.advance(2_000);
    expect(await there.closed).toMatchObject({ code: ConnectionErrorCode.IdleTimeout });
  });

  test("a frame that drips in, byte after byte, is cut off at its deadline", async () => {
    const clock = fakeClock();
    await using pair = await connectedPair("memory", { clock, idleTimeoutMs: 60_000, frameTimeoutMs: 3000 });
    const here = inbox(pair.dialled);
    const there = inbox(pair.accepted);
    for (let i = 0; i < 3; i++) {
      pair.dialled.writer.writeByte(0);
      await pair.dialled.flushed();
      clock.advance(1000);
    }
    expect(await there.closed).toMatchObject({
      code: ConnectionErrorCode.FrameTimeout,
      message: "memory:dialled did not complete a frame within 3000 ms",
    });
    await here.closed;
  });

  test("each frame has its own deadline, and between frames there is none", async () => {
    const clock = fakeClock();
    await using pair = await connectedPair("memory", { clock, frameTimeoutMs: 3000 });
    inbox(pair.dialled);
    const there = inbox(pair.accepted);
    const frame = frameOf("x");
    for (let i = 1; i <= 5; i++) {
      pair.dialled.writer.writeBytes(frame.subarray(0, 3));
      await pair.dialled.flushed();
      clock.advance(2900);
      pair.dialled.writer.writeBytes(frame.subarray(3));
      await pair.dialled.flushed();
      await there.received(i);
      clock.advance(60_000);
    }
    expect(pair.accepted.state.kind).toBe("open");
    expect(clock.pending).toBe(0);
  });

  test("messages arm no timers", async () => {
    let armed = 0;
    const clock = fakeClock();
    const counting = {
      now: clock.now,
      setTimer: (fn: () => void, ms: number) => {
        armed++;
        return clock.setTimer(fn, ms);
      },
    };
    await using pair = await connectedPair("memory", { clock: counting, idleTimeoutMs: 1000, frameTimeoutMs: 500 });
    inbox(pair.dialled);
    const there = inbox(pair.accepted);
    const frame = frameOf("x");
    // Every write completes one frame and begins the next, so a frame is always being waited for.
    pair.dialled.writer.writeBytes(frame.subarray(0, 3));
    for (let i = 0; i < 400; i++) {
      pair.dialled.writer.writeBytes(frame.subarray(3));
      pair.dialled.writer.writeBytes(frame.subarray(0, 3));
      await pair.dialled.flushed();
      clock.advance(1);
    }
    expect(there.bodies).toHaveLength(400);
    expect(armed).toBeLessThan(10);
    expect(there.causes).toEqual([]);
  });

  test("while this side is paused, silence and unfinished frames are not the peer's fault", async () => {
    const clock = fakeClock();
    await using pair = await connectedPair("memory", { clock, idleTimeoutMs: 1000, frameTimeoutMs: 1000 });
    inbox(pair.dialled);
    pair.dialled.pause();
    inbox(pair.accepted);
    pair.dialled.writer.writeBytes(frameOf("x").subarray(0, 3));
    await pair.dialled.flushed();
    pair.accepted.pause();
    clock.advance(10_000);
    expect(pair.accepted.state.kind).toBe("open");
    pair.accepted.resume();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(999);
    expect(pair.accepted.state.kind).toBe("open");
    clock.advance(1);
    expect(pair.accepted.state).toMatchObject({ kind: "closed", cause: { code: ConnectionErrorCode.FrameTimeout } });
  });

  test("a peer that does not end after our end is left after the grace", async () => {
    const clock = fakeClock();
    await using pair = await connectedPair("memory", { clock, endGraceMs: 1000 });
    const here = inbox(pair.dialled);
    inbox(pair.accepted);
    pair.accepted.pause();
    pair.dialled.end();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(999);
    expect(pair.dialled.state.kind).toBe("ending");
    clock.advance(1);
    expect(await here.closed).toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});
