// A call of any kind ends, whatever happens to it and wherever it is: in a value, a status or one typed error, within its
// deadline. It leaves nothing behind on either side, although its handler never ends by itself and hears of nothing.

import { BizStatusError, createClient, ErrorCode, silentLogger } from "@kitex-ts/core";
import { grpc, Status, statusError } from "@kitex-ts/core/grpc";
import { fakeClock } from "@kitex-ts/netpoll/testing";
import { describe, expect, test } from "vitest";
import { RawGrpcServer } from "../hostile/grpc/raw-server.ts";
import { fieldBlock } from "../http2/raw/field-block.ts";
import { goAwayFrame, headersFrame, rstStreamFrame } from "../http2/raw/frames.ts";
import { abortListeners, watchForLeaks } from "../support/leaks.ts";
import { delivered, gate, until } from "../support/until.ts";
import type { EchoHandler } from "./kitex-gen/interop/echo/server.ts";
import { Echo } from "./kitex-gen/interop/echo/service.ts";
import { Actor, type Phase } from "./streams-end/actor.ts";
import { type Kind, type Running, run } from "./streams-end/calls.ts";
import { Stage } from "./streams-end/stage.ts";

const TIMEOUT_MS = 1_000;

const kinds: readonly Kind[] = ["unary", "client", "server", "bidi"];

/** Where calls of each kind can be. */
const scenes: readonly (readonly [Kind, Phase])[] = [
  ["unary", "before any answer"],
  ["client", "before any answer"],
  ["client", "behind its header"],
  ["client", "while it streams without end"],
  ["server", "before any answer"],
  ["server", "behind its header"],
  ["server", "behind a message"],
  ["server", "while it streams without end"],
  ["bidi", "before any answer"],
  ["bidi", "behind its header"],
  ["bidi", "behind a message"],
  ["bidi", "while it streams without end"],
];

/** What happens to a call. */
interface Event {
  readonly what: string;
  happen(stage: Stage, giveUp: AbortController): void | Promise<void>;
  /** What the call rejects with. */
  readonly error: object;
  /** What its handler is told. */
  readonly reason: object;
}

const lost = { code: ErrorCode.ConnectionClosed, status: { code: 14 } };
const late = { code: ErrorCode.RpcTimeout };
const canceled = { code: ErrorCode.Canceled };

const events: readonly Event[] = [
  { what: "the connection breaks", happen: ({ road }) => road.break(), error: lost, reason: canceled },
  {
    what: "the server closes at once",
    happen: (stage) => stage.endAtOnce(stage.server),
    error: lost,
    reason: canceled,
  },
  {
    what: "its deadline passes",
    happen: ({ clock }) => clock.advance(TIMEOUT_MS),
    error: late,
    reason: late,
  },
  {
    what: "its peer falls silent until its deadline has passed",
    happen: ({ road, clock }) => {
      road.block();
      clock.advance(TIMEOUT_MS);
    },
    error: late,
    reason: late,
  },
  {
    what: "its caller's signal aborts",
    happen: (_stage, giveUp) => giveUp.abort(),
    error: canceled,
    reason: canceled,
  },
  {
    what: "its client closes at once",
    happen: (stage) => stage.endAtOnce(stage.client),
    error: { code: ErrorCode.ClientClosed },
    reason: canceled,
  },
];

/** Waits until a call is where it gets by itself. */
async function arrive(actor: Actor, phase: Phase, running: Running): Promise<void> {
  const there = (): boolean => {
    if (actor.ctx === undefined) return false;
    if (phase === "behind its header") return running.hasHeader;
    if (phase === "behind a message") return running.received === 1;
    return phase === "before any answer" || actor.messages > 10;
  };
  await until(there, () => `the call is not ${phase}`);
}

describe.each(scenes)("a call, %s, %s, ends", (kind, phase) => {
  test.each(events)("when $what", async ({ happen, error, reason }) => {
    const actor = new Actor(phase);
    await using stage = await Stage.set(actor);
    const giveUp = new AbortController();
    const options = { timeoutMs: TIMEOUT_MS, signal: giveUp.signal };
    const others = phase === "while it streams without end" ? "endless" : "none";
    const running = run(stage.client, kind, others, options);
    await arrive(actor, phase, running);

    await happen(stage, giveUp);

    expect(await running.ended).toMatchObject(error);
    await until(
      () => actor.ctx?.abortReason !== undefined,
      () => "the handler was not told",
    );
    expect(actor.ctx?.abortReason).toMatchObject(reason);
    if (running.requests !== undefined) expect(running.requests.left).toBe(true);
    expect(abortListeners(giveUp.signal)).toBe(0);
    await stage.idle();
  });
});

describe.each(["server", "bidi"] as const)("a stream, %s, ends by its consumer", (kind) => {
  test.each<[string, () => "break", unknown]>([
    ["who breaks its loop", () => "break", undefined],
    [
      "who throws in its loop",
      () => {
        throw new RangeError("mine");
      },
      new RangeError("mine"),
    ],
  ])("%s", async (_what, consume, error) => {
    const actor = new Actor("while it streams without end");
    await using stage = await Stage.set(actor);
    const running = run(stage.client, kind, "endless", {}, consume);
    expect(await running.ended).toEqual(error);
    await stage.idle();
    expect(actor.ctx?.abortReason).toMatchObject(canceled);
    if (running.requests !== undefined) expect(running.requests.left).toBe(true);
  });

  test("who stops reading: at its deadline, which it learns when it reads on", async () => {
    const actor = new Actor("while it streams without end");
    await using stage = await Stage.set(actor);
    const { opened, open } = gate<"next">();
    const running = run(stage.client, kind, "endless", { timeoutMs: TIMEOUT_MS }, () => opened);
    await arrive(actor, "while it streams without end", running);
    stage.clock.advance(TIMEOUT_MS);
    await stage.idle(); // although nobody reads
    open("next");
    expect(await running.ended).toMatchObject(late);
    expect(actor.ctx?.abortReason).toMatchObject(late);
  });
});

describe.each(["client", "bidi"] as const)("a stream, %s, ends by its producer", (kind) => {
  test("who throws", async () => {
    const actor = new Actor("before any answer");
    await using stage = await Stage.set(actor);
    const mine = new RangeError("mine");
    const requests = async function* () {
      yield { message: "hi" };
      await until(
        () => actor.ctx !== undefined,
        () => "the handler did not begin",
      );
      throw mine;
    };
    const failed = kind === "client" ? stage.client.clientStream(requests()) : stage.client.bidi(requests()).next();
    await expect(failed).rejects.toMatchObject({ code: ErrorCode.Canceled, cause: mine });
    await stage.idle();
    expect(actor.ctx?.abortReason).toMatchObject(canceled);
  });

  test("who gives what is no request", async () => {
    const actor = new Actor("before any answer");
    await using stage = await Stage.set(actor);
    const requests = JSON.parse('[{ "message": "hi" }, { "message": 5 }]');
    const failed = kind === "client" ? stage.client.clientStream(requests) : stage.client.bidi(requests).next();
    await expect(failed).rejects.toMatchObject({ code: ErrorCode.Encode });
    await stage.idle();
  });
});

/** Answers frame by frame, each to a request that goes on. */
const head = (id: number): Buffer =>
  headersFrame(
    id,
    fieldBlock([
      [":status", "200"],
      ["content-type", "application/grpc"],
    ]),
    "open",
  );
const trailers = (id: number): Buffer => headersFrame(id, fieldBlock([["grpc-status", "5"]]), "end");

describe.each(kinds)("a call, %s, ends by what its server says of it", (kind) => {
  test.each<[string, (id: number) => Buffer, object]>([
    ["RST_STREAM before its headers", (id) => rstStreamFrame(id, 8), canceled],
    ["RST_STREAM behind them", (id) => Buffer.concat([head(id), rstStreamFrame(id, 2)]), { status: { code: 13 } }],
    [
      "RST_STREAM with NO_ERROR in place of trailers",
      (id) => Buffer.concat([head(id), rstStreamFrame(id, 0)]),
      { status: { code: 13 } },
    ],
    ["RST_STREAM as a server of Kitex's that exits", (id) => rstStreamFrame(id, 1_000), lost],
    ["GOAWAY that leaves it out, each time", () => goAwayFrame(0, 0), lost],
    ["GOAWAY that counts it, and then nothing", (id) => goAwayFrame(id, 0), late],
    [
      "GOAWAY that counts it, and then its end",
      (id) => Buffer.concat([goAwayFrame(id, 0), head(id), trailers(id)]),
      { status: { code: 5 } },
    ],
    ["headers, and then nothing", head, late],
    ["nothing", () => Buffer.alloc(0), late],
  ])("%s", async (_what, answer, error) => {
    const clock = fakeClock();
    const leaks = watchForLeaks(clock);
    {
      await using server = await RawGrpcServer.start("begun");
      let answered = 0;
      server.answer = (id) => {
        answered += 1;
        return answer(id);
      };
      await using client = createClient(Echo, {
        destination: "echo",
        hostPorts: [`127.0.0.1:${server.port}`],
        logger: silentLogger,
        transport: grpc(),
        clock: leaks.clock,
        exitWaitMs: 0,
      });
      const running = run(client, kind, "none", { timeoutMs: TIMEOUT_MS });
      if (error === late) {
        await until(
          () => answered > 0,
          () => "nobody asked",
        );
        await delivered();
        clock.advance(TIMEOUT_MS);
      }
      expect(await running.ended).toMatchObject(error);
      if (running.requests !== undefined) expect(running.requests.left).toBe(true);
    }
    await leaks.settled();
  });
});

describe.each(kinds)("a call, %s, ends by its handler", (kind) => {
  const throwing = (thrown: unknown): EchoHandler => ({
    unary: () => Promise.reject(thrown),
    clientStream: () => Promise.reject(thrown),
    serverStream: async function* () {
      yield { message: "hi" };
      throw thrown;
    },
    bidi: async function* () {
      yield { message: "hi" };
      throw thrown;
    },
  });
  const returning: EchoHandler = {
    unary: () => ({ message: "hi" }),
    clientStream: () => ({ message: "hi" }),
    serverStream: () => [{ message: "hi" }],
    bidi: async function* () {
      yield { message: "hi" };
    },
  };

  test.each<[string, EchoHandler, unknown]>([
    ["which throws", throwing(new Error("mine")), { code: ErrorCode.Remote, status: { code: 13 } }],
    ["which throws a status", throwing(statusError(Status.NotFound, "gone")), { status: { code: 5 } }],
    ["which throws a business status", throwing(new BizStatusError(404, "gone")), { status: 404 }],
    ["which throws no error", throwing(undefined), { code: ErrorCode.Remote }],
    ["which reads no request, and returns", returning, undefined],
  ])("%s", async (_what, handler, error) => {
    await using stage = await Stage.set(handler);
    const running = run(stage.client, kind, "endless", {});
    const failed = await running.ended;
    if (error === undefined) expect(failed).toBeUndefined();
    else expect(failed).toMatchObject(Object(error));
    if (running.requests !== undefined) {
      const { requests } = running;
      await until(
        () => requests.left,
        () => "its requests go on",
      );
    }
    await stage.idle();
  });
});
