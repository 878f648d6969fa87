import { describe, expect, test } from "vitest";
import { ErrorCode } from "../../errors/codes.ts";
import { echoClient } from "../../testdata/echo-client.ts";
import {
  controlFrame,
  exceptionPayload,
  headed,
  framed as inFrame,
  readHeaded,
  readPayload,
  replyPayload,
} from "../../testdata/messages.ts";
import { type RawPeer, rawServer } from "../../testdata/raw-peer.ts";
import { until } from "../../testdata/until.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { buffered, framed } from "./wire-transport.ts";

const agreement = controlFrame("kx.mux", "1");
const reply = (seqId: number, value: unknown): Buffer => headed(seqId, replyPayload(seqId, value));

/** Answers the first request of a peer after agreeing to share. */
async function agree(peer: RawPeer): Promise<void> {
  const { seqId, body } = readHeaded(await peer.mustFrame());
  peer.send(agreement, reply(seqId, Object(body).value));
}

describe("sequence ids", () => {
  test("count from 1 on each connection, the same in header and payload", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "short" });
    for (let i = 0; i < 2; i++) {
      const call = client.echo(i);
      const peer = await server.accepted();
      const { header, seqId } = readHeaded(await peer.mustFrame());
      expect([header.seqId, seqId]).toEqual([1, 1]);
      peer.send(reply(1, i));
      await call;
    }
  });

  test("on a shared connection a reply with an unknown one is dropped, one that its payload contradicts is refused", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "mux" });
    const calls = [client.echo("a"), client.echo.safe("b")] as const;
    const peer = await server.accepted();
    await peer.mustFrame();
    await peer.mustFrame();
    peer.send(reply(77, "nobody's"), headed(2, replyPayload(1, "a")), reply(1, "a"));
    expect(await calls[0]).toBe("a");
    expect(await calls[1]).toMatchObject({ error: { code: ErrorCode.Protocol } });
    expect(server.peers.length).toBe(1);
  });
});

describe("transports without headers", () => {
  test.each([
    ["framed", framed(), (frame: Buffer) => frame.subarray(4), (payload: Buffer) => inFrame(payload)],
    ["buffered", buffered(), (bytes: Buffer) => bytes, (payload: Buffer) => payload],
  ])("%s: nothing but the payload is sent, and no word of sharing", async (_name, transport, open, close) => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { transport });
    for (let seqId = 1; seqId < 3; seqId++) {
      const call = client.echo("hi", { meta: { persistent: { a: "b" } } });
      const peer = server.peers[0] ?? (await server.accepted());
      await until(() => peer.received.length > 20);
      const bytes = peer.takeAll();
      expect(readPayload(open(bytes))).toEqual({ kind: "call", method: "echo", seqId, body: { value: "hi" } });
      expect(bytes.toString("latin1")).not.toContain("kx.");
      peer.send(close(replyPayload(seqId, "hi")));
      expect(await call).toBe("hi");
    }
  });
});

describe("a reply that is due", () => {
  test.each([
    ["an exception that does not end it", headed(1, exceptionPayload(1, { typeId: 6, message: "x" })), true],
    [
      "an exception after which a Go server closes",
      headed(1, exceptionPayload(1, { typeId: 20, message: "x" })),
      false,
    ],
    ["the announcement of its end", headed(1, replyPayload(1, 1), { strings: [["crrst", "1"]] }), false],
    ["bytes that are no reply", headed(1, Buffer.from("garbage!")), false],
  ])("%s: whether the next call uses the connection", async (_what, frame, kept) => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "long" });
    const first = client.echo.safe("a");
    const peer = await server.accepted();
    await peer.mustFrame();
    peer.send(frame);
    await first;
    const second = client.echo("b");
    const next = kept ? peer : await server.accepted();
    const { seqId } = readHeaded(await next.mustFrame());
    next.send(reply(seqId, "b"));
    expect(await second).toBe("b");
    if (!kept) await peer.ended;
  });

  test("on a shared connection an exception ends nothing for the others", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const first = client.echo("a");
    const peer = await server.accepted();
    await agree(peer);
    await first;
    const calls = [client.echo.safe("b"), client.echo("c")] as const;
    await peer.mustFrame();
    await peer.mustFrame();
    peer.send(headed(2, exceptionPayload(2, { typeId: 20, message: "x" })), reply(3, "c"));
    expect(await calls[0]).toMatchObject({ error: { code: ErrorCode.UnknownService } });
    expect(await calls[1]).toBe("c");
  });

  test("comes as another kind of frame on a shared connection: the connection closes, and every call on it fails", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "mux" });
    const calls = [client.echo.safe("a"), client.echo.safe("b")];
    const peer = await server.accepted();
    await peer.mustFrame();
    peer.send(inFrame(replyPayload(1, "a")));
    for (const result of await Promise.all(calls)) {
      expect(result).toMatchObject({ error: { code: ErrorCode.Protocol } });
    }
    await peer.ended;
  });
});

describe("a connection without a call", () => {
  test.each(["bytes", "an end"])("that brings %s is discarded", async (what) => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "long" });
    const first = client.echo("a");
    const peer = await server.accepted();
    await peer.mustFrame();
    peer.send(reply(1, "a"));
    await first;
    if (what === "bytes") peer.send(reply(1, "a"));
    else peer.socket.end();
    await peer.ended;
    const second = client.echo("b");
    const next = await server.accepted();
    await next.mustFrame();
    next.send(reply(1, "b"));
    expect(await second).toBe("b");
  });
});

describe("a call that is given up", () => {
  test("closes its connection when it was alone on it, and says nothing", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const abort = new AbortController();
    const call = client.echo.safe("a", { signal: abort.signal });
    const peer = await server.accepted();
    await peer.mustFrame();
    abort.abort(new Error("enough"));
    expect(await call).toMatchObject({ error: { code: ErrorCode.Canceled, phase: "response" } });
    expect(await peer.frame()).toBeUndefined();
    expect(peer.received.length).toBe(0);
  });

  test("is canceled by a frame on a connection that its peer agreed to share; its late reply is dropped", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const first = client.echo("a");
    const peer = await server.accepted();
    await agree(peer);
    await first;
    const abort = new AbortController();
    const [gone, other] = [client.echo.safe("b", { signal: abort.signal }), client.echo("c")];
    await peer.mustFrame();
    await peer.mustFrame();
    abort.abort(new Error("enough"));
    expect(await gone).toMatchObject({ error: { code: ErrorCode.Canceled } });
    expect(await peer.mustFrame()).toEqual(controlFrame("kx.cancel", "2"));
    peer.send(reply(2, "late"), reply(3, "c"));
    expect(await other).toBe("c");
    expect(server.peers.length).toBe(1);
  });

  test("is not canceled by a frame on a connection that is shared without asking", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "mux" });
    const abort = new AbortController();
    const [gone, other] = [client.echo.safe("a", { signal: abort.signal }), client.echo("b")];
    const peer = await server.accepted();
    await peer.mustFrame();
    await peer.mustFrame();
    abort.abort();
    await gone;
    peer.send(reply(2, "b"));
    expect(await other).toBe("b");
    expect(peer.received.length).toBe(0);
  });
});

describe("a shared connection whose call timed out", () => {
  test("without a byte from its peer takes no new call, and closes when the last one on it has settled", async () => {
    const clock = fakeClock();
    await using server = await rawServer();
    await using client = echoClient(server.port, { clock });
    const first = client.echo("a");
    const peer = await server.accepted();
    await agree(peer);
    await first;
    const slow = client.echo.safe("slow", { timeoutMs: 100 });
    const patient = client.echo("patient", { timeoutMs: 0 });
    await peer.mustFrame();
    await peer.mustFrame();
    clock.advance(100);
    expect(await slow).toMatchObject({ error: { code: ErrorCode.RpcTimeout } });
    expect(await peer.mustFrame()).toEqual(controlFrame("kx.cancel", "2"));
    const next = client.echo("next", { timeoutMs: 0 });
    await agree(await server.accepted());
    expect(await next).toBe("next");
    peer.send(reply(3, "patient"));
    expect(await patient).toBe("patient");
    await peer.ended;
  });

  test("while bytes still came in goes on", async () => {
    const clock = fakeClock();
    await using server = await rawServer();
    await using client = echoClient(server.port, { clock });
    const first = client.echo("a");
    const peer = await server.accepted();
    await agree(peer);
    await first;
    const slow = client.echo.safe("slow", { timeoutMs: 100 });
    const quick = client.echo("quick");
    await peer.mustFrame();
    await peer.mustFrame();
    peer.send(reply(3, "quick"));
    await quick;
    clock.advance(100);
    expect(await slow).toMatchObject({ error: { code: ErrorCode.RpcTimeout } });
    expect(await peer.mustFrame()).toEqual(controlFrame("kx.cancel", "2"));
    const next = client.echo("next");
    await peer.mustFrame();
    peer.send(reply(2, "too late"), reply(4, "next"));
    expect(await next).toBe("next");
    expect(server.peers.length).toBe(1);
  });
});

test("a peer that drains gets no new call and answers those in flight; then this side ends the connection", async () => {
  await using server = await rawServer();
  await using client = echoClient(server.port);
  const first = client.echo("a");
  const peer = await server.accepted();
  await agree(peer);
  await first;
  const [marker, last] = [client.echo("marker"), client.echo("last")];
  await peer.mustFrame();
  await peer.mustFrame();
  peer.send(controlFrame("crrst", "1"), reply(2, "marker"));
  await marker;
  const next = client.echo("next");
  await agree(await server.accepted());
  expect(await next).toBe("next");
  peer.send(reply(3, "last"));
  expect(await last).toBe("last");
  await peer.ended;
});

describe("a connection that is lost", () => {
  test.each([
    ["ends", (peer: RawPeer) => peer.socket.end(), "PEER_CLOSED"],
    ["breaks", (peer: RawPeer) => peer.socket.resetAndDestroy(), "RESET"],
  ])("after the request, when it %s: ConnectionClosed", async (_how, lose, why) => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const call = client.echo.safe("a");
    const peer = await server.accepted();
    await peer.mustFrame();
    lose(peer);
    const target = `127.0.0.1:${server.port}`;
    expect(await call).toMatchObject({
      error: {
        code: ErrorCode.ConnectionClosed,
        message: `Echo/echo lost its connection to ${target} after the request was written (${why})`,
        phase: "response",
        target,
      },
    });
  });

  test("by garbage: Protocol, with the first words that came", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const call = client.echo.safe("a");
    const peer = await server.accepted();
    await peer.mustFrame();
    peer.send(Buffer.from("HTTP/1.1 400 Bad Request\r\n"));
    expect(await call).toMatchObject({
      error: {
        code: ErrorCode.Protocol,
        message: `Echo/echo got bytes that are no reply from 127.0.0.1:${server.port}: invalid payload (first4Bytes=0x48545450, second4Bytes=0x2f312e31)`,
      },
    });
    await peer.ended;
  });

  test("by a reply over the client's limit: Protocol, before the reply is kept", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { maxFrameBytes: 1_000 });
    const call = client.echo.safe("a");
    const peer = await server.accepted();
    await peer.mustFrame();
    peer.send(Buffer.from("000003e51000", "hex"), Buffer.alloc(2));
    const result = await call;
    expect(result).toMatchObject({ error: { code: ErrorCode.Protocol } });
    expect(result.ok ? "" : result.error.message).toMatch(/sent a frame of 1001 bytes, the limit is 1000$/);
  });
});

describe("a oneway call", () => {
  test("settles when it is written; a connection of its own ends then", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "long" });
    await client.notify("go");
    const peer = await server.accepted();
    expect(readHeaded(await peer.mustFrame())).toMatchObject({ kind: "oneway", method: "notify" });
    await peer.ended;
  });

  test("leaves a shared connection open", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: "mux" });
    await client.notify("go");
    const peer = await server.accepted();
    expect(readHeaded(await peer.mustFrame()).header.ints.get(22)).toBe("4");
    const call = client.echo("a");
    await peer.mustFrame();
    peer.send(reply(2, "a"));
    expect(await call).toBe("a");
  });
});

test("a request is refused while too many bytes wait for a peer that does not read", async () => {
  await using server = await rawServer((peer) => peer.socket.pause());
  await using client = echoClient(server.port, { connection: "mux", maxPendingWriteBytes: 1_000, exitWaitMs: 0 });
  const large = client.echo.safe("x".repeat(32 * 1024 * 1024));
  await until(() => server.peers.length === 1);
  await new Promise((resolve) => setImmediate(resolve));
  const refused = await client.echo.safe("small");
  expect(refused).toMatchObject({ error: { code: ErrorCode.OverLimit, phase: "encode" } });
  await client.close();
  expect(await large).toMatchObject({ error: { code: ErrorCode.ClientClosed } });
});
