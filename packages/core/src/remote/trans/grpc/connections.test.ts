import { once } from "node:events";
import { connect, type ServerHttp2Stream } from "node:http2";
import { describe, expect, test } from "vitest";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { rawClient, rawServer } from "../../../testdata/raw-peer.ts";
import { until } from "../../../testdata/until.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import type { StreamHandler } from "../../../testing/stream-service.ts";
import { Http2Client, http2Server, request, response } from "./testdata/http2-peer.ts";
import { grpcClient, startRig } from "./testdata/rig.ts";
import { answerWith, bodyOf, head } from "./testdata/scripts.ts";

const echo = { ":method": "POST", ":path": "/test.Stream/echo", "content-type": "application/grpc+json" };

/** Answers later, when the test says so. */
class Held {
  readonly streams: ServerHttp2Stream[] = [];
  readonly hold = (stream: ServerHttp2Stream): void => void this.streams.push(stream);

  answer(): void {
    for (const stream of this.streams.splice(0)) answerWith(stream, response(stream.id));
  }
}

describe("calls share connections", () => {
  test("one by default, and as many as are wanted, in turn", async () => {
    await using server = await http2Server((stream) => answerWith(stream, response(1)));
    await using one = grpcClient(server.port);
    for (let i = 0; i < 5; i++) await Promise.all([one.echo(1), one.echo(2), one.echo(3)]);
    expect(server.sessions.length).toBe(1);
    await using three = grpcClient(server.port, {}, { connections: 3 });
    for (let i = 0; i < 10; i++) await three.echo(1);
    expect(server.sessions.length).toBe(4);
  });

  test("each has its own where connections are short, and it ends with it", async () => {
    await using server = await http2Server((stream) => answerWith(stream, response(1)));
    await using client = grpcClient(server.port, { connection: "short" });
    await Promise.all([client.echo(1), client.echo(2)]);
    expect(server.sessions.length).toBe(2);
    await until(() => server.sessions.every((session) => session.closed));
  });

  test("those beyond the server's limit wait for the end of others, first come, first served", async () => {
    const held = new Held();
    await using server = await http2Server(held.hold, { maxConcurrentStreams: 2 });
    await using client = grpcClient(server.port, { timeoutMs: 0 });
    const ended: number[] = [];
    // The server's limit is known with its first bytes.
    const first = client.echo(0);
    await until(() => held.streams.length === 1);
    held.answer();
    await first;
    const calls = [1, 2, 3, 4, 5].map((i) => client.echo(i).then(() => ended.push(i)));
    while (ended.length < 5) {
      await until(() => held.streams.length > 0 || ended.length === 5);
      expect(held.streams.length).toBeLessThanOrEqual(2);
      held.answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(calls);
    expect(ended).toEqual([1, 2, 3, 4, 5]);
    expect(server.sessions.length).toBe(1);
  });

  test("one that waits for room ends at its deadline, and leaves no trace", async () => {
    const held = new Held();
    await using server = await http2Server(held.hold, { maxConcurrentStreams: 1 });
    await using client = grpcClient(server.port, { timeoutMs: 0 });
    const first = client.echo(0);
    await until(() => held.streams.length === 1);
    const waiting = await client.echo.safe(1, { timeoutMs: 10 });
    expect(waiting).toMatchObject({ error: { code: ErrorCode.RpcTimeout, phase: "connect" } });
    held.answer();
    await first;
    const third = client.echo(3);
    await until(() => held.streams.length === 1);
    held.answer();
    expect(await third).toBe(3);
  });
});

describe("a connection that cannot be made", () => {
  test("fails the calls that waited for it, with Connect", async () => {
    const server = await http2Server(() => {});
    await server[Symbol.asyncDispose]();
    await using client = grpcClient(server.port);
    const [unary, stream] = await Promise.all([client.echo.safe(1), client.upload.safe([1])]);
    expect(unary).toMatchObject({ error: { code: ErrorCode.Connect, phase: "connect", status: { code: 14 } } });
    expect(stream).toMatchObject({ error: { code: ErrorCode.Connect } });
  });

  test("to somebody who speaks something else fails the call", async () => {
    await using server = await rawServer((peer) => peer.send(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")));
    await using client = grpcClient(server.port);
    const { error } = Object(await client.echo.safe(1));
    expect([ErrorCode.ConnectionClosed, ErrorCode.Protocol]).toContain(error.code);
  });

  test("to somebody who hangs up each time fails each call once", async () => {
    await using server = await rawServer((peer) => peer.socket.destroy());
    await using client = grpcClient(server.port);
    const results = await Promise.all([client.echo.safe(1), client.echo.safe(2)]);
    for (const result of results) expect(result).toMatchObject({ ok: false });
    expect(server.peers.length).toBeLessThanOrEqual(3);
  });

  test("is made again by the next call", async () => {
    await using server = await http2Server((stream) => answerWith(stream, response(1)));
    await using client = grpcClient(server.port);
    await client.echo(1);
    server.sessions[0]?.destroy();
    await until(() => server.sessions[0]?.destroyed === true);
    // The end may not have arrived: then the call fails once with it.
    const result = await client.echo.safe(1);
    if (!result.ok) expect(result.error).toMatchObject({ code: ErrorCode.ConnectionClosed });
    expect(await client.echo(1)).toBe(1);
  });
});

describe("a stream that its peer did nothing with", () => {
  test("is sent once more, unnoticed: unary", async () => {
    let refused = 0;
    await using server = await http2Server((stream) => {
      if (refused++ === 0) stream.close(7);
      else answerWith(stream, response("at last"));
    });
    await using client = grpcClient(server.port);
    expect(await client.echo("hi")).toBe("at last");
    expect(refused).toBe(2);
  });

  test("is sent once more with its first request, and goes on", async () => {
    const bodies: string[] = [];
    let refused = 0;
    await using server = await http2Server(async (stream) => {
      if (refused++ === 0) {
        stream.once("data", () => stream.close(7));
        return;
      }
      bodies.push(String(await bodyOf(stream)));
      answerWith(stream, response("at last"));
    });
    await using client = grpcClient(server.port);
    const upload = client.upload.open();
    await upload.send("a");
    await until(() => refused === 2);
    await upload.send("b");
    expect(await upload.closeAndReceive()).toBe("at last");
    expect(bodies).toEqual([String(Buffer.concat([request("a"), request("b")]))]);
  });

  test("fails when more than one request was sent", async () => {
    let streams = 0;
    await using server = await http2Server((stream) => {
      streams += 1;
      let bytes = 0;
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes >= 2 * request("a").length) stream.close(7);
      });
    });
    await using client = grpcClient(server.port);
    expect(await client.upload.safe(["a", "b"])).toMatchObject({
      error: { code: ErrorCode.ConnectionClosed, status: { code: 14 } },
    });
    expect(streams).toBe(1);
  });

  test("because it lies behind a GOAWAY goes to another connection; others are answered on the old one", async () => {
    const held = new Held();
    let session = 0;
    await using server = await http2Server((stream) => {
      if (stream.session !== server.sessions[0]) answerWith(stream, response("new"));
      else held.hold(stream);
    });
    await using client = grpcClient(server.port, { timeoutMs: 0 });
    const old = client.echo("a");
    await until(() => held.streams.length === 1);
    const refused = client.echo("b");
    await until(() => held.streams.length === 2);
    server.sessions[session++]?.goaway(0, 1);
    expect(await refused).toBe("new");
    held.streams.pop()?.close();
    held.answer();
    expect(await old).toBe(1);
    expect(await client.echo("c")).toBe("new");
    expect(server.sessions.length).toBe(2);
  });
});

describe("a server that closes", () => {
  test("answers what was asked, takes nothing more, and its clients go elsewhere", async () => {
    const began = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    await using rig = await startRig({
      echo: async (value) => {
        began.resolve();
        await go.promise;
        return value;
      },
      watch: async function* () {
        yield 1;
        await go.promise;
        yield 2;
      },
    });
    const call = rig.client.echo("in flight");
    const stream = rig.client.watch("x");
    expect((await stream.next()).value).toBe(1);
    await began.promise;
    const closed = rig.server.close();
    go.resolve();
    expect(await call).toBe("in flight");
    expect([(await stream.next()).value, (await stream.next()).done]).toEqual([2, true]);
    await closed;
    expect(await rig.client.echo.safe("late")).toMatchObject({ error: { code: ErrorCode.Connect } });
  });

  test("waits no longer than it said, and tells handlers that nobody waits", async () => {
    const ctxs: RpcContext[] = [];
    await using rig = await startRig(
      {
        echo: (_value, ctx) => {
          ctxs.push(ctx);
          return new Promise(() => {});
        },
      },
      { server: { exitWaitMs: 10 } },
    );
    const call = rig.client.echo.safe("x", { timeoutMs: 0 });
    await until(() => ctxs.length === 1);
    await rig.server.close();
    const told = { status: { code: 14, message: "graceful shutdown" } };
    expect(await call).toMatchObject({ error: { code: ErrorCode.ConnectionClosed, ...told } });
    expect(ctxs[0]?.abortReason).toMatchObject(told);
  });
});

/** The header of PING: eight bytes, no flag, stream 0. */
const ping = Buffer.from("000008060000000000", "hex");

describe("time", () => {
  test("a silent server is asked for a sign of life while a call waits, and given up when it gives none", async () => {
    const clock = fakeClock();
    await using server = await rawServer((peer) => peer.send(Buffer.from("000000040000000000", "hex")));
    const keepalive = { timeMs: 1_000, timeoutMs: 500 };
    await using client = grpcClient(server.port, { clock, timeoutMs: 0 }, { keepalive });
    const call = client.echo.safe("x");
    const peer = await server.accepted();
    await until(() => peer.received.includes('{"value":"x"}'));
    clock.advance(2_000); // silence for the whole of one look
    await until(() => peer.received.includes(ping));
    clock.advance(500);
    expect(await call).toMatchObject({ error: { code: ErrorCode.ConnectionClosed, status: { code: 14 } } });
  });

  test("nobody is asked without a call, and a server that answers is not given up", async () => {
    const clock = fakeClock();
    const held = new Held();
    let pings = 0;
    await using server = await http2Server(held.hold);
    await using client = grpcClient(server.port, { clock, timeoutMs: 0 }, { keepalive: { timeMs: 1_000 } });
    const first = client.echo(1);
    await until(() => held.streams.length === 1);
    // Other PINGs measure the connection.
    server.sessions[0]?.on("ping", (payload: Buffer) => {
      if (payload.equals(Buffer.alloc(8))) pings += 1;
    });
    held.answer();
    await first;
    clock.advance(10_000);
    const second = client.echo(2);
    await until(() => held.streams.length === 1);
    expect(pings).toBe(0);
    await until(() => {
      clock.advance(100);
      return pings === 3;
    });
    held.answer();
    expect(await second).toBe(3);
  });

  test("a draining server's calls are asked about as well, and go on (grpc-node #3068)", async () => {
    const clock = fakeClock();
    const held = new Held();
    let pings = 0;
    await using server = await http2Server(held.hold);
    await using client = grpcClient(server.port, { clock, timeoutMs: 0 }, { keepalive: { timeMs: 1_000 } });
    const call = client.echo(1);
    await until(() => held.streams.length === 1);
    const session = server.sessions[0];
    session?.on("ping", () => pings++);
    session?.goaway(0, 1);
    await until(() => session !== undefined && !session.destroyed);
    for (let i = 0; pings === 0 && i < 10; i++) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    held.answer();
    expect(await call).toBe(1);
  });

  test("a connection without a call is closed, and the next call makes another", async () => {
    const clock = fakeClock();
    await using server = await http2Server((stream) => answerWith(stream, response(1)));
    await using client = grpcClient(server.port, { clock, timeoutMs: 0 }, { idleTimeoutMs: 1_000 });
    await client.echo(1);
    clock.advance(2_000);
    await until(() => server.sessions[0]?.closed === true);
    await client.echo(1);
    expect(server.sessions.length).toBe(2);
  });

  test("a server asks silent clients, and closes the connections of those that give no sign", async () => {
    const clock = fakeClock();
    const keepalive = { timeMs: 1_000, timeoutMs: 500 };
    await using rig = await startRig({}, { server: { clock, idleTimeoutMs: 0 }, grpcServer: { keepalive } });
    using peer = await rawClient(rig.port);
    const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    const settings = Buffer.from("000000040000000000", "hex");
    peer.send(preface, settings);
    await until(() => peer.received.length > 9);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1_000);
    await until(() => peer.received.includes(ping));
    clock.advance(500);
    await peer.ended;
  });

  test("a stream that is silent keeps its connection, however long the server waits for idle ones", async () => {
    const clock = fakeClock();
    let speak = (_message: unknown): void => {};
    const word = new Promise((resolve) => {
      speak = resolve;
    });
    const handler: StreamHandler = {
      async *watch() {
        yield "first";
        yield await word;
      },
    };
    await using rig = await startRig(handler, { server: { clock, idleTimeoutMs: 1_000 } });
    const responses = rig.client.watch(1);
    expect(await responses.next()).toEqual({ done: false, value: "first" });
    clock.advance(60_000);
    speak("second");
    expect(await responses.next()).toEqual({ done: false, value: "second" });
    expect(await responses.next()).toMatchObject({ done: true });
  });

  test("old and idle connections are ended in peace", async () => {
    for (const grpcServer of [{ maxConnectionAgeMs: 1_000 }, { maxConnectionIdleMs: 1_000 }]) {
      const clock = fakeClock();
      await using rig = await startRig({}, { server: { clock, idleTimeoutMs: 0 }, grpcServer });
      using peer = new Http2Client(rig.port);
      await peer.ask(echo, request(1));
      let goaways = 0;
      peer.session.on("goaway", (code: number) => {
        expect(code).toBe(0);
        goaways += 1;
      });
      clock.advance(899);
      await new Promise((resolve) => setImmediate(resolve));
      expect(goaways).toBe(0);
      clock.advance(1_200);
      await until(() => goaways > 0);
      await until(() => peer.session.closed);
    }
  });

  test("what still runs on an old connection gets its grace and no more", async () => {
    const clock = fakeClock();
    const ctxs: RpcContext[] = [];
    await using rig = await startRig(
      {
        echo: (_value, ctx) => {
          ctxs.push(ctx);
          return new Promise(() => {});
        },
      },
      { server: { clock, idleTimeoutMs: 0 }, grpcServer: { maxConnectionAgeMs: 1_000, maxConnectionAgeGraceMs: 500 } },
    );
    using peer = new Http2Client(rig.port);
    const answer = peer.ask(echo, request(1));
    await until(() => ctxs.length === 1);
    clock.advance(1_100);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ctxs[0]?.abortReason).toBeUndefined();
    clock.advance(500);
    await expect(answer).rejects.toThrow("error code 1000");
    await until(() => ctxs[0]?.abortReason !== undefined);
  });

  test("a client that asks for signs of life too often is told so, and loses its connection", async () => {
    await using rig = await startRig({});
    const session = connect(`http://127.0.0.1:${rig.port}`).on("error", () => {});
    await once(session, "connect");
    const goaway = once(session, "goaway");
    for (let i = 0; i < 4; i++) session.ping(() => {});
    const [code, , data] = await goaway;
    expect([code, String(data)]).toEqual([11, "too_many_pings"]);
    session.destroy();
  });

  test("a request that does not come to its end is refused in time", async () => {
    const clock = fakeClock();
    await using rig = await startRig({}, { server: { clock, idleTimeoutMs: 0 } });
    for (const [headers, ms] of [
      [{}, 30_000],
      [{ "grpc-timeout": "10S" }, 10_000],
    ] as const) {
      using peer = new Http2Client(rig.port);
      await peer.ask(echo, request(1));
      const { pending } = clock;
      const stream = peer.session.request({ ...echo, ...headers });
      const answered = once(
        stream.on("error", () => {}),
        "response",
      );
      stream.write(request("hi").subarray(0, 7));
      await until(() => clock.pending > pending);
      clock.advance(ms);
      const [came] = await answered;
      expect(Object(came)["grpc-status"]).toBe("4");
    }
  });
});

test("nothing is left behind: neither calls, nor timers but the connection's own", async () => {
  const clock = fakeClock();
  await using rig = await startRig({}, { client: { clock } });
  await rig.client.echo(0);
  const before = clock.pending;
  await Promise.all(Array.from({ length: 50 }, (_, i) => rig.client.echo(i)));
  for (const value of [1, 2, 3]) for await (const _ of rig.client.chat([value, value])) break;
  await until(() => rig.callsInFlight().client === 0 && rig.callsInFlight().server === 0);
  expect(clock.pending).toBe(before);
  await rig.client.close();
  await until(() => clock.pending === 0);
});

test("head and body in one write, and a stream that ended, cost the connection nothing", async () => {
  await using server = await http2Server((stream) => {
    stream.respond(head, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(response("x".repeat(60_000)));
  });
  await using client = grpcClient(server.port);
  // More than the connection's window, many times over: what is read is given back.
  for (let i = 0; i < 20; i++) expect(String(await client.echo(i)).length).toBe(60_000);
});
