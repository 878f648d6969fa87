import { AsyncLocalStorage } from "node:async_hooks";
import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { runServing } from "../context/current-context.ts";
import { Metadata } from "../context/metadata.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import type { StreamMiddleware } from "../endpoint/stream-endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import { isKitexError } from "../errors/kitex-error.ts";
import { Status } from "../errors/rpc-status.ts";
import { silentLogger } from "../logging/logger.ts";
import { ttheader } from "../remote/trans/wire-transport.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { until } from "../testdata/until.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { type MemoryPeer, memoryTransport } from "../testing/memory-transport.ts";
import { scriptedStream } from "../testing/scripted-stream.ts";
import { type StreamClient, streamService } from "../testing/stream-service.ts";
import { testContext } from "../testing/test-context.ts";
import { type Client, createClient } from "./client.ts";
import type { ClientOptions } from "./options.ts";

const fixed = { destination: "stream", hostPorts: ["127.0.0.1:1"], logger: silentLogger };

function clientOf(peer: MemoryPeer, options: Partial<ClientOptions> = {}): Client<StreamClient> {
  return createClient(streamService(), { ...fixed, transport: memoryTransport(peer), ...options });
}

async function listOf<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

const failure = (code: ErrorCode, more: object = {}): object => expect.objectContaining({ code, ...more });

describe("the responses of a stream", () => {
  test("come in order, and then end", async () => {
    const peer = scriptedStream().takes(1).gives("a", "b");
    const client = clientOf({ stream: peer.endpoint });
    expect(await listOf(client.watch("go"))).toEqual(["a", "b"]);
    expect(peer.requests).toEqual(["go"]);
  });

  test("are asked for at once: a stream that nobody reads has begun all the same", async () => {
    const peer = scriptedStream().takes(1).gives("a");
    const client = clientOf({ stream: peer.endpoint });
    const stream = client.watch("go");
    await until(() => peer.requests.length === 1);
    expect(await listOf(stream)).toEqual(["a"]);
  });

  test("behind the end there is nothing more, however often one asks", async () => {
    const stream = clientOf({ stream: scriptedStream().endpoint }).watch("go");
    expect([await stream.next(), await stream.next()]).toEqual([end, end]);
  });

  test("that fail do so behind every message that came before, once", async () => {
    const stream = clientOf({ stream: scriptedStream().gives("a").fails(ErrorCode.Remote).endpoint }).watch("go");
    expect(await stream.next()).toEqual({ done: false, value: "a" });
    await expect(stream.next()).rejects.toEqual(failure(ErrorCode.Remote));
    expect(await stream.next()).toEqual(end);
  });

  test("that nobody reads may fail without anybody there to hear it", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    try {
      const peer = scriptedStream().takes(1).fails(ErrorCode.Remote);
      const client = clientOf({ stream: peer.endpoint });
      const stream = client.watch("go");
      const opened = client.chat.open();
      void opened.send("x");
      void opened.send("y");
      void stream.header;
      void opened.trailer;
      await client.close();
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
      await expect(stream.next()).rejects.toEqual(failure(ErrorCode.Remote));
    } finally {
      process.off("unhandledRejection", unhandled);
    }
  });

  test("asked for several at a time are given one after the other", async () => {
    const stream = clientOf({ stream: scriptedStream().gives(1, 2, 3).endpoint }).watch("go");
    const asked = [stream.next(), stream.next(), stream.next(), stream.next(), stream.next()];
    expect(await Promise.all(asked)).toEqual([...[1, 2, 3].map((value) => ({ done: false, value })), end, end]);
  });

  test.each<[string, (stream: AsyncIterable<unknown>) => Promise<void>]>([
    [
      "break",
      async (stream) => {
        for await (const _ of stream) break;
      },
    ],
    [
      "a throw",
      async (stream) => {
        const loop = async (): Promise<void> => {
          for await (const message of stream) throw new Error(`of the loop: ${message}`);
        };
        await expect(loop()).rejects.toThrow("of the loop: a");
      },
    ],
  ])("left by %s cancel the stream", async (_how, leave) => {
    const peer = scriptedStream().gives("a", "b").hangs();
    const client = clientOf({ stream: peer.endpoint });
    const stream = client.watch("go");
    await leave(stream);
    expect(peer.contexts[0]?.abortReason).toEqual(failure(ErrorCode.Canceled));
    expect(peer.contexts[0]?.abortReason?.message).toBe("Stream/watch was canceled: its reader left");
    expect(await stream.next()).toEqual(end);
    await client.close(); // at once: nothing is in flight
  });

  test("of `await using` cancel it as well", async () => {
    const peer = scriptedStream().gives("a").hangs();
    {
      await using stream = clientOf({ stream: peer.endpoint }).watch("go");
      await stream.next();
    }
    expect(peer.contexts[0]?.abortReason).toEqual(failure(ErrorCode.Canceled));
  });

  test("canceled while somebody waits reject with the reason as cause", async () => {
    const stream = clientOf({ stream: scriptedStream().hangs().endpoint }).watch("go");
    const waiting = stream.next();
    const reason = new Error("changed my mind");
    stream.cancel(reason);
    await expect(waiting).rejects.toEqual(failure(ErrorCode.Canceled, { cause: reason }));
    expect(await stream.next()).toEqual(end);
  });

  test("canceled while nobody waits reject who asks next, once", async () => {
    const stream = clientOf({ stream: scriptedStream().gives("a").hangs().endpoint }).watch("go");
    expect(await stream.next()).toEqual({ done: false, value: "a" });
    stream.cancel();
    await expect(stream.next()).rejects.toEqual(
      failure(ErrorCode.Canceled, { message: "Stream/watch was canceled: cancel() was called" }),
    );
    expect(await stream.next()).toEqual(end);
  });

  test("that have ended are not canceled any more", async () => {
    const peer = scriptedStream().gives("a");
    const stream = clientOf({ stream: peer.endpoint }).watch("go");
    await listOf(stream);
    stream.cancel();
    await stream.return?.();
    expect(peer.contexts[0]?.abortReason).toBeUndefined();
  });
});

describe("header and trailer", () => {
  test("are promises, and callbacks", async () => {
    const told: string[] = [];
    const client = clientOf({
      stream: async function* (ctx) {
        ctx.metadata.headerCame(new Metadata({ k: "first" }));
        yield "a";
        ctx.metadata.trailerCame(new Metadata({ k: "last" }));
      },
    });
    const stream = client.watch("go", {
      onHeader: (header) => told.push(`header ${header.get("k")}`),
      onTrailer: (trailer) => told.push(`trailer ${trailer.get("k")}`),
    });
    expect((await stream.header).get("k")).toBe("first");
    await listOf(stream);
    expect((await stream.trailer).get("k")).toBe("last");
    expect(told).toEqual(["header first", "trailer last"]);
  });

  test("that did not come are empty at a good end, and reject with a failure", async () => {
    const good = clientOf({ stream: scriptedStream().endpoint }).watch("go");
    await listOf(good);
    expect([(await good.header).size, (await good.trailer).size]).toEqual([0, 0]);
    const bad = clientOf({ stream: scriptedStream().fails(ErrorCode.Remote).endpoint }).watch("go");
    const awaited = bad.header;
    await expect(bad.next()).rejects.toThrow();
    await expect(awaited).rejects.toEqual(failure(ErrorCode.Remote));
    await expect(bad.trailer).rejects.toEqual(failure(ErrorCode.Remote));
  });

  test("a callback that throws is logged and harms nothing", async () => {
    const logger = recordingLogger();
    const stream = async function* (ctx: RpcContext): AsyncGenerator<string> {
      ctx.metadata.headerCame(new Metadata());
      yield "a";
    };
    const onHeader = (): void => {
      throw new Error("of the application");
    };
    expect(await listOf(clientOf({ stream }, { logger }).watch("go", { onHeader }))).toEqual(["a"]);
    expect(logger.lines).toEqual(["error: an onHeader callback threw"]);
  });
});

describe("the requests of a stream", () => {
  test.each<[string, Iterable<number> | AsyncIterable<number>]>([
    ["an array", [1, 2]],
    ["a set", new Set([1, 2])],
    [
      "an async generator",
      (async function* () {
        yield 1;
        yield 2;
      })(),
    ],
  ])("may come from %s", async (_what, requests) => {
    expect(await listOf(clientOf({}).chat(requests))).toEqual([1, 2]);
  });

  test("are asked for when the peer has room, and not before", async () => {
    const asked: number[] = [];
    const requests = (async function* () {
      for (let n = 1; ; n++) {
        asked.push(n);
        yield n;
      }
    })();
    const stream = clientOf({}).chat(requests);
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([1, 2]);
    expect(await stream.next()).toEqual({ done: false, value: 2 });
    await stream.return?.();
  });

  test("that throw cancel the stream, which fails with that error as cause", async () => {
    const cause = new Error("no more of this");
    const peer = scriptedStream().takes(2).hangs();
    const requests = (async function* () {
      yield 1;
      throw cause;
    })();
    const client = clientOf({ stream: peer.endpoint });
    const message = "Stream/upload was canceled: its requests ended in an error: no more of this";
    await expect(client.upload(requests)).rejects.toEqual(failure(ErrorCode.Canceled, { message, cause }));
    expect(peer.contexts[0]?.abortReason).toEqual(failure(ErrorCode.Canceled));
  });

  test.each<[string, unknown]>([
    ["nothing to iterate", 5],
    [
      "an iterator that throws at once",
      {
        [Symbol.asyncIterator]: () => {
          throw new TypeError("not today");
        },
      },
    ],
  ])("that are %s fail the stream", async (_what, requests) => {
    const stream = clientOf({}).chat(Object(requests));
    await expect(listOf(stream)).rejects.toEqual(failure(ErrorCode.Canceled, { cause: expect.any(TypeError) }));
  });

  test("are left when the stream ends before they do", async () => {
    const left = vi.fn();
    const requests = (async function* () {
      try {
        for (;;) yield 1;
      } finally {
        left();
      }
    })();
    const peer = scriptedStream().takes(1).gives("enough");
    expect(await clientOf({ stream: peer.endpoint }).upload(requests)).toBe("enough");
    await until(() => left.mock.calls.length === 1);
  });

  test("run in the async context of who began the stream", async () => {
    const storage = new AsyncLocalStorage<string>();
    const requests = async function* (): AsyncGenerator<unknown> {
      yield storage.getStore();
      await Promise.resolve();
      yield storage.getStore();
    };
    const stream = storage.run("mine", () => clientOf({}).chat(requests()));
    expect(await storage.run("the reader's", () => listOf(stream))).toEqual(["mine", "mine"]);
  });
});

describe("a stream whose requests the caller sends", () => {
  test("goes both ways, each at its own pace", async () => {
    const chat = clientOf({}).chat.open();
    await chat.send(1);
    expect(await chat.next()).toEqual({ done: false, value: 1 });
    const second = chat.next();
    await chat.send(2);
    expect(await second).toEqual({ done: false, value: 2 });
    chat.closeSend();
    expect(await chat.next()).toEqual(end);
  });

  test("send() waits until the message is taken", async () => {
    const peer = scriptedStream().takes(1).gives("a").takes(1).gives("b");
    const chat = clientOf({ stream: peer.endpoint }).chat.open();
    await chat.send(1);
    await chat.send(2); // waits at the peer, which has room for one
    let taken = false;
    const third = chat.send(3).then(() => {
      taken = true;
    });
    await chat.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    await chat.next();
    await third;
    expect(peer.requests).toEqual([1, 2]);
  });

  test("takes nothing after closeSend(), and says so", async () => {
    const chat = clientOf({}).chat.open();
    chat.closeSend();
    await expect(chat.send(1)).rejects.toEqual(
      failure(ErrorCode.StreamEnded, { message: "Stream/chat was sent a message after closeSend()" }),
    );
    chat.closeSend();
    expect(await chat.next()).toEqual(end);
  });

  test("send() rejects when the stream has failed; why, its responses tell", async () => {
    const chat = clientOf({ stream: scriptedStream().takes(1).fails(ErrorCode.Remote).endpoint }).chat.open();
    await chat.send(1);
    await chat.send(2); // waits at the peer, which has room for one
    const waiting = chat.send(3);
    await expect(chat.next()).rejects.toEqual(failure(ErrorCode.Remote));
    const message = "Stream/chat takes no further message: its responses tell how it ended";
    await expect(waiting).rejects.toEqual(failure(ErrorCode.StreamEnded, { message }));
    await expect(chat.send(4)).rejects.toEqual(failure(ErrorCode.StreamEnded, { message }));
  });

  test("send() rejects when the callee has ended the stream well", async () => {
    const chat = clientOf({ stream: scriptedStream().gives("a").endpoint }).chat.open();
    expect(await listOf(chat)).toEqual(["a"]);
    await expect(chat.send(1)).rejects.toEqual(failure(ErrorCode.StreamEnded));
  });

  test("settles with its response once all is sent", async () => {
    const upload = clientOf({ stream: scriptedStream().takes(5).gives("sum").endpoint }).upload.open();
    await upload.send(1);
    await upload.send(2);
    expect(await upload.closeAndReceive()).toBe("sum");
    expect(await upload.closeAndReceive()).toBe("sum");
  });

  test("can be given up", async () => {
    const upload = clientOf({ stream: scriptedStream().hangs().endpoint }).upload.open();
    upload.cancel(new Error("enough"));
    await expect(upload.closeAndReceive()).rejects.toEqual(failure(ErrorCode.Canceled));
    await expect(upload.send(1)).rejects.toEqual(failure(ErrorCode.Canceled));
  });
});

describe("a method with one response", () => {
  test("that gives none is an error", async () => {
    const client = clientOf({ stream: scriptedStream().takes(9).endpoint });
    await expect(client.upload([1])).rejects.toEqual(
      failure(ErrorCode.MissingResult, { message: "Stream/upload got no response from 127.0.0.1:1" }),
    );
  });

  test("that gives a second one is an error, and the stream is given up", async () => {
    const peer = scriptedStream().takes(9).gives("a", "b").hangs();
    await expect(clientOf({ stream: peer.endpoint }).upload([1])).rejects.toEqual(failure(ErrorCode.Protocol));
    expect(peer.contexts[0]?.abortReason).toEqual(failure(ErrorCode.Protocol));
  });

  test(".safe() never rejects, whatever happens", async () => {
    const good = clientOf({ stream: scriptedStream().takes(9).gives("a").endpoint });
    expect(await good.upload.safe([1])).toEqual({ ok: true, value: "a" });
    const bad = clientOf({ stream: scriptedStream().fails(new Error("of a middleware")).endpoint });
    expect(await bad.upload.safe([1])).toEqual({ ok: false, error: failure(ErrorCode.Middleware) });
    await bad.close();
    expect(await bad.upload.safe([1])).toEqual({ ok: false, error: failure(ErrorCode.ClientClosed) });
  });
});

describe("time", () => {
  test("a stream has no limit unless it is given one", async () => {
    const clock = fakeClock();
    const stream = clientOf({ stream: scriptedStream().hangs().endpoint }, { clock, timeoutMs: 5 }).watch("go");
    clock.advance(3_600_000);
    expect(clock.pending).toBe(0);
    stream.cancel();
  });

  test.each<[string, Partial<ClientOptions>, object]>([
    ["its client's", { stream: { timeoutMs: 100 } }, {}],
    ["its own", { stream: { timeoutMs: 5 } }, { timeoutMs: 100 }],
  ])("ends it at %s limit", async (_whose, options, own) => {
    const clock = fakeClock();
    const client = clientOf({ stream: scriptedStream().gives("a").hangs().endpoint }, { clock, ...options });
    const stream = client.watch("go", own);
    expect(await stream.next()).toEqual({ done: false, value: "a" });
    const waiting = stream.next();
    clock.advance(99);
    clock.advance(1);
    const message = "Stream/watch timed out after 100 ms while waiting for the response from 127.0.0.1:1";
    await expect(waiting).rejects.toEqual(failure(ErrorCode.RpcTimeout, { message }));
    expect(clock.pending).toBe(0);
  });

  test("the time for a message runs while somebody waits for it", async () => {
    const clock = fakeClock();
    const peer = scriptedStream().gives("a").hangs();
    const stream = clientOf({ stream: peer.endpoint }, { clock, stream: { recvTimeoutMs: 50 } }).watch("go");
    clock.advance(1_000);
    expect(await stream.next()).toEqual({ done: false, value: "a" });
    clock.advance(1_000);
    const waiting = stream.next();
    clock.advance(50);
    await expect(waiting).rejects.toEqual(
      failure(ErrorCode.RpcTimeout, {
        message: "Stream/watch got no message within 50 ms from 127.0.0.1:1",
        status: expect.objectContaining({ code: Status.RecvDeadlineExceeded }),
      }),
    );
    expect(peer.contexts[0]?.abortReason).toEqual(failure(ErrorCode.RpcTimeout));
    expect(clock.pending).toBe(0);
  });

  test("it runs for the first message too, once it is asked for, and 0 lifts the client's", async () => {
    const clock = fakeClock();
    const client = clientOf({ stream: scriptedStream().hangs().endpoint }, { clock, stream: { recvTimeoutMs: 50 } });
    const limited = client.watch("go");
    const unlimited = client.watch("go", { recvTimeoutMs: 0 });
    const waiting = [limited.next(), unlimited.next()] as const;
    clock.advance(50);
    await expect(waiting[0]).rejects.toEqual(failure(ErrorCode.RpcTimeout));
    clock.advance(1_000);
    unlimited.cancel();
    await expect(waiting[1]).rejects.toEqual(failure(ErrorCode.Canceled));
  });

  test("it does not run for the response of an upload while that is still being sent", async () => {
    const clock = fakeClock();
    const peer = scriptedStream().takes(2).hangs();
    const client = clientOf({ stream: peer.endpoint }, { clock, stream: { recvTimeoutMs: 50 } });
    const more = Promise.withResolvers<void>();
    const response = client.upload(
      (async function* () {
        yield 1;
        await more.promise;
      })(),
    );
    response.catch(() => {});
    await until(() => peer.requests.length === 1);
    clock.advance(1_000);
    more.resolve();
    await until(() => clock.pending === 1);
    clock.advance(50);
    await expect(response).rejects.toEqual(failure(ErrorCode.RpcTimeout));
  });

  test.each(["timeoutMs", "recvTimeoutMs", "connectTimeoutMs"] as const)(
    "a %s that is no amount is refused",
    (name) => {
      const client = clientOf({});
      expect(() => client.watch("go", { [name]: -1 })).toThrow(`${name} must be a number of at least 0, got -1`);
      if (name === "connectTimeoutMs") return;
      expect(() => clientOf({}, { stream: { [name]: Number.NaN } })).toThrow(`stream.${name} must be a number`);
    },
  );
});

describe("who gives a stream up", () => {
  test("a signal ends it, and is not listened to any more", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const client = clientOf({ stream: scriptedStream().gives("a").hangs().endpoint });
    const stream = client.watch("go", { signal });
    await stream.next();
    const waiting = stream.next();
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toEqual(failure(ErrorCode.Canceled, { cause: signal.reason }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("a signal that outlives many streams keeps nothing of them", async () => {
    const { signal } = new AbortController();
    const good = clientOf({ stream: scriptedStream().gives("a").endpoint });
    const bad = clientOf({ stream: scriptedStream().fails(ErrorCode.Remote).endpoint });
    for (let n = 0; n < 20; n++) {
      await listOf(good.watch("go", { signal }));
      await expect(listOf(bad.watch("go", { signal }))).rejects.toThrow();
      for await (const _ of good.watch("go", { signal })) break;
      await good.upload([1], { signal });
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("a signal that has aborted before lets nothing begin", async () => {
    const peer = scriptedStream().gives("a");
    const stream = clientOf({ stream: peer.endpoint }).watch("go", {
      signal: AbortSignal.abort(new Error("too late")),
    });
    await expect(stream.next()).rejects.toEqual(failure(ErrorCode.Canceled));
    expect(await stream.next()).toEqual(end);
    expect(peer.contexts).toEqual([]);
  });

  test("a signal of AbortSignal.timeout counts as a timeout", async () => {
    const stream = clientOf({ stream: scriptedStream().hangs().endpoint }).watch("go", {
      signal: AbortSignal.abort(new DOMException("time is up", "TimeoutError")),
    });
    await expect(stream.next()).rejects.toEqual(failure(ErrorCode.RpcTimeout));
  });

  test("in a handler: the call that is answered ends the stream, and lends its deadline", async () => {
    const clock = fakeClock();
    const peer = scriptedStream().hangs();
    const client = clientOf({ stream: peer.endpoint }, { clock });
    const serving = testContext({ timeoutMs: 70, clock });
    const inherits = runServing(serving, () => client.watch("go").next());
    expect(peer.contexts[0]?.timeLeftMs).toBe(70);
    serving.abort(new Error("the caller has left"));
    await expect(inherits).rejects.toEqual(failure(ErrorCode.Canceled));
    const late = testContext({ timeoutMs: 70, clock });
    clock.advance(70);
    const refused = runServing(late, () => client.watch("go").next());
    await expect(refused).rejects.toEqual(failure(ErrorCode.RpcTimeout));
    expect(peer.contexts.length).toBe(1);
  });

  test("close() waits for streams, then fails them, and refuses new ones", async () => {
    const clock = fakeClock();
    const client = clientOf({ stream: scriptedStream().gives("a").hangs().endpoint }, { clock, exitWaitMs: 100 });
    const stream = client.watch("go");
    await stream.next();
    const waiting = stream.next();
    const closed = client.close();
    expect(() => client.watch("go")).toThrow(/was begun on a client that is closed/);
    clock.advance(100);
    await closed;
    await expect(waiting).rejects.toEqual(failure(ErrorCode.ClientClosed));
  });

  test("close() settles as soon as the last stream has ended", async () => {
    const client = clientOf({}, { clock: fakeClock() });
    const chat = client.chat.open();
    const closed = client.close();
    chat.closeSend();
    await listOf(chat);
    await closed;
  });
});

describe("instances", () => {
  test("another one is tried when no connection can be made, with all the requests", async () => {
    const tried: unknown[] = [];
    const client = clientOf(
      {
        unreachable: ({ rpcInfo }) => {
          const address = rpcInfo.to.instance?.address;
          tried.push(address);
          return address !== "127.0.0.1:3";
        },
      },
      { hostPorts: ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"] },
    );
    expect(await listOf(client.chat([1, 2]))).toEqual([1, 2]);
    expect(tried).toContain("127.0.0.1:3");
  });

  test("when none can be reached the stream fails, and its requests were not touched", async () => {
    const next = vi.fn();
    const requests = { [Symbol.asyncIterator]: () => ({ next }) };
    const client = clientOf({ unreachable: () => true }, { hostPorts: ["127.0.0.1:1", "127.0.0.1:2"] });
    await expect(listOf(client.chat(requests))).rejects.toEqual(failure(ErrorCode.Connect));
    expect(next).not.toHaveBeenCalled();
  });

  test("a stream that waits for ready begins as soon as somebody listens", async () => {
    const clock = fakeClock();
    let refusals = 3;
    const client = clientOf({ unreachable: () => refusals-- > 0 }, { clock });
    const stream = client.chat([1, 2], { waitForReady: true });
    const list = listOf(stream);
    while (refusals >= 0) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(5_000);
    }
    expect(await list).toEqual([1, 2]);
    expect(clock.pending).toBe(0);
  });
});

describe("the middlewares of streams", () => {
  test("see the whole stream and each message, the first outermost", async () => {
    const seen: string[] = [];
    const client = clientOf(
      {},
      {
        stream: {
          middlewares: ["outer", "inner"].map(
            (name) => (next) =>
              async function* (ctx, requests) {
                seen.push(`${name} begins ${ctx.rpcInfo.invocation.method}`);
                for await (const message of next(ctx, requests)) yield `${name}(${message})`;
                seen.push(`${name} ends`);
              },
          ),
        },
      },
    );
    expect(await listOf(client.chat([1, 2]))).toEqual(["outer(inner(1))", "outer(inner(2))"]);
    expect(seen).toEqual(["outer begins chat", "inner begins chat", "inner ends", "outer ends"]);
  });

  test("are not there for calls, nor those of calls for streams", async () => {
    const seen: string[] = [];
    const client = clientOf(
      {},
      {
        middlewares: [
          (next) => (ctx, request) => {
            seen.push("call");
            return next(ctx, request);
          },
        ],
        stream: {
          middlewares: [
            (next) => (ctx, requests) => {
              seen.push("stream");
              return next(ctx, requests);
            },
          ],
        },
      },
    );
    await client.echo(1);
    await listOf(client.watch(1));
    expect(seen).toEqual(["call", "stream"]);
  });

  test.each<[string, () => AsyncIterable<unknown>]>([
    [
      "throws at once",
      () => {
        throw new Error("of the middleware");
      },
    ],
    ["gives an iterator that throws at once", () => ({ [Symbol.asyncIterator]: () => ({ next: explode }) })],
  ])("one that %s fails the stream with its error, and leaves nothing behind", async (_what, middleware) => {
    const { signal } = new AbortController();
    const client = clientOf({}, { stream: { middlewares: [() => middleware] } });
    await expect(listOf(client.watch("go", { signal }))).rejects.toThrow("of the middleware");
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await client.close();
  });

  test("one that ignores an abort keeps nobody waiting", async () => {
    const hanging = async function* (): AsyncGenerator<unknown> {
      yield await new Promise(() => {});
    };
    const stream = clientOf({}, { stream: { middlewares: [() => hanging] } }).watch("go");
    const waiting = stream.next();
    stream.cancel();
    await expect(waiting).rejects.toEqual(failure(ErrorCode.Canceled));
  });

  test("suites add theirs before the client's own", async () => {
    const tag =
      (name: string): StreamMiddleware =>
      (next) =>
        async function* (ctx, requests) {
          for await (const message of next(ctx, requests)) yield `${name}(${message})`;
        };
    const client = clientOf(
      {},
      {
        suites: [{ name: "a", options: { stream: { middlewares: [tag("suite")], timeoutMs: 7 } } }],
        stream: { middlewares: [tag("own")] },
      },
    );
    expect(await listOf(client.watch(1))).toEqual(["suite(own(1))"]);
  });
});

describe("tracers", () => {
  function traced(peer: MemoryPeer): { readonly client: Client<StreamClient>; readonly seen: string[] } {
    const seen: string[] = [];
    const tracers = [
      {
        start: () => seen.push("start"),
        message: ({ rpcInfo }: RpcContext, direction: string) => {
          const { sentMessages, receivedMessages } = rpcInfo.stats;
          seen.push(`${direction} ${sentMessages}/${receivedMessages}`);
        },
        finish: (_ctx: RpcContext, { error }: { error: unknown }) =>
          seen.push(`finish ${isKitexError(error) ? error.code : error}`),
      },
    ];
    return { client: clientOf(peer, { tracers }), seen };
  }

  test("see the whole stream and each message once it is counted", async () => {
    const { client, seen } = traced({ stream: scriptedStream().takes(2).gives("a", "b").endpoint });
    await listOf(client.chat([1, 2]));
    expect(seen).toEqual(["start", "sent 1/0", "sent 2/0", "received 2/1", "received 2/2", "finish undefined"]);
  });

  test("finish with what a stream failed with", async () => {
    const { client, seen } = traced({ stream: scriptedStream().gives("a").fails(ErrorCode.Remote).endpoint });
    await expect(listOf(client.watch("go"))).rejects.toThrow();
    expect(seen).toEqual(["start", "sent 1/0", "received 1/1", "finish KITEX_ERR_REMOTE"]);
  });

  test("finish once, as canceled, when the reader leaves", async () => {
    const { client, seen } = traced({ stream: scriptedStream().gives("a").hangs().endpoint });
    for await (const _ of client.watch("go")) break;
    expect(seen).toEqual(["start", "sent 1/0", "received 1/1", "finish KITEX_ERR_CANCELED"]);
  });

  test("finish when a stream that nobody reads is aborted", async () => {
    const { client, seen } = traced({ stream: scriptedStream().gives("a").hangs().endpoint });
    const stream = client.watch("go");
    await until(() => seen.length === 3);
    stream.cancel();
    expect(seen.at(-1)).toBe("finish KITEX_ERR_CANCELED");
  });
});

describe("what carries the streams of a service", () => {
  const silent = {
    name: "silent",
    matches: () => false,
    serve: () => {
      throw new Error("never");
    },
  };
  const noStreams = { ...memoryTransport(), name: "no-streams", carriesStreams: false };

  test("is the protocol that the service brings along, where the client's transport has none", async () => {
    const opened = vi.fn();
    const carrier = memoryTransport({ stream: scriptedStream().gives("carried").endpoint });
    const service = streamService({
      client: {
        ...carrier,
        open: (setup) => {
          opened(setup.packageName, setup.idlService, setup.destination);
          return carrier.open(setup);
        },
      },
      server: silent,
    });
    const calls = { ...memoryTransport({ call: async () => "called" }), carriesStreams: false };
    const client = createClient(service, { ...fixed, transport: calls });
    expect(await client.echo(1)).toBe("called");
    expect(opened).not.toHaveBeenCalled();
    expect(await listOf(client.watch("go"))).toEqual(["carried"]);
    expect(await listOf(client.watch("go"))).toEqual(["carried"]);
    expect(opened.mock.calls).toEqual([["test", "Stream", "stream"]]);
    await client.close();
  });

  test("is the client's own transport before that", async () => {
    const service = streamService({ client: noStreams, server: silent });
    const client = createClient(service, { ...fixed, transport: memoryTransport() });
    expect(await listOf(client.watch("own"))).toEqual(["own"]);
  });

  test("must be something", async () => {
    const client = createClient(streamService(), { ...fixed, transport: ttheader() });
    const refusal =
      'transport "ttheader-framed" carries no streams, and service Stream brings none that does: ' +
      'give the client one, for example transport: grpc() of "@kitex-ts/core/grpc"';
    expect(() => client.watch("go")).toThrow(refusal);
    expect(() => client.chat.open()).toThrow(refusal);
    await expect(client.upload([1])).rejects.toThrow(refusal);
    expect(await client.upload.safe([1])).toEqual({ ok: false, error: failure(ErrorCode.InvalidOption) });
  });
});

const end = { done: true, value: undefined };

function explode(): never {
  throw new Error("of the middleware");
}
