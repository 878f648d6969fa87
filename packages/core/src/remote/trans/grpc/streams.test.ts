import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:http2";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { BizStatusError } from "../../../errors/biz-status-error.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { statusError } from "../../../errors/status-error.ts";
import { until } from "../../../testdata/until.ts";
import { http2Server, request, response } from "./testdata/http2-peer.ts";
import { grpcClient, type Rig, startRig } from "./testdata/rig.ts";
import { dataOnly, head, trailersOnly } from "./testdata/scripts.ts";

/** What came of a stream: its messages, and what it failed with. */
async function outcomeOf(messages: AsyncIterable<unknown>): Promise<{ messages: unknown[]; error: unknown }> {
  const got: unknown[] = [];
  try {
    for await (const message of messages) got.push(message);
    return { messages: got, error: undefined };
  } catch (error) {
    return { messages: got, error };
  }
}

const listOf = async (messages: AsyncIterable<unknown>): Promise<unknown[]> => (await outcomeOf(messages)).messages;

/** Settles when neither end has a call. */
const idle = (rig: Rig): Promise<void> =>
  until(() => rig.callsInFlight().client === 0 && rig.callsInFlight().server === 0);

/** Settles when a number has not changed for many turns of the event loop. */
async function still(count: () => number): Promise<void> {
  for (let [before, turns] = [-1, 0]; turns < 500; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (count() !== before) [before, turns] = [count(), 0];
  }
}

/** A handler's stream of numbers that never ends by itself, and what became of it. */
class Endless {
  made = 0;
  left = false;
  ctx: RpcContext | undefined;

  readonly run = (_request: unknown, ctx: RpcContext): AsyncIterable<unknown> => this.#numbers(ctx);

  async *#numbers(ctx: RpcContext): AsyncGenerator<unknown> {
    this.ctx = ctx;
    try {
      for (;;) yield this.made++;
    } finally {
      this.left = true;
    }
  }
}

/** Requests that never end by themselves, and what became of them. */
class Requests {
  made = 0;
  left = false;
  readonly size: number;

  constructor(size = 1) {
    this.size = size;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    try {
      for (;;) {
        this.made += 1;
        yield "x".repeat(this.size);
      }
    } finally {
      this.left = true;
    }
  }
}

describe("the four kinds", () => {
  test("carry what they are given", async () => {
    await using rig = await startRig({
      watch: async function* (value) {
        for (let i = 0; i < 3; i++) yield [value, i];
      },
    });
    const { client } = rig;
    expect(await client.echo({ message: "hi" })).toEqual({ message: "hi" });
    expect(await client.upload([1, 2, 3])).toEqual([1, 2, 3]);
    expect(await client.upload([])).toEqual([]);
    expect(await listOf(client.watch("x"))).toEqual([
      ["x", 0],
      ["x", 1],
      ["x", 2],
    ]);
    expect(await listOf(client.chat([1, 2, 3]))).toEqual([1, 2, 3]);
    expect(await listOf(client.chat([]))).toEqual([]);
    await idle(rig);
  });

  test("go back and forth", async () => {
    await using rig = await startRig({
      chat: async function* (requests) {
        for await (const value of requests) yield Number(value) + 1;
      },
    });
    const stream = rig.client.chat.open();
    let value: unknown = 0;
    for (let i = 0; i < 10; i++) {
      await stream.send(value);
      value = (await stream.next()).value;
    }
    stream.closeSend();
    expect([value, await stream.next()]).toEqual([10, { done: true, value: undefined }]);
  });

  test("carry metadata: header before the first message, on demand, trailer behind the last", async () => {
    await using rig = await startRig({
      watch: async function* (_request, ctx) {
        ctx.metadata.header.set("hk", "hv");
        ctx.metadata.trailer.set("tk", "tv");
        yield ctx.metadata.request.get("k");
      },
      chat: async function* (requests, ctx) {
        ctx.metadata.header.set("early", "1");
        ctx.metadata.sendHeader();
        for await (const value of requests) yield value;
      },
    });
    const watch = rig.client.watch("x", { metadata: { k: "v" } });
    expect((await watch.header).get("hk")).toBe("hv");
    expect(await listOf(watch)).toEqual(["v"]);
    expect((await watch.trailer).get("tk")).toBe("tv");
    const chat = rig.client.chat.open();
    expect((await chat.header).get("early")).toBe("1"); // nothing was sent so far
    chat.cancel();
  });

  test("carry messages that are larger than windows and frames, both ways, compressed as well", async () => {
    const limits = { maxReceiveMessageBytes: 11_000_000 };
    await using rig = await startRig({}, { grpc: limits, grpcServer: { ...limits, compressors: ["gzip"] } });
    const large = randomBytes(5_000_000).toString("hex");
    expect((await rig.client.echo(large)) === large).toBe(true);
    const [first, second] = await listOf(rig.client.chat([large, large], { compressor: "gzip" }));
    expect([first === large, second === large]).toEqual([true, true]);
  });

  test("run a thousand at once on one connection", async () => {
    await using rig = await startRig({}, { client: { timeoutMs: 0 } });
    const streams = Array.from({ length: 1_000 }, () => rig.client.chat.open());
    for (const [i, stream] of streams.entries()) await stream.send(i);
    const first = await Promise.all(streams.map((stream) => stream.next()));
    expect(first.map(({ value }) => value)).toEqual(streams.map((_, i) => i));
    expect(rig.callsInFlight()).toEqual({ client: 1_000, server: 1_000 });
    for (const stream of streams) stream.closeSend();
    await Promise.all(streams.map(listOf));
    await idle(rig);
  });
});

describe("a caller ends a stream", () => {
  test("by break: the handler is left and told, and the connection serves on", async () => {
    const endless = new Endless();
    await using rig = await startRig({ watch: endless.run });
    for await (const value of rig.client.watch("x")) if (value === 5) break;
    await until(() => endless.left);
    expect(endless.ctx?.abortReason).toMatchObject({ code: ErrorCode.Canceled });
    await idle(rig);
    expect(await rig.client.echo(1)).toBe(1);
  });

  test("by a throw in its loop", async () => {
    const endless = new Endless();
    await using rig = await startRig({ watch: endless.run });
    const loop = (async () => {
      for await (const _ of rig.client.watch("x")) throw new Error("mine");
    })();
    await expect(loop).rejects.toThrow("mine");
    await until(() => endless.left);
    await idle(rig);
  });

  test("by its signal, while the handler is silent", async () => {
    const began = Promise.withResolvers<RpcContext>();
    await using rig = await startRig({
      watch: async function* (_request, ctx) {
        began.resolve(ctx);
        yield await new Promise(() => {});
      },
    });
    const giveUp = new AbortController();
    const stream = outcomeOf(rig.client.watch("x", { signal: giveUp.signal }));
    const ctx = await began.promise;
    giveUp.abort();
    expect((await stream).error).toMatchObject({ code: ErrorCode.Canceled });
    await until(() => ctx.abortReason !== undefined);
    await idle(rig);
  });

  test("by a throw in its requests: its cause is what was thrown", async () => {
    const began = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<unknown>();
    await using rig = await startRig({
      upload: async (requests) => {
        began.resolve();
        ended.resolve((await outcomeOf(requests)).error);
      },
    });
    const mine = new Error("mine");
    const broken = async function* (): AsyncGenerator<unknown> {
      yield 1;
      await began.promise;
      throw mine;
    };
    const { error } = Object(await rig.client.upload.safe(broken()));
    expect(error).toMatchObject({ code: ErrorCode.Canceled, cause: mine });
    expect(await ended.promise).toMatchObject({ code: ErrorCode.Canceled });
    await idle(rig);
  });

  test("by a request that cannot be encoded", async () => {
    await using rig = await startRig({});
    for (const compressor of ["identity", "gzip"] as const) {
      expect(await rig.client.upload.safe([1, 2n], { compressor })).toMatchObject({
        error: { code: ErrorCode.Encode },
      });
    }
    await idle(rig);
  });

  test("at its deadline, when the handler never ends, and the handler is told", async () => {
    const ctxs: RpcContext[] = [];
    await using rig = await startRig({
      chat: async function* (_requests, ctx) {
        ctxs.push(ctx);
        yield await new Promise(() => {});
      },
    });
    const requests = new Requests();
    const { error } = await outcomeOf(rig.client.chat(requests, { timeoutMs: 30 }));
    expect(error).toMatchObject({ code: ErrorCode.RpcTimeout });
    await until(() => requests.left && ctxs[0]?.abortReason !== undefined);
    await idle(rig);
  });

  test("by closing its client", async () => {
    const endless = new Endless();
    await using rig = await startRig({ watch: endless.run }, { client: { exitWaitMs: 0 } });
    const stream = rig.client.watch("x");
    await stream.next();
    await rig.client.close();
    expect((await outcomeOf(stream)).error).toMatchObject({ code: ErrorCode.ClientClosed });
    await until(() => endless.left);
  });
});

describe("a handler ends a stream", () => {
  test("before it has read the requests: the source is left", async () => {
    await using rig = await startRig({ upload: () => "enough" });
    const requests = new Requests();
    expect(await rig.client.upload(requests)).toBe("enough");
    await until(() => requests.left);
    await idle(rig);
  });

  test.each<[string, unknown, object]>([
    ["an error", new Error("plain"), { code: ErrorCode.Remote, status: { code: 13, message: "plain [biz error]" } }],
    ["a status", statusError(5, "gone"), { status: { code: 5, message: "gone [biz error]" } }],
    ["a business status", new BizStatusError(404, "not found"), { name: "BizStatusError", status: 404 }],
  ])("with %s: what it gave before arrives first", async (_what, thrown, expected) => {
    await using rig = await startRig({
      watch: async function* () {
        yield 1;
        yield 2;
        throw thrown;
      },
    });
    const { messages, error } = await outcomeOf(rig.client.watch("x"));
    expect(messages).toEqual([1, 2]);
    expect(error).toMatchObject(expected);
    await idle(rig);
  });

  test("with a response that cannot be encoded", async () => {
    await using rig = await startRig({ watch: () => [1, 2n, 3] });
    const { messages, error } = await outcomeOf(rig.client.watch("x"));
    expect(messages).toEqual([1]);
    expect(error).toMatchObject({ status: { code: 13, message: "Do not know how to serialize a BigInt" } });
  });

  test("because a request cannot be read: the caller is told why, whatever the handler makes of it", async () => {
    const seen: unknown[] = [];
    await using rig = await startRig(
      {
        upload: async (requests) => {
          const { messages, error } = await outcomeOf(requests);
          seen.push(...messages, error);
          throw new Error("mine");
        },
      },
      { grpcServer: { maxReceiveMessageBytes: 20 } },
    );
    expect(await rig.client.upload.safe(["a", "b".repeat(100)])).toMatchObject({
      error: {
        code: ErrorCode.OverLimit,
        status: { code: 8, message: "a message of 112 bytes came, the limit is 20" },
      },
    });
    expect(seen).toMatchObject(["a", { code: ErrorCode.OverLimit }]);
    await idle(rig);
  });
});

describe("a peer that goes away", () => {
  test.each<[string, Parameters<typeof http2Server>[0], readonly unknown[]]>([
    ["before its headers", (stream) => stream.session?.destroy(), []],
    [
      "behind its headers",
      (stream) => {
        stream.respond(head);
        setImmediate(() => stream.session?.destroy());
      },
      [],
    ],
    [
      "within a message",
      (stream) => {
        stream.respond(head);
        stream.write(Buffer.concat([response(1), response(2).subarray(0, 7)]), () => stream.session?.destroy());
      },
      [1],
    ],
    [
      "before its trailers",
      (stream) => {
        stream.respond(head);
        stream.write(Buffer.concat([response(1), response(2)]), () => stream.session?.destroy());
      },
      [1, 2],
    ],
  ])("%s: what came before is there, then the loss", async (_what, answer, messages) => {
    await using server = await http2Server(answer);
    await using client = grpcClient(server.port);
    const requests = new Requests();
    const outcome = await outcomeOf(client.chat(requests));
    expect(outcome.messages).toEqual(messages);
    expect(outcome.error).toMatchObject({ code: ErrorCode.ConnectionClosed, status: { code: 14 } });
    await until(() => requests.left);
  });

  test("says no trailers: the stream failed", async () => {
    await using server = await http2Server((stream) => dataOnly(stream, head, response(1)));
    await using client = grpcClient(server.port);
    const { messages, error } = await outcomeOf(client.watch("x"));
    expect(messages).toEqual([1]);
    expect(error).toMatchObject({ code: ErrorCode.Protocol, status: { code: 13 } });
  });

  test("and is silent for ever: the deadline ends it", async () => {
    await using server = await http2Server(() => {});
    await using client = grpcClient(server.port);
    const { error } = await outcomeOf(client.watch("x", { timeoutMs: 20 }));
    expect(error).toMatchObject({ code: ErrorCode.RpcTimeout });
  });

  test.each(["while its requests are awaited", "while a response is made"])("a caller, %s", async (phase) => {
    const ctxs: RpcContext[] = [];
    const seen: unknown[] = [];
    await using rig = await startRig({
      chat: async function* (requests, ctx) {
        ctxs.push(ctx);
        if (phase === "while a response is made") yield await new Promise(() => {});
        try {
          for await (const value of requests) yield value;
        } catch (error) {
          seen.push(error);
          throw error;
        }
      },
    });
    const session = connect(`http://127.0.0.1:${rig.port}`).on("error", () => {});
    const stream = session.request({
      ":method": "POST",
      ":path": "/test.Stream/chat",
      "content-type": "application/grpc+json",
    });
    stream.on("error", () => {}).write(request(1));
    await until(() => ctxs.length === 1);
    session.destroy();
    await once(session, "close");
    await until(() => ctxs[0]?.abortReason !== undefined);
    expect(ctxs[0]?.abortReason).toMatchObject({ code: ErrorCode.Canceled });
    if (phase === "while its requests are awaited") {
      await until(() => seen.length === 1);
      expect(seen[0]).toBe(ctxs[0]?.abortReason);
    }
    await until(() => rig.callsInFlight().server === 0);
  });

  test("by RST_STREAM: the handler is told the code", async () => {
    const ctxs: RpcContext[] = [];
    await using rig = await startRig({
      watch: async function* (_request, ctx) {
        ctxs.push(ctx);
        yield await new Promise(() => {});
      },
    });
    const session = connect(`http://127.0.0.1:${rig.port}`).on("error", () => {});
    const stream = session.request({
      ":method": "POST",
      ":path": "/test.Stream/watch",
      "content-type": "application/grpc+json",
    });
    stream.on("error", () => {}).end(request(1));
    await until(() => ctxs.length === 1);
    stream.close(8);
    await until(() => ctxs[0]?.abortReason !== undefined);
    expect(ctxs[0]?.abortReason?.message).toBe(
      "the caller gave this call up: stream terminated by RST_STREAM with error code: CANCEL",
    );
    await until(() => rig.callsInFlight().server === 0);
    session.destroy();
  });
});

describe("back-pressure", () => {
  test("a reader that stops makes the handler stop", async () => {
    const endless = new Endless();
    await using rig = await startRig({ watch: endless.run });
    const stream = rig.client.watch("x");
    await stream.next();
    await still(() => endless.made);
    expect(endless.made).toBeLessThan(100_000);
    stream.cancel();
    await until(() => endless.left);
  });

  test("a handler that does not read makes the source stop", async () => {
    await using rig = await startRig({
      upload: async (_requests, ctx) => new Promise((resolve) => ctx.onAbort(resolve)),
    });
    const requests = new Requests(1_000);
    const giveUp = new AbortController();
    const upload = rig.client.upload.safe(requests, { signal: giveUp.signal });
    await still(() => requests.made);
    expect(requests.made).toBeLessThan(10_000);
    giveUp.abort();
    await upload;
    await until(() => requests.left);
  });

  test("what is sent is received, in order, however slow either end is", async () => {
    await using rig = await startRig({
      chat: async function* (requests) {
        for await (const value of requests) {
          const [, turns] = Object(value);
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
          yield value;
        }
      },
    });
    const message = fc.tuple(fc.string({ maxLength: 30_000, size: "max" }), fc.nat(3), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), fc.boolean(), async (messages, compressed) => {
        const got: unknown[] = [];
        for await (const value of rig.client.chat(messages, { compressor: compressed ? "gzip" : "identity" })) {
          got.push(value);
          const [, , turns] = Object(value);
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        }
        expect(got).toEqual(messages);
      }),
      { numRuns: 30 },
    );
    await idle(rig);
  });
});

describe("a response is due once", () => {
  test.each<[string, Buffer, ErrorCode]>([
    ["none", Buffer.alloc(0), ErrorCode.MissingResult],
    ["two", Buffer.concat([response(1), response(2)]), ErrorCode.Protocol],
  ])("and %s come", async (_what, body, code) => {
    await using server = await http2Server((stream) => {
      stream.respond(head, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(body);
    });
    await using client = grpcClient(server.port);
    expect(await client.upload.safe([1])).toMatchObject({ error: { code } });
  });

  test("and a failure behind it counts, not the response", async () => {
    await using server = await http2Server((stream) => {
      stream.respond(head, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "5", "grpc-message": "gone" }));
      stream.end(response(1));
    });
    await using client = grpcClient(server.port);
    expect(await client.upload.safe([1])).toMatchObject({ error: { status: { code: 5, message: "gone" } } });
  });
});

test("a status in place of the header rejects a stream that was only begun", async () => {
  await using server = await http2Server((stream) => trailersOnly(stream, { "grpc-status": "7" }));
  await using client = grpcClient(server.port);
  const stream = client.chat.open();
  await expect(stream.header).rejects.toMatchObject({ status: { code: 7 } });
  await expect(stream.next()).rejects.toMatchObject({ status: { code: 7 } });
});
