import { gzipSync } from "node:zlib";
import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadMessageError } from "./bad-message.ts";
import { type MessageOwner, MessageReader } from "./message-reader.ts";
import { message } from "./testdata/http2-peer.ts";

/** A stream's owner that writes down what the reader does. */
class Owner implements MessageOwner {
  encoding: string | undefined;
  consumed = 0;
  expected = 0;
  refused: unknown[] = [];
  left = 0;
  readonly stream = {
    consumed: (bytes: number): void => {
      this.consumed += bytes;
    },
    expect: (bytes: number): void => {
      this.expected = bytes;
    },
  };

  decode(body: ByteReader): unknown {
    const text = body.readUtf8(body.remaining);
    if (text === "bad") throw new Error("no value");
    return text;
  }

  refuse(error: unknown): unknown {
    this.refused.push(error);
    return new Error("refused", { cause: error });
  }

  leave(): void {
    this.left += 1;
  }
}

function reader(maxBytes = 1_000): { owner: Owner; messages: MessageReader } {
  const owner = new Owner();
  return { owner, messages: new MessageReader(owner, { maxBytes, maxInflateRatio: 200, maxElements: 10 }) };
}

const done = { done: true, value: undefined };
const value = (text: string): unknown => ({ done: false, value: text });

describe("room in the window", () => {
  test("is given back when a message is taken, not when it comes", async () => {
    const { owner, messages } = reader();
    messages.push(Buffer.concat([message("a"), message("bc"), message("d").subarray(0, 3)]));
    expect(owner.consumed).toBe(0);
    expect(await messages.next()).toEqual(value("a"));
    expect(owner.consumed).toBe(6);
    expect(await messages.next()).toEqual(value("bc"));
    expect(owner.consumed).toBe(13);
  });

  test("is given back at once while somebody waits, and asked for as far as the message is long", async () => {
    const { owner, messages } = reader();
    const next = messages.next();
    messages.push(message("x".repeat(100)).subarray(0, 4));
    expect([owner.consumed, owner.expected]).toEqual([4, 0]);
    messages.push(message("x".repeat(100)).subarray(4, 10));
    expect([owner.consumed, owner.expected]).toEqual([10, 95]);
    messages.push(message("x".repeat(100)).subarray(10));
    expect(await next).toEqual(value("x".repeat(100)));
    expect(owner.consumed).toBe(105);
  });

  test("all of it comes back in the end, whatever comes when", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ maxLength: 20 }), { maxLength: 10 }),
        fc.array(fc.nat(9)),
        async (texts, cuts) => {
          const { owner, messages } = reader();
          const bytes = Buffer.concat(texts.map((text) => message(text)));
          const waiting: Promise<unknown>[] = [];
          let at = 0;
          for (const size of cuts) {
            if (size % 2 === 0) waiting.push(messages.next());
            messages.push(bytes.subarray(at, at + size));
            at = Math.min(at + size, bytes.length);
          }
          messages.push(bytes.subarray(at));
          messages.end();
          while (waiting.length < texts.length + 2) waiting.push(messages.next());
          const results = await Promise.all(waiting);
          expect(results.slice(0, texts.length)).toEqual(texts.map(value));
          expect(results.slice(texts.length)).toEqual(results.slice(texts.length).map(() => done));
          expect(owner.consumed).toBe(bytes.length);
        },
      ),
    );
  });
});

describe("the end", () => {
  test("is reached when it is known and everything before it was read", async () => {
    const { messages } = reader();
    messages.push(message("a"));
    messages.end();
    expect(messages.exhausted).toBe(false);
    await messages.next();
    expect(messages.exhausted).toBe(true);
    const left = reader().messages;
    expect(left.exhausted).toBe(false);
    await left.return();
    expect(left.exhausted).toBe(true);
  });

  test("comes behind the messages that are here", async () => {
    const { messages } = reader();
    messages.push(message("a"));
    messages.end();
    expect([await messages.next(), await messages.next(), await messages.next()]).toEqual([value("a"), done, done]);
  });

  test("with a failure comes behind them, once", async () => {
    const { messages } = reader();
    messages.push(message("a"));
    messages.fail(new Error("lost"));
    expect(await messages.next()).toEqual(value("a"));
    await expect(messages.next()).rejects.toThrow("lost");
    expect(await messages.next()).toEqual(done);
  });

  test("by an abort drops what is here, and reaches who waits", async () => {
    const { messages } = reader();
    messages.push(message("a"));
    messages.abort(new Error("enough"));
    await expect(messages.next()).rejects.toThrow("enough");
    const other = reader().messages;
    const waiting = [other.next(), other.next()] as const;
    other.abort(new Error("enough"));
    await expect(waiting[0]).rejects.toThrow("enough");
    expect([await waiting[1], await other.next()]).toEqual([done, done]);
  });

  test("within a message is a failure", async () => {
    const { owner, messages } = reader();
    messages.push(message("abc").subarray(0, 7));
    messages.end();
    await expect(messages.next()).rejects.toThrow("refused");
    expect(owner.refused).toMatchObject([{ message: "the stream ended 7 bytes into a message" }]);
    expect(await messages.next()).toEqual(done);
  });

  test("by the reader is told once, and answers everybody", async () => {
    const { owner, messages } = reader();
    const waiting = messages.next();
    expect(await messages.return()).toEqual(done);
    expect(await messages.return()).toEqual(done);
    messages.push(message("late"));
    messages.fail(new Error("late"));
    expect([await waiting, await messages.next(), owner.left]).toEqual([done, done, 1]);
  });
});

describe("a message that cannot be read", () => {
  test.each([
    ["too long", Buffer.from("00000003e9", "hex"), BadMessageError],
    ["of another type", message("bad"), Error],
    ["compressed without an encoding", message("x", 1), BadMessageError],
  ])("%s: ends the stream, and drops the rest", async (_what, bytes, kind) => {
    const { owner, messages } = reader();
    messages.push(Buffer.concat([message("a"), bytes, message("b")]));
    expect(await messages.next()).toEqual(value("a"));
    await expect(messages.next()).rejects.toThrow("refused");
    expect(owner.refused[0]).toBeInstanceOf(kind);
    expect(await messages.next()).toEqual(done);
  });

  test("is the reader's that asked for it, when several wait", async () => {
    const { messages } = reader();
    const waiting = [messages.next(), messages.next(), messages.next()] as const;
    messages.push(Buffer.concat([message("a"), message("bad")]));
    expect(await waiting[0]).toEqual(value("a"));
    await expect(waiting[1]).rejects.toThrow("refused");
    expect(await waiting[2]).toEqual(done);
  });
});

test("compressed messages keep their order, also among others", async () => {
  const { owner, messages } = reader();
  owner.encoding = "gzip";
  const waiting = [messages.next(), messages.next(), messages.next()];
  messages.push(Buffer.concat([message(gzipSync("a".repeat(500)), 1), message("b"), message(gzipSync("c"), 1)]));
  messages.end();
  expect(await Promise.all(waiting)).toEqual(["a".repeat(500), "b", "c"].map(value));
  expect(await messages.next()).toEqual(done);
});
