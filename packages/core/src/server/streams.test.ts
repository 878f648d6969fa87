import { describe, expect, test, vi } from "vitest";
import { type Client, createClient } from "../client/client.ts";
import { contextKey } from "../context/context-key.ts";
import { currentContext } from "../context/current-context.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { BizStatusError } from "../errors/biz-status-error.ts";
import { ErrorCode } from "../errors/codes.ts";
import { silentLogger } from "../logging/logger.ts";
import type { ClientCall } from "../service/client-call.ts";
import { bidiStream } from "../service/stream-call.ts";
import { type Loopback, loopback } from "../testdata/loopback.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { until } from "../testdata/until.ts";
import { DECLARED } from "../testing/echo-service.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import type { StreamClient, StreamHandler } from "../testing/stream-service.ts";
import type { Clock } from "../util/clock.ts";
import type { ServerOptions } from "./options.ts";

interface Rig extends Loopback {
  readonly client: Client<StreamClient>;
}

/** A client whose streams run handlers of a server in the same process. */
function rigOf(handler: StreamHandler = {}, options: ServerOptions = {}, clock?: Clock): Rig {
  const ends = loopback(handler, options);
  const given = {
    destination: "loopback",
    hostPorts: ["127.0.0.1:1"],
    transport: ends.transport,
    logger: silentLogger,
  };
  return { ...ends, client: createClient(ends.service, { ...given, ...(clock && { clock }) }) };
}

async function listOf<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

const failure = (code: ErrorCode, more: object = {}): object => expect.objectContaining({ code, ...more });

const turn = contextKey("turn", "");

describe("the three shapes of a handler", () => {
  test("one request, and responses from anything that can be iterated", async () => {
    const { client } = rigOf({
      watch: (request) =>
        request === "array"
          ? [1, 2]
          : (async function* () {
              yield request;
              yield "more";
            })(),
    });
    expect(await listOf(client.watch("array"))).toEqual([1, 2]);
    expect(await listOf(client.watch("generator"))).toEqual(["generator", "more"]);
  });

  test("requests, and one response or a promise of it", async () => {
    const sum = async (requests: AsyncIterable<unknown>): Promise<number> => {
      let total = 0;
      for await (const request of requests) total += Number(request);
      return total;
    };
    expect(await rigOf({ upload: sum }).client.upload([1, 2, 3])).toBe(6);
    expect(await rigOf({ upload: () => "at once" }).client.upload([1])).toBe("at once");
  });

  test("both ways, each at its own pace", async () => {
    const { client } = rigOf({
      chat: async function* (requests) {
        yield "hello";
        for await (const request of requests) yield `you said ${request}`;
        yield "bye";
      },
    });
    const chat = client.chat.open();
    expect((await chat.next()).value).toBe("hello");
    await chat.send("hi");
    expect((await chat.next()).value).toBe("you said hi");
    chat.closeSend();
    expect(await listOf(chat)).toEqual(["bye"]);
  });

  test("a handler that gives nothing to iterate fails its caller, and says what is wrong", async () => {
    const logger = recordingLogger();
    const { client } = rigOf({ watch: () => Object(Promise.resolve([1])) }, { logger });
    await expect(listOf(client.watch("go"))).rejects.toThrow(
      "biz error: the handler of Stream/watch gave nothing to iterate: make it an async generator",
    );
    expect(logger.lines).toEqual(["error: Stream/watch failed"]);
  });

  test("a caller that is done before it sent its one request is told so", async () => {
    const watch = vi.fn();
    const { service, transport } = loopback({ watch });
    const unasked = { ...service, client: (call: ClientCall) => ({ watch: bidiStream(call, "watch") }) };
    const client = createClient(unasked, { destination: "loopback", hostPorts: ["127.0.0.1:1"], transport });
    await expect(listOf(client.watch([]))).rejects.toThrow("Stream/watch got no request");
    expect(watch).not.toHaveBeenCalled();
  });
});

describe("what a handler throws", () => {
  const thrown = (error: unknown): StreamHandler => ({
    watch: async function* () {
      yield 1;
      throw error;
    },
  });

  test("comes behind the messages before it, and is logged", async () => {
    const logger = recordingLogger();
    const stream = rigOf(thrown(new Error("oops")), { logger }).client.watch("go");
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await expect(stream.next()).rejects.toEqual(failure(ErrorCode.Remote, { message: "Stream/watch biz error: oops" }));
    expect(logger.lines).toEqual(["error: Stream/watch failed"]);
  });

  test("as status or declared exception is what its caller gets, and no failure to be logged", async () => {
    const logger = recordingLogger();
    const status = new BizStatusError(404, "not found");
    const declared = Object.assign(new Error("as the IDL says"), { name: DECLARED });
    await expect(listOf(rigOf(thrown(status), { logger }).client.watch("go"))).rejects.toBe(status);
    await expect(listOf(rigOf(thrown(declared), { logger }).client.watch("go"))).rejects.toBe(declared);
    expect(logger.lines).toEqual([]);
  });

  test("is hidden where errors are not exposed", async () => {
    const { client } = rigOf(thrown(new Error("a secret")), { exposeErrors: false });
    await expect(listOf(client.watch("go"))).rejects.toThrow("Stream/watch biz error: internal error");
  });

  test("at once, before there is anything to iterate, is a failure like any other", async () => {
    const at = (): never => {
      throw new Error("at once");
    };
    const { client } = rigOf({ watch: at, upload: at, chat: at });
    await expect(listOf(client.watch("go"))).rejects.toThrow("at once");
    await expect(client.upload([1])).rejects.toThrow("at once");
    await expect(listOf(client.chat([1]))).rejects.toThrow("at once");
  });
});

describe("the context of a handler", () => {
  test("is known in every piece of it, and in what it calls", async () => {
    const seen: (RpcContext | undefined)[] = [];
    const look = async (): Promise<void> => {
      seen.push(currentContext());
      await Promise.resolve();
      seen.push(currentContext());
    };
    const { client, served } = rigOf({
      chat: async function* (requests) {
        try {
          await look();
          yield 1;
          await look();
          for await (const request of requests) {
            await look();
            yield request;
          }
        } finally {
          await look();
        }
      },
    });
    for await (const message of client.chat([2, 3])) if (message === 2) break;
    await until(() => seen.length === 8);
    expect(new Set(seen)).toEqual(new Set([served[0]]));
    expect(currentContext()).toBeUndefined();
  });

  test("is that of each of two handlers that take turns", async () => {
    const { client } = rigOf(
      {
        watch: async function* (request) {
          for (let n = 0; n < 3; n++) yield [request, currentContext()?.get(turn)];
        },
      },
      {
        stream: {
          middlewares: [
            (next) => (ctx, requests) => {
              ctx.set(turn, `of ${served++}`);
              return next(ctx, requests);
            },
          ],
        },
      },
    );
    let served = 0;
    const [one, two] = [client.watch(1), client.watch(2)];
    for (let n = 0; n < 3; n++) {
      expect((await one.next()).value).toEqual([1, "of 0"]);
      expect((await two.next()).value).toEqual([2, "of 1"]);
    }
  });

  test("has a deadline that ends the stream", async () => {
    const clock = fakeClock();
    const reasons: unknown[] = [];
    let started = false;
    const { client } = rigOf(
      {
        watch: async function* (_request, ctx) {
          ctx.onAbort((reason) => reasons.push(reason));
          started = true;
          yield await new Promise(() => {});
        },
      },
      { clock },
      clock,
    );
    const waiting = listOf(client.watch("go", { timeoutMs: 100 }));
    await until(() => started);
    expect(clock.pending).toBe(2);
    clock.advance(100);
    await expect(waiting).rejects.toEqual(failure(ErrorCode.RpcTimeout));
    expect(reasons.length).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe("a caller that leaves", () => {
  test.each<[string, (client: Client<StreamClient>) => Promise<void>]>([
    [
      "by break",
      async (client) => {
        for await (const _ of client.watch("go")) break;
      },
    ],
    [
      "by a signal",
      async (client) => {
        const controller = new AbortController();
        const stream = client.watch("go", { signal: controller.signal });
        await stream.next();
        controller.abort();
        await expect(stream.next()).rejects.toThrow();
      },
    ],
    [
      "by cancel()",
      async (client) => {
        const stream = client.watch("go");
        await stream.next();
        stream.cancel();
        await expect(stream.next()).rejects.toThrow();
      },
    ],
  ])("%s aborts the handler, whose clean-up runs", async (_how, leave) => {
    const cleaned = vi.fn();
    const { client, served, finished } = rigOf({
      watch: async function* () {
        try {
          for (let n = 0; ; n++) yield n;
        } finally {
          cleaned();
        }
      },
    });
    await leave(client);
    await until(() => finished.length === 1);
    await until(() => cleaned.mock.calls.length === 1);
    expect(served[0]?.signal.aborted).toBe(true);
    expect(finished[0]).toEqual(failure(ErrorCode.Canceled));
  });

  test("makes a handler's loop over its requests throw", async () => {
    const caught = vi.fn();
    const { client, finished } = rigOf({
      upload: async (requests) => {
        try {
          for await (const _ of requests);
        } catch (error) {
          caught(error);
          throw error;
        }
      },
    });
    const upload = client.upload.open();
    await upload.send(1);
    upload.cancel();
    await until(() => finished.length === 1);
    await until(() => caught.mock.calls.length === 1);
    expect(caught).toHaveBeenCalledWith(failure(ErrorCode.Canceled));
  });

  test("leaves nothing logged: nobody is told of what its handler throws", async () => {
    const logger = recordingLogger();
    const { client, finished } = rigOf(
      {
        watch: async function* (_request, ctx) {
          yield 1;
          await new Promise((_resolve, reject) => ctx.onAbort(reject));
        },
      },
      { logger },
    );
    for await (const _ of client.watch("go")) break;
    await until(() => finished.length === 1);
    expect(logger.lines).toEqual([]);
  });
});

describe("a handler that leaves", () => {
  test("may stop reading and go on answering", async () => {
    const { client } = rigOf({
      chat: async function* (requests) {
        for await (const request of requests) {
          yield request;
          break;
        }
        yield "still here";
      },
    });
    expect(await listOf(client.chat([1, 2, 3]))).toEqual([1, "still here"]);
  });

  test("may answer before it has read everything: the producer is left", async () => {
    const left = vi.fn();
    const { client } = rigOf({ upload: () => "enough" });
    const endless = async function* (): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        left();
      }
    };
    expect(await client.upload(endless())).toBe("enough");
    await until(() => left.mock.calls.length === 1);
  });
});

describe("middlewares and tracers of a server", () => {
  test("see the whole stream, each message, and how it ended", async () => {
    const seen: string[] = [];
    const { client } = rigOf(
      {},
      {
        middlewares: [
          () => () => {
            throw new Error("never: it is for calls");
          },
        ],
        stream: {
          middlewares: [
            (next) =>
              async function* (ctx, requests) {
                seen.push(`begins ${ctx.rpcInfo.invocation.method}`);
                yield* next(ctx, requests);
                seen.push("ends");
              },
          ],
        },
        tracers: [
          {
            start: () => seen.push("start"),
            message: ({ rpcInfo }, direction) =>
              seen.push(`${direction} ${rpcInfo.stats.receivedMessages}/${rpcInfo.stats.sentMessages}`),
            finish: (_ctx, { error }) => seen.push(`finish ${error}`),
          },
        ],
      },
    );
    expect(await listOf(client.chat([1]))).toEqual([1]);
    expect(seen).toEqual(["start", "begins chat", "received 1/0", "sent 1/1", "ends", "finish undefined"]);
  });

  test("a middleware that throws at once fails the stream", async () => {
    const { client } = rigOf(
      {},
      {
        stream: {
          middlewares: [
            () => () => {
              throw new Error("refused");
            },
          ],
        },
      },
    );
    await expect(listOf(client.watch("go"))).rejects.toThrow("biz error: refused");
  });
});
