import { ErrorCode } from "@kitex-ts/core";
import { expect, test } from "vitest";
import { describeEachTransport, isShared, type TransportCase, transportCases } from "../support/each-transport.ts";
import { kitexErrorOf } from "../support/errors.ts";
import {
  answer,
  answerWith,
  replyTo,
  reset,
  type ScriptedPeerOptions,
  type ScriptedRequest,
  type Step,
  scriptedPeer,
  send,
  silence,
} from "../support/scripted-peer.ts";
import { startScriptedRig } from "../support/start-scripted-rig.ts";
import { until } from "../support/until.ts";
import {
  control,
  controlPayload,
  echoResult,
  exceptionBody,
  field,
  type HeaderParts,
  headed,
  hex,
  MessageType,
  message,
  stringBlock,
  u8,
  u16,
  u32,
} from "../support/wire.ts";

const hi = { message: "hi" };

/** What a peer may do to the first of two calls, and what comes of it. The second call gets its answer. */
interface Misdeed {
  readonly what: string;
  readonly script: ScriptedPeerOptions;
  readonly code: (transport: TransportCase) => ErrorCode;
  /** Whether the connection survives, given the transport. Default: never. */
  readonly keeps?: (transport: TransportCase) => boolean;
}

const lost = (): ErrorCode => ErrorCode.ConnectionClosed;
const violates = (): ErrorCode => ErrorCode.Protocol;

/** Where the end of the reply is known from a length, whatever is in it. */
const hasLength = ({ framed, headers }: TransportCase): boolean => framed || headers;
/** Without a length the end of a reply is found by walking over it: what cannot be walked over is no reply. */
const cannotBeRead = (transport: TransportCase): ErrorCode =>
  hasLength(transport) ? ErrorCode.Decode : ErrorCode.Protocol;

function misdeed(what: string, code: Misdeed["code"], step: Step, keeps: Misdeed["keeps"] = () => false): Misdeed {
  return { what, code, keeps, script: { steps: [step] } };
}

function part(request: ScriptedRequest, bytes: number): Buffer {
  return replyTo(request).subarray(0, bytes);
}

const misdeeds: readonly Misdeed[] = [
  misdeed("breaks the connection after the request", lost, reset),
  misdeed("ends the connection after the request", lost, ({ socket }) => socket.end()),
  misdeed("breaks the connection within the reply", lost, (request) => {
    request.socket.write(part(request, 10), () => request.socket.resetAndDestroy());
  }),
  misdeed("ends the connection within the reply", lost, (request) => request.socket.end(part(request, 10))),
  misdeed("ends the connection before the first eight bytes of the reply", lost, (request) => {
    request.socket.end(part(request, 5));
  }),
  misdeed("answers with garbage", violates, send(hex("0102030405060708090a0b0c"))),
  misdeed("answers in HTTP", violates, send(Buffer.from("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"))),
  misdeed("sends a frame longer than the limit", violates, send(Buffer.concat([u32(0x7fff_fff0), hex("80010002")]))),
  misdeed("sends a frame of negative length", violates, send(hex("ffffffff 80010002 00000000"))),
  misdeed("answers with a request", violates, answerWith({ type: MessageType.call }), isShared),
  misdeed("answers with a type that there is not", violates, answerWith({ type: 9 }), isShared),
  misdeed("answers another method", violates, answerWith({ method: "Ping" }), isShared),
  misdeed("answers without a method", violates, answerWith({ method: "" }), isShared),
  misdeed("answers another call in its payload", violates, answerWith({ seqId: 77 }), isShared),
  misdeed(
    "sends a string longer than the reply",
    cannotBeRead,
    answerWith({ body: Buffer.concat([u8(12), u16(0), u8(11), u16(1), u32(0x7fff_ffff), u8(0), u8(0)]) }),
    hasLength,
  ),
  misdeed(
    "sends a container of a negative number of elements",
    cannotBeRead,
    answerWith({ body: Buffer.concat([u8(15), u16(9), u8(8), u32(0xffff_ffff), u8(0)]) }),
    hasLength,
  ),
  misdeed("sends a value of unknown type", cannotBeRead, answerWith({ body: hex("05 0009 00") }), hasLength),
  misdeed(
    "answers without a result",
    () => ErrorCode.MissingResult,
    answerWith({ body: u8(0) }),
    () => true,
  ),
  misdeed(
    "reports a failure of its own",
    () => ErrorCode.Remote,
    answerWith({ type: MessageType.exception, body: exceptionBody("boom", 6) }),
    () => true,
  ),
  misdeed(
    "does not know the method",
    () => ErrorCode.UnknownMethod,
    answerWith({ type: MessageType.exception, body: exceptionBody("unknown method Echo", 1) }),
    isShared,
  ),
  misdeed(
    "does not know the service",
    () => ErrorCode.UnknownService,
    answerWith({ type: MessageType.exception, body: exceptionBody("unknown service Lab", 20) }),
    isShared,
  ),
  misdeed(
    "sends an exception that cannot be read",
    violates,
    answerWith({ type: MessageType.exception, body: hex("0b 0001 7fffffff 00") }),
    isShared,
  ),
];

/** Misdeeds in a TTHeader. Where calls share the connection and a frame is whole, it is one call's bad reply. */
const headerMisdeeds: readonly Misdeed[] = [
  misdeed("sends a header of an unknown protocol", violates, header({ protocol: 5 }), isShared),
  misdeed("sends a header with an unknown block", violates, header({ blocks: hex("020001") }), isShared),
  misdeed("sends more transforms than the header holds", violates, header({ blocks: hex("00") }, 15, 200), isShared),
  misdeed("sends a block longer than its header", violates, header({ blocks: hex("010001 0400 61") }), isShared),
  misdeed("sends more pairs than there are", violates, header({ blocks: stringBlock([["a", "b"]], 9) }), isShared),
  misdeed("sends 10,000 pairs", violates, header({ strings: pairs(10_000) }), isShared),
  misdeed("sends a header longer than its frame", violates, header({ units: 500 }), isShared),
  misdeed("sends a header of no size", violates, header({ units: 0 }), isShared),
  misdeed("sends no payload", violates, header({ payload: Buffer.alloc(0) }), isShared),
  misdeed("sends a payload of no known kind", violates, header({ payload: Buffer.alloc(12, 1) }), isShared),
  misdeed("sends a header inside a header", violates, header({ payload: headed({ payload: u32(0) }) }), isShared),
  misdeed("sends a LENGTH of 0", violates, header({ length: 0 })),
  misdeed("sends a LENGTH over the limit", violates, header({ length: 0x7fff_ffff })),
  misdeed("sends a status with an extra that is no JSON", violates, answerWith({ strings: status("{") }), () => true),
  misdeed("sends a status with an extra of numbers", violates, answerWith({ strings: status('{"a":1}') }), () => true),
  misdeed("sends a status with an extra that is a list", violates, answerWith({ strings: status("[]") }), () => true),
];

/** Answers with a header that is wrong in the given parts; or in one byte. */
function header(parts: Partial<HeaderParts>, at?: number, byte?: number): Step {
  return (request) => {
    const seqId = request.header?.seqId ?? 0;
    const payload = message({ type: MessageType.reply, seqId, body: echoResult("ok") });
    const bytes = headed({ seqId, payload, ...parts });
    if (at !== undefined && byte !== undefined) bytes.writeUInt8(byte, at);
    request.socket.write(bytes);
  };
}

function pairs(count: number): [string, string][] {
  return Array.from({ length: count }, (_, i) => [`key ${i}`, "v"]);
}

function status(extra: string): [string, string][] {
  return [
    ["biz-status", "7"],
    ["biz-message", "m"],
    ["biz-extra", extra],
  ];
}

describeEachTransport(transportCases, (transport) => {
  for (const { what, script, code, keeps } of transport.headers ? [...misdeeds, ...headerMisdeeds] : misdeeds) {
    test(`a peer that ${what}: one typed error, and the next call is answered`, async () => {
      await using rig = await startScriptedRig(transport, script);
      const error = await kitexErrorOf(rig.client.Echo(hi));
      expect(error.code).toBe(code(transport));
      expect(error.target).toBe(rig.peer.hostPort);
      expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
      const kept = transport.connection !== "short" && keeps?.(transport) === true;
      expect(rig.peer.sockets.length).toBe(kept ? 1 : 2);
    });
  }

  test("nobody listens: Connect, and the same client goes on when somebody does", async () => {
    const gone = await scriptedPeer();
    await gone[Symbol.asyncDispose]();
    await using rig = await startScriptedRig(transport, {}, { hostPorts: [gone.hostPort] });
    const error = await kitexErrorOf(rig.client.Echo(hi));
    expect(error.code).toBe(ErrorCode.Connect);
    expect(error.phase).toBe("connect");
    expect(error.message).toContain("ECONNREFUSED");
    await using _back = await scriptedPeer({ port: gone.port });
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
  });

  test("a peer that breaks connections as soon as they are made: one typed error, and the next call is answered", async () => {
    await using rig = await startScriptedRig(transport, {
      onConnection: (socket, connection) => {
        if (connection === 0) socket.resetAndDestroy();
      },
    });
    const error = await kitexErrorOf(rig.client.Echo(hi));
    // The system may report the break together with the connection, or after it.
    expect([ErrorCode.Connect, ErrorCode.ConnectionClosed]).toContain(error.code);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
  });

  test("a peer that breaks the connection within a large request: ConnectionClosed, and the next call is answered", async () => {
    await using rig = await startScriptedRig(transport, {
      onConnection: (socket, connection) => {
        if (connection === 0) socket.once("data", () => socket.resetAndDestroy());
      },
    });
    const error = await kitexErrorOf(rig.client.Mirror(Buffer.alloc(15 * 1024 * 1024)));
    expect(error.code).toBe(ErrorCode.ConnectionClosed);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
  });

  test("a silent peer: RpcTimeout at the deadline, and the next call is answered", async () => {
    await using rig = await startScriptedRig(transport, { steps: [silence] }, { timeoutMs: 300 });
    const call = kitexErrorOf(rig.client.Echo(hi));
    await rig.peer.received(1);
    rig.clock.advance(299);
    expect(rig.leaks.timers).toBeGreaterThan(0);
    rig.clock.advance(1);
    const error = await call;
    expect(error.code).toBe(ErrorCode.RpcTimeout);
    expect(error.phase).toBe("response");
    expect(error.message).toContain(`timed out after 300 ms while waiting for the response from ${rig.peer.hostPort}`);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    // A connection that showed no sign of life is not used again; an agreement was a sign of life.
    const agreed = transport.sharing === "agreed";
    expect(rig.peer.sockets.length).toBe(agreed ? 1 : 2);
    expect(rig.peer.controls.map(({ strings }) => Object.fromEntries(strings))).toEqual(
      agreed ? [{ "kx.cancel": String(rig.peer.requests[0]?.seqId) }] : [],
    );
  });

  test("half a reply and silence: RpcTimeout, and a connection that lost its step fails no call after the next", async () => {
    await using rig = await startScriptedRig(transport, {
      steps: [(request) => request.socket.write(part(request, 10))],
    });
    const call = kitexErrorOf(rig.client.Echo(hi, { timeoutMs: 300 }));
    await rig.peer.received(1);
    rig.clock.advance(300);
    expect((await call).code).toBe(ErrorCode.RpcTimeout);
    // Where calls share the connection its peer is alive, and what it sends next is read as the rest of that half.
    if (isShared(transport)) expect((await kitexErrorOf(rig.client.Echo(hi))).code).toBe(ErrorCode.Protocol);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    expect(rig.peer.sockets.length).toBe(2);
  });

  test("a late reply does not reach another call", async () => {
    let late: (() => void) | undefined;
    await using rig = await startScriptedRig(transport, {
      steps: [
        (request) => {
          late = () => {
            if (!request.socket.destroyed) request.socket.write(replyTo(request, { body: echoResult("late") }));
          };
        },
        (request) => {
          late?.();
          answer(request);
        },
      ],
    });
    const first = kitexErrorOf(rig.client.Echo(hi, { timeoutMs: 100 }));
    await rig.peer.received(1);
    rig.clock.advance(100);
    expect((await first).code).toBe(ErrorCode.RpcTimeout);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
  });

  test("a reply for nobody while nothing is called: the next call is answered", async () => {
    await using rig = await startScriptedRig(transport);
    await rig.client.Echo(hi);
    const [request] = rig.peer.requests;
    if (request === undefined) throw new Error("no request came");
    if (!request.socket.destroyed) {
      request.socket.write(replyTo(request, { seqId: 4711, headerSeqId: 4711 }));
      if (!isShared(transport)) {
        await until(
          () => request.socket.destroyed,
          () => "the client keeps a connection on which bytes came unasked",
        );
      }
    }
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    expect(rig.peer.sockets.length).toBe(isShared(transport) ? 1 : 2);
  });

  test("a reply for nobody before the right one: dropped where calls share the connection, an error where not", async () => {
    const stray: Step = (request) => {
      request.socket.write(replyTo(request, { seqId: 4711, headerSeqId: 4711, body: echoResult("stray") }));
      answer(request);
    };
    await using rig = await startScriptedRig(transport, { steps: [answer, stray] });
    await rig.client.Echo(hi);
    if (isShared(transport)) expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    else expect((await kitexErrorOf(rig.client.Echo(hi))).code).toBe(ErrorCode.Protocol);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
  });

  test("a request that cannot be written: Encode, nothing is sent, and the connection serves the next call", async () => {
    await using rig = await startScriptedRig(transport);
    await rig.client.Echo(hi);
    // @ts-expect-error: what a caller without types might pass
    const error = await kitexErrorOf(rig.client.Echo({ message: 7 }));
    expect(error.code).toBe(ErrorCode.Encode);
    expect(error.message).toContain("req.message must be a string");
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    expect(rig.peer.requests.length).toBe(2);
    if (transport.connection !== "short") expect(rig.peer.sockets.length).toBe(1);
  });

  test("an idle connection that its peer ended is not used again", async () => {
    await using rig = await startScriptedRig(transport);
    for (let i = 0; i < 5; i++) {
      expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
      const closed = rig.leaks.connections;
      for (const socket of rig.peer.sockets) socket.end();
      await until(
        () => rig.leaks.connections < Math.max(1, closed),
        () => "the client keeps a connection that its peer ended",
      );
    }
  });

  test("a client that is closed with calls in flight: ClientClosed after exitWaitMs, and nothing is left", async () => {
    await using rig = await startScriptedRig(
      transport,
      { steps: Array.from({ length: 5 }, () => silence) },
      { exitWaitMs: 1000, timeoutMs: 0 },
    );
    const calls = Array.from({ length: 5 }, () => kitexErrorOf(rig.client.Echo(hi)));
    rig.clock.advance(10); // calls that wait to learn whether the peer shares wait no longer
    await rig.peer.received(5);
    const closed = rig.client.close();
    expect((await kitexErrorOf(rig.client.Echo(hi))).code).toBe(ErrorCode.ClientClosed);
    rig.clock.advance(1000);
    for (const error of await Promise.all(calls)) expect(error.code).toBe(ErrorCode.ClientClosed);
    await closed;
  });

  test("a peer that never finishes connecting: RpcTimeout or Connect, and nothing is left when the client closes", async () => {
    // A TLS handshake that nobody answers stands for any connection that does not come about.
    await using rig = await startScriptedRig(transport, { onConnection: (socket) => socket.pause() }, { tls: true });
    const limited = kitexErrorOf(rig.client.Echo(hi, { connectTimeoutMs: 50 }));
    await until(
      () => rig.peer.sockets.length === 1,
      () => "nobody connected",
    );
    rig.clock.advance(50);
    expect(await limited).toMatchObject({ code: ErrorCode.Connect, phase: "connect" });
    const unlimited = kitexErrorOf(rig.client.Echo(hi, { connectTimeoutMs: 0, timeoutMs: 70 }));
    rig.clock.advance(10); // past the wait for what another call may learn of the peer
    await until(
      () => rig.peer.sockets.length === 2,
      () => "nobody connected again",
    );
    rig.clock.advance(60);
    expect(await unlimited).toMatchObject({ code: ErrorCode.RpcTimeout, phase: "connect" });
    await rig.client.close();
    for (const socket of rig.peer.sockets) socket.resume();
    await until(
      () => rig.peer.sockets.every((socket) => socket.destroyed),
      () => "an attempt to connect outlives its client",
    );
  });

  test("a caller's signal that aborts before the call, and during it", async () => {
    await using rig = await startScriptedRig(transport, { steps: [silence] });
    const before = await kitexErrorOf(rig.client.Echo(hi, { signal: AbortSignal.abort(new Error("stop")) }));
    expect(before.code).toBe(ErrorCode.Canceled);
    expect(rig.peer.sockets.length).toBe(0);
    const controller = new AbortController();
    const call = kitexErrorOf(rig.client.Echo(hi, { signal: controller.signal }));
    await rig.peer.received(1);
    const reason = new Error("enough");
    controller.abort(reason);
    const during = await call;
    expect(during.code).toBe(ErrorCode.Canceled);
    expect(during.cause).toBe(reason);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    const late = AbortSignal.abort(new DOMException("too late", "TimeoutError"));
    expect((await kitexErrorOf(rig.client.Echo(hi, { signal: late }))).code).toBe(ErrorCode.RpcTimeout);
  });

  test("a oneway call to a peer that breaks the connection settles, and the next call is answered", async () => {
    await using rig = await startScriptedRig(transport, { steps: [reset] });
    await rig.client.Notify(hi);
    await until(
      () => rig.peer.requests.length === 1,
      () => "the oneway request did not come",
    );
    expect(rig.peer.requests[0]?.type).toBe(MessageType.oneway);
    await until(
      () => rig.leaks.connections === 0,
      () => "the broken connection is still there",
    );
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
  });

  test("fields that this IDL does not know are passed over", async () => {
    const body = Buffer.concat([field.string(99, "new"), echoResult("known")]);
    await using rig = await startScriptedRig(transport, { steps: [answerWith({ body })] });
    expect(await rig.client.Echo(hi)).toEqual({ message: "known" });
  });

  if (!transport.headers) return;

  test("frames that answer no call harm none, whoever sends them, and when", async () => {
    const noise = Buffer.concat([
      control("kx.cancel", "1"),
      control("kx.later", "1"),
      headed({ seqId: 0, payload: controlPayload }),
    ]);
    const noisy: Step = (request) => {
      request.socket.write(noise);
      answer(request);
    };
    await using rig = await startScriptedRig(transport, { steps: [noisy, noisy, noisy] });
    for (let i = 0; i < 4; i++) expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    if (transport.connection !== "short") expect(rig.peer.sockets.length).toBe(1);
  });

  test("an agreement that nobody asked for shares nothing", async () => {
    await using rig = await startScriptedRig(transport, {
      agrees: false,
      steps: [
        (request) => {
          answer(request);
          request.socket.write(control("kx.mux", "1"));
        },
      ],
    });
    for (let i = 0; i < 3; i++) expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    expect(rig.peer.requests.map(({ header: sent }) => sent?.flags)).toEqual(
      Array(3).fill(transport.sharing === "unasked" ? 1 : 0),
    );
  });

  test("the news of a stop, with a call in flight: it is answered, and the next goes elsewhere", async () => {
    await using rig = await startScriptedRig(transport, {
      steps: [
        answer,
        (request) => {
          request.socket.write(control("crrst", "1"));
          answer(request);
        },
      ],
    });
    for (let i = 0; i < 3; i++) expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    if (transport.connection !== "short")
      expect(rig.peer.requests.map(({ connection }) => connection)).toEqual([0, 0, 1]);
  });

  test("ten thousand replies for nobody harm no call that shares the connection", async () => {
    const flood: Step = (request) => {
      const stray = replyTo(request, { seqId: 4711, headerSeqId: 4711 });
      request.socket.write(Buffer.alloc(stray.length * 10_000, stray));
      answer(request);
    };
    await using rig = await startScriptedRig(transport, { steps: [answer, flood] });
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
    const second = rig.client.Echo(hi);
    if (isShared(transport)) expect(await second).toEqual({ message: "ok" });
    else expect((await kitexErrorOf(second)).code).toBe(ErrorCode.Protocol);
    expect(await rig.client.Echo(hi)).toEqual({ message: "ok" });
  });
});
