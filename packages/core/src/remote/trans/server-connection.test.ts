import { describe, expect, test } from "vitest";
import { currentContext } from "../../context/current-context.ts";
import type { RpcContext } from "../../context/rpc-context.ts";
import { BizStatusError } from "../../errors/biz-status-error.ts";
import { ErrorCode } from "../../errors/codes.ts";
import { silentLogger } from "../../logging/logger.ts";
import type { ServerOptions } from "../../server/options.ts";
import { createServer, type Server } from "../../server/server.ts";
import {
  controlFrame,
  framed,
  headed,
  readHeaded,
  readPayload,
  replyPayload,
  requestPayload,
} from "../../testdata/messages.ts";
import { type RawPeer, rawClient } from "../../testdata/raw-peer.ts";
import { until } from "../../testdata/until.ts";
import { DECLARED, type EchoHandler, echoService } from "../../testing/echo-service.ts";
import { fakeClock } from "../../testing/fake-clock.ts";

interface Rig extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  readonly peer: RawPeer;
}

/** A server with the given handler, and one connection to it. */
async function startRig(handler: EchoHandler = {}, options: ServerOptions = {}): Promise<Rig> {
  const given = { port: 0, host: "127.0.0.1", logger: silentLogger, exitWaitMs: 0, ...options };
  const server = createServer(given).register(echoService(), handler);
  const { port = 0 } = await server.listen();
  const peer = await rawClient(port);
  return {
    server,
    port,
    peer,
    [Symbol.asyncDispose]: async () => {
      peer.socket.destroy();
      await server.close();
    },
  };
}

const request = (
  seqId: number,
  value: unknown,
  strings: readonly (readonly [string, string])[] = [],
  flags = 0,
): Buffer => headed(seqId, requestPayload(seqId, value), { flags, strings });
const offer = (seqId: number, value: unknown): Buffer => request(seqId, value, [["kx.mux", "1"]]);
const oneway = (seqId: number, value: unknown): Buffer => headed(seqId, requestPayload(seqId, value, "notify"));
const agreement = controlFrame("kx.mux", "1");

/** The value of the next reply, and its sequence id. */
async function nextReply(peer: RawPeer): Promise<{ seqId: number; value: unknown }> {
  const { seqId, kind, body } = readHeaded(await peer.mustFrame());
  return { seqId, value: kind === "reply" ? Object(body).value : body };
}

/** A handler that answers a request when it is told to. */
function heldCalls(): {
  readonly handler: EchoHandler;
  readonly started: unknown[];
  readonly contexts: RpcContext[];
  finish(value: unknown): void;
} {
  const held = new Map<unknown, () => void>();
  const started: unknown[] = [];
  const contexts: RpcContext[] = [];
  return {
    started,
    contexts,
    handler: {
      echo: (value, ctx) => {
        started.push(value);
        contexts.push(ctx);
        return new Promise((resolve) => held.set(value, () => resolve(value)));
      },
    },
    finish: (value) => held.get(value)?.(),
  };
}

describe("the form of a reply", () => {
  test("is that of its request, also when forms change on one connection", async () => {
    await using rig = await startRig();
    const { peer } = rig;
    const bare = requestPayload(3, "bare");
    peer.send(request(1, "both"), framed(requestPayload(2, "framed")));
    expect(readHeaded(await peer.mustFrame())).toMatchObject({ kind: "reply", method: "echo", seqId: 1 });
    expect(readPayload((await peer.mustFrame()).subarray(4))).toMatchObject({ seqId: 2, body: { value: "framed" } });
    peer.send(bare);
    await until(() => peer.received.length > 20);
    expect(readPayload(peer.takeAll())).toMatchObject({ seqId: 3, body: { value: "bare" } });
  });

  test("a header's reply says what kind of message it is, without flags, under the payload's sequence id", async () => {
    await using rig = await startRig();
    rig.peer.send(headed(5, requestPayload(9, "hi"), { flags: 0 }));
    const { header, seqId } = readHeaded(await rig.peer.mustFrame());
    expect([header.seqId, seqId, header.flags, Object.fromEntries(header.ints)]).toEqual([9, 9, 0, { 22: "2" }]);
  });
});

describe("what a handler may answer", () => {
  test("a business status travels in the header, with an empty reply", async () => {
    await using rig = await startRig({
      echo: () => {
        throw new BizStatusError(404, "not found", { extra: { k: "v" } });
      },
    });
    rig.peer.send(request(1, "hi"));
    const { header, kind, body } = readHeaded(await rig.peer.mustFrame());
    expect([kind, body]).toEqual(["reply", {}]);
    expect(Object.fromEntries(header.strings)).toEqual({
      "biz-status": "404",
      "biz-message": "not found",
      "biz-extra": '{"k":"v"}',
    });
  });

  test("without a header a business status is exception 6, never an empty success", async () => {
    await using rig = await startRig({
      echo: () => {
        throw new BizStatusError(404, "not found");
      },
    });
    rig.peer.send(framed(requestPayload(1, "hi")));
    expect(readPayload((await rig.peer.mustFrame()).subarray(4))).toMatchObject({
      kind: "exception",
      body: { typeId: 6, message: "biz error: code=404, msg=not found" },
    });
  });

  test("a declared exception is a reply", async () => {
    await using rig = await startRig({
      echo: () => {
        throw Object.assign(new Error("no"), { name: DECLARED });
      },
    });
    rig.peer.send(request(1, "hi"));
    expect(readHeaded(await rig.peer.mustFrame())).toMatchObject({ kind: "reply", body: { ok: false } });
  });

  test("an error of a handler is exception 6 with its message, and the connection stays", async () => {
    await using rig = await startRig({
      echo: (value) => {
        if (value === "bad") throw new Error("boom");
        return value;
      },
    });
    rig.peer.send(request(1, "bad"), request(2, "good"));
    const { header, kind, body } = readHeaded(await rig.peer.mustFrame());
    expect([kind, header.ints.get(22), body]).toEqual(["exception", "3", { typeId: 6, message: "biz error: boom" }]);
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "good" });
  });

  test("a value that cannot be written becomes exception 6, and nothing of it is left on the wire", async () => {
    await using rig = await startRig({ echo: (value) => (value === "bad" ? 1n : value) });
    rig.peer.send(request(1, "bad"), request(2, "good"));
    expect(await nextReply(rig.peer)).toMatchObject({ seqId: 1, value: { typeId: 6 } });
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "good" });
  });

  test("backward values go with a reply, and a name of the protocol is refused", async () => {
    await using rig = await startRig({
      echo: (name, ctx) => {
        ctx.meta.backward.set(String(name), "1");
        return "set";
      },
    });
    rig.peer.send(request(1, "bk"), request(2, "crrst"));
    expect(readHeaded(await rig.peer.mustFrame()).header.strings).toEqual(new Map([["bk", "1"]]));
    const refused = readHeaded(await rig.peer.mustFrame());
    expect(refused.header.strings.size).toBe(0);
    expect(refused.body).toMatchObject({
      message: 'biz error: "crrst" is a name of the protocol and cannot be a backward value',
    });
  });
});

describe("what a handler knows", () => {
  test("the caller's names, address and metadata; its own names; the time that is left", async () => {
    const clock = fakeClock();
    let seen: RpcContext | undefined;
    const handler: EchoHandler = {
      echo: (value, ctx) => {
        expect(currentContext()).toBe(ctx);
        seen = ctx;
        return value;
      },
    };
    await using rig = await startRig(handler, { clock, serviceName: "echo.svc" });
    const strings = [
      ["rip", "10.1.2.3:4"],
      ["RPC_TRANSIT_t", "tv"],
      ["RPC_PERSIST_p", "pv"],
      ["RPC_TRANSIT_UPSTREAM_u", "x"],
    ] as const;
    const ints = [
      [3, "caller"],
      [20, "callerMethod"],
      [12, "250"],
    ] as const;
    const frame = headed(1, requestPayload(1, "hi"), { strings, ints });
    rig.peer.send(frame);
    await rig.peer.mustFrame();
    expect(seen?.rpcInfo).toMatchObject({
      from: { service: "caller", method: "callerMethod", address: "10.1.2.3:4" },
      to: { service: "echo.svc", method: "echo" },
      invocation: { service: "Echo", method: "echo" },
      config: { timeoutMs: 250 },
      stats: { receivedBytes: frame.length },
    });
    expect([
      seen?.timeLeftMs,
      seen?.meta.transient.get("t"),
      seen?.meta.persistent.get("p"),
      seen?.meta.transient.has("u"),
    ]).toEqual([250, "tv", "pv", false]);
    expect(clock.pending).toBe(1); // the connection watches for silence; nothing of the call is left
  });

  test.each(["", "0", "-5", "abc", "1.5", "9".repeat(16)])('a timeout of "%s" is none', async (text) => {
    let left: number | undefined = 1;
    await using rig = await startRig({
      echo: (_value, ctx) => {
        left = ctx.timeLeftMs;
      },
    });
    rig.peer.send(headed(1, requestPayload(1, "hi"), { ints: [[12, text]] }));
    await rig.peer.mustFrame();
    expect(left).toBeUndefined();
  });
});

describe("refusals", () => {
  test.each([
    [
      "an unknown method",
      () => headed(1, requestPayload(1, "hi", "echo").fill("nope", 14, 18), { strings: [["isn", "Echo"]] }),
      1,
      "unknown method nope (service Echo)",
    ],
    [
      "an unknown method without a service's name",
      () => headed(1, requestPayload(1, "hi").fill("nope", 14, 18)),
      20,
      "unknown service , method nope",
    ],
    ["a body that cannot be read", () => headed(1, requestPayload(1, "hi").fill("?", 20)), 7, undefined],
  ])("%s is exception %s, and the connection goes on", async (_what, bad, typeId, message) => {
    await using rig = await startRig();
    rig.peer.send(bad(), request(2, "good"));
    const { kind, body } = readHeaded(await rig.peer.mustFrame());
    expect([kind, body]).toMatchObject(["exception", message === undefined ? { typeId } : { typeId, message }]);
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "good" });
  });

  test("on a bare connection it ends after the exception", async () => {
    await using rig = await startRig();
    rig.peer.send(requestPayload(1, "hi").fill("nope", 14, 18));
    await rig.peer.ended;
    expect(readPayload(rig.peer.takeAll())).toMatchObject({ kind: "exception", body: { typeId: 20 } });
  });

  test.each([
    ["a reply", headed(1, replyPayload(1, "hi"))],
    ["a control frame from a peer that agreed to nothing", controlFrame("crrst", "1")],
    ["a frame that contradicts its header", headed(1, requestPayload(1, "hi")).fill(0, 21, 22)],
    ["bytes of another protocol", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a header with an unknown block", headed(1, requestPayload(1, "hi"), { ints: [[22, "1"]] }).fill(2, 16, 17)],
  ])("%s closes the connection without a reply, and hurts no other", async (_what, bytes) => {
    await using rig = await startRig();
    using other = await rawClient(rig.port);
    rig.peer.send(bytes);
    await rig.peer.ended;
    expect(rig.peer.received.length).toBe(0);
    other.send(request(1, "fine"));
    expect(await nextReply(other)).toEqual({ seqId: 1, value: "fine" });
  });

  test("a frame over the limit closes the connection before it is kept", async () => {
    await using rig = await startRig({}, { maxFrameBytes: 1_000 });
    rig.peer.send(Buffer.from("000003e510000000", "hex"));
    await rig.peer.ended;
    expect(rig.peer.received.length).toBe(0);
  });
});

describe("oneway", () => {
  test("is never answered, whatever its handler does; the next request does not wait for it", async () => {
    const started: unknown[] = [];
    await using rig = await startRig({
      notify: (value) => {
        started.push(value);
        if (value === "throws") throw new Error("boom");
        return new Promise(() => {});
      },
    });
    rig.peer.send(oneway(1, "throws"), oneway(2, "hangs"), request(3, "hi"));
    expect(await nextReply(rig.peer)).toEqual({ seqId: 3, value: "hi" });
    expect(started).toEqual(["throws", "hangs"]);
  });

  test("that cannot be read is dropped, and one of an unknown method is told so", async () => {
    await using rig = await startRig();
    rig.peer.send(
      headed(1, requestPayload(1, "hi", "notify").fill("?", 22)),
      headed(2, requestPayload(2, "hi", "notify").fill("nobody", 14, 20)),
      request(3, "hi"),
    );
    expect(await nextReply(rig.peer)).toMatchObject({ seqId: 2, value: { typeId: 20 } });
    expect(await nextReply(rig.peer)).toEqual({ seqId: 3, value: "hi" });
  });

  test("its handler goes on when the caller closes the connection, as callers of oneway methods do", async () => {
    const running = Promise.withResolvers<RpcContext>();
    await using rig = await startRig({
      notify: (_value, ctx) => {
        running.resolve(ctx);
        return new Promise(() => {});
      },
    });
    rig.peer.send(oneway(1, "work"));
    const ctx = await running.promise;
    rig.peer.socket.end();
    await rig.peer.ended;
    expect(ctx.abortReason).toBeUndefined();
  });
});

describe("order", () => {
  test("without a word of sharing requests are answered one after the other", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler);
    rig.peer.send(request(1, "a"), request(2, "b"));
    await until(() => held.started.length === 1);
    held.finish("a");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 1, value: "a" });
    await until(() => held.started.length === 2);
    held.finish("b");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
  });

  test("once a frame had Kitex's flag they are answered as they are ready, and nothing is agreed", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler);
    rig.peer.send(request(1, "a", [], 1), request(2, "b", [], 1));
    await until(() => held.started.length === 2);
    held.finish("b");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
    held.finish("a");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 1, value: "a" });
  });

  test("a peer that offers is agreed with at once, before its handler has run", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler);
    rig.peer.send(offer(1, "a"), request(2, "b", [], 1));
    expect(await rig.peer.mustFrame()).toEqual(agreement);
    await until(() => held.started.length === 2);
    held.finish("b");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
  });

  test("an offer in a later frame is not heard", async () => {
    await using rig = await startRig();
    rig.peer.send(request(1, "a"), offer(2, "b"));
    expect(await nextReply(rig.peer)).toEqual({ seqId: 1, value: "a" });
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
  });

  test("where the reply is ready at once it leaves in the same write as the agreement", async () => {
    await using rig = await startRig();
    const chunks: Buffer[] = [];
    rig.peer.socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    rig.peer.send(offer(1, "a"));
    expect(await rig.peer.mustFrame()).toEqual(agreement);
    expect(await nextReply(rig.peer)).toEqual({ seqId: 1, value: "a" });
    expect(chunks.length).toBe(1);
  });
});

describe("calls in flight", () => {
  test("at maxInFlightPerConnection no further request is read until one settles", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler, { maxInFlightPerConnection: 2 });
    rig.peer.send(offer(1, "a"), request(2, "b", [], 1), request(3, "c", [], 1));
    await rig.peer.mustFrame();
    await until(() => held.started.length === 2);
    held.finish("b");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
    await until(() => held.started.length === 3);
    expect(held.started).toEqual(["a", "b", "c"]);
    for (const value of ["c", "a"]) held.finish(value);
    expect([await nextReply(rig.peer), await nextReply(rig.peer)]).toEqual([
      { seqId: 3, value: "c" },
      { seqId: 1, value: "a" },
    ]);
  });

  test("one whose deadline passed does not count, and its late result is dropped on a shared connection", async () => {
    const clock = fakeClock();
    const held = heldCalls();
    await using rig = await startRig(held.handler, { clock, maxInFlightPerConnection: 1 });
    rig.peer.send(
      headed(1, requestPayload(1, "a"), { strings: [["kx.mux", "1"]], ints: [[12, "50"]] }),
      request(2, "b", [], 1),
    );
    await rig.peer.mustFrame();
    await until(() => held.started.length === 1);
    clock.advance(50);
    expect(held.contexts[0]?.abortReason).toMatchObject({
      code: ErrorCode.RpcTimeout,
      message: "Echo/echo timed out after 50 ms in its handler",
    });
    await until(() => held.started.length === 2);
    held.finish("a");
    held.finish("b");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
  });

  test("a late result is still written in order where replies have an order", async () => {
    const clock = fakeClock();
    const held = heldCalls();
    await using rig = await startRig(held.handler, { clock });
    rig.peer.send(headed(1, requestPayload(1, "a"), { ints: [[12, "50"]] }), request(2, "b"));
    await until(() => held.started.length === 1);
    clock.advance(50);
    held.finish("a");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 1, value: "a" });
    await until(() => held.started.length === 2);
    held.finish("b");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
  });
});

describe("cancellation", () => {
  test.each([
    ["alone", (value: string) => request(1, value)],
    ["shared", (value: string) => offer(1, value)],
  ])("a caller that closes its connection (%s) aborts its handlers", async (_how, first) => {
    const held = heldCalls();
    await using rig = await startRig(held.handler);
    rig.peer.send(first("a"));
    await until(() => held.started.length === 1);
    rig.peer.socket.destroy();
    await until(() => held.contexts[0]?.abortReason !== undefined);
    expect(held.contexts[0]?.abortReason).toMatchObject({
      code: ErrorCode.Canceled,
      message: "the caller closed the connection",
      phase: "handler",
    });
  });

  test("a frame cancels one call of an agreed connection: its handler is told, and no reply is sent", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler);
    rig.peer.send(offer(1, "a"), request(2, "b", [], 1));
    await rig.peer.mustFrame();
    await until(() => held.started.length === 2);
    rig.peer.send(controlFrame("kx.cancel", "1"), controlFrame("kx.cancel", "77"), controlFrame("kx.other", "1"));
    await until(() => held.contexts[0]?.abortReason !== undefined);
    expect(held.contexts[0]?.abortReason).toMatchObject({
      code: ErrorCode.Canceled,
      message: "the caller gave this call up",
    });
    expect(held.contexts[1]?.abortReason).toBeUndefined();
    held.finish("a");
    held.finish("b");
    expect(await nextReply(rig.peer)).toEqual({ seqId: 2, value: "b" });
  });
});

describe("draining", () => {
  test("an idle connection ends at once", async () => {
    await using rig = await startRig();
    rig.peer.send(request(1, "a"));
    await rig.peer.mustFrame();
    const closing = rig.server.close();
    await rig.peer.ended;
    rig.peer.socket.end();
    await closing;
  });

  test("where replies have an order: the reply that is due announces the end, then the connection ends", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler, { exitWaitMs: 60_000 });
    rig.peer.send(request(1, "a"));
    await until(() => held.started.length === 1);
    const closing = rig.server.close();
    await new Promise((resolve) => setImmediate(resolve));
    held.finish("a");
    const { header } = readHeaded(await rig.peer.mustFrame());
    expect(header.strings.get("crrst")).toBe("1");
    await rig.peer.ended;
    rig.peer.socket.end();
    await closing;
  });

  test("a connection of Kitex's mux client gets no control frame: nothing more is read, replies are written, then it ends", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler, { exitWaitMs: 60_000 });
    rig.peer.send(request(1, "a", [], 1));
    await until(() => held.started.length === 1);
    const closing = rig.server.close();
    await new Promise((resolve) => setImmediate(resolve));
    rig.peer.send(request(2, "b", [], 1));
    held.finish("a");
    const { header, seqId } = readHeaded(await rig.peer.mustFrame());
    expect([seqId, header.strings.size]).toEqual([1, 0]);
    expect(await rig.peer.frame()).toBeUndefined();
    expect(held.started).toEqual(["a"]);
    rig.peer.socket.end();
    await closing;
  });

  test("an agreed connection is told by a control frame, crossing requests are served, and the peer ends it", async () => {
    const held = heldCalls();
    await using rig = await startRig(held.handler, { exitWaitMs: 60_000 });
    rig.peer.send(offer(1, "a"));
    await rig.peer.mustFrame();
    await until(() => held.started.length === 1);
    const closing = rig.server.close();
    expect(await rig.peer.mustFrame()).toEqual(controlFrame("crrst", "1"));
    rig.peer.send(request(2, "b", [], 1));
    await until(() => held.started.length === 2);
    for (const value of ["b", "a"]) held.finish(value);
    expect([await nextReply(rig.peer), await nextReply(rig.peer)]).toEqual([
      { seqId: 2, value: "b" },
      { seqId: 1, value: "a" },
    ]);
    rig.peer.socket.end();
    await closing;
  });

  test("is forced at exitWaitMs, and handlers that still run are told", async () => {
    const clock = fakeClock();
    const held = heldCalls();
    await using rig = await startRig(held.handler, { clock, exitWaitMs: 5_000 });
    rig.peer.send(offer(1, "a"));
    await rig.peer.mustFrame();
    await until(() => held.started.length === 1);
    const closing = rig.server.close();
    await rig.peer.mustFrame();
    clock.advance(5_000);
    await closing;
    await rig.peer.ended;
    expect(held.contexts[0]?.abortReason).toMatchObject({ code: ErrorCode.Canceled });
  });
});
