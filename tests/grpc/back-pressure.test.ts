// A sender is as fast as its reader: what waits between them is bounded on both sides, whatever is sent and however long.

import type { RpcContext } from "@kitex-ts/core";
import { describe, expect, test } from "vitest";
import { until } from "../support/until.ts";
import type { EchoHandler } from "./kitex-gen/interop/echo/server.ts";
import type { EchoRequest, EchoResponseInput } from "./kitex-gen/interop/echo/types.ts";
import { Stage } from "./streams-end/stage.ts";

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
/**
 * What may be under way to a reader that takes nothing: its windows (64 KiB, before they grow), what a stream may have
 * pending, what the system's buffers of both sockets hold, and those of the road between them.
 */
const UNDER_WAY_BYTES = 16 * MEBIBYTE;

const payload = Buffer.alloc(16 * KIBIBYTE, "x");

/** Messages without end, and how many were asked for. */
class Endless<T> implements AsyncIterable<T> {
  made = 0;
  left = false;
  readonly #message: T;

  constructor(message: T) {
    this.#message = message;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        this.made += 1;
        yield this.#message;
      }
    } finally {
      this.left = true;
    }
  }
}

const message = { message: "", payload };

/** Reads nothing, and sends without end. */
class Flood implements EchoHandler {
  readonly answers = new Endless<EchoResponseInput>(message);
  requests: AsyncIterable<EchoRequest> | undefined;

  unary(): EchoResponseInput {
    return {};
  }

  serverStream(): AsyncIterable<EchoResponseInput> {
    return this.answers;
  }

  clientStream(requests: AsyncIterable<EchoRequest>, ctx: RpcContext): Promise<EchoResponseInput> {
    this.requests = requests;
    return new Promise((_, reject) => ctx.onAbort(reject));
  }

  bidi(requests: AsyncIterable<EchoRequest>): AsyncIterable<EchoResponseInput> {
    this.requests = requests;
    return this.answers;
  }
}

/** Settles when a number has not changed for many turns of the event loop. */
async function still(count: () => number): Promise<void> {
  let [before, turns] = [-1, 0];
  const unchanged = (): boolean => {
    turns = count() === before ? turns + 1 : 0;
    before = count();
    return turns > 500;
  };
  await until(unchanged, () => `it goes on: ${count()}`);
}

function buffersInUse(): number {
  return process.memoryUsage().arrayBuffers;
}

describe("a reader that takes nothing makes its sender stop", () => {
  test("the client reads, the server sends", async () => {
    const flood = new Flood();
    await using stage = await Stage.set(flood);
    const before = buffersInUse();
    const stream = stage.client.serverStream({});
    await stream.next();
    await still(() => flood.answers.made);
    expect(flood.answers.made * payload.length).toBeLessThan(UNDER_WAY_BYTES);
    expect(stage.pendingWriteBytes).toBeLessThan(MEBIBYTE);
    expect(buffersInUse() - before).toBeLessThan(UNDER_WAY_BYTES);
    stream.cancel();
    await until(
      () => flood.answers.left,
      () => "the handler goes on",
    );
  });

  test("the server reads, the client sends", async () => {
    const flood = new Flood();
    await using stage = await Stage.set(flood);
    const requests = new Endless(message);
    const giveUp = new AbortController();
    const before = buffersInUse();
    const upload = stage.client.clientStream.safe(requests, { signal: giveUp.signal });
    await until(
      () => flood.requests !== undefined,
      () => "nobody was asked",
    );
    await still(() => requests.made);
    expect(requests.made * payload.length).toBeLessThan(UNDER_WAY_BYTES);
    expect(stage.pendingWriteBytes).toBeLessThan(MEBIBYTE);
    expect(buffersInUse() - before).toBeLessThan(UNDER_WAY_BYTES);
    giveUp.abort();
    expect(await upload).toMatchObject({ ok: false });
    await until(
      () => requests.left,
      () => "the source goes on",
    );
  });

  test("both send and nobody reads", async () => {
    const flood = new Flood();
    await using stage = await Stage.set(flood);
    const requests = new Endless(message);
    const stream = stage.client.bidi(requests);
    await stream.next();
    await still(() => requests.made + flood.answers.made);
    expect((requests.made + flood.answers.made) * payload.length).toBeLessThan(2 * UNDER_WAY_BYTES);
    stream.cancel();
    await until(
      () => requests.left && flood.answers.left,
      () => "they go on",
    );
  });

  test("a hundred streams that nobody reads hold what a connection may hold, and not what they are sent", async () => {
    const flood = new Flood();
    await using stage = await Stage.set(flood);
    const streams = Array.from({ length: 100 }, () => stage.client.serverStream({}));
    for (const stream of streams) await stream.next();
    await still(() => flood.answers.made);
    // The 64 MiB that a session lets its streams hold, and what waits for room on the other side.
    expect(flood.answers.made * payload.length).toBeLessThan(64 * MEBIBYTE + 2 * UNDER_WAY_BYTES);
    for (const stream of streams) stream.cancel();
    await stage.idle();
  });

  test("a hundred streams that nobody reads leave a stream that is read all it needs", async () => {
    const flood = new Flood();
    await using stage = await Stage.set(flood);
    const read = stage.client.serverStream({});
    const unread = Array.from({ length: 100 }, () => stage.client.serverStream({}));
    // Windows grow while all are read, and stay behind with those that no longer are.
    for (let i = 0; i < 50; i++) await Promise.all([read, ...unread].map((stream) => stream.next()));
    await still(() => flood.answers.made);
    let bytes = 0;
    while (bytes < 128 * MEBIBYTE) bytes += (await read.next()).value?.payload.length ?? 0;
    for (const stream of [read, ...unread]) stream.cancel();
    await stage.idle();
  });
});

test("a slow reader of a long stream: memory is that of the messages under way, not of all", async () => {
  const COUNT = 3_000;
  await using stage = await Stage.set({
    ...new Flood(),
    unary: () => ({}),
    clientStream: async (requests) => {
      let bytes = 0;
      for await (const { payload } of requests) bytes += payload.length;
      return { bytes };
    },
    serverStream: async function* () {
      for (let i = 0; i < COUNT; i++) yield message;
    },
    bidi: async function* (requests) {
      for await (const { payload } of requests) yield { payload };
    },
  });
  const before = buffersInUse();
  let [most, count] = [0, 0];
  const look = (): void => {
    most = Math.max(most, stage.pendingWriteBytes);
  };
  for await (const _ of stage.client.serverStream({})) {
    count += 1;
    if (count % 50 !== 0) continue;
    await new Promise((resolve) => setImmediate(resolve));
    look();
  }
  expect(count).toBe(COUNT);
  const source = async function* () {
    for (let i = 0; i < COUNT; i++) {
      yield message;
      if (i % 50 === 0) look();
    }
  };
  expect(await stage.client.clientStream(source())).toMatchObject({ bytes: BigInt(COUNT * payload.length) });
  expect(most).toBeLessThan(4 * MEBIBYTE);
  expect(buffersInUse() - before).toBeLessThan(2 * COUNT * payload.length); // with what was not collected
});
