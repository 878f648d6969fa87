import { expect, test } from "vitest";
import { until } from "../../../testdata/until.ts";
import { MessagePump } from "./message-pump.ts";

/** A source of numbers that says how it was treated, and a sink with room for so many. */
function pumped(amount: number, room: number) {
  const seen: unknown[] = [];
  let asked = 0;
  const source: AsyncIterator<unknown> = {
    next: () => Promise.resolve(asked++ < amount ? { done: false, value: asked } : { done: true, value: undefined }),
    return: () => {
      seen.push("left");
      return Promise.reject(new Error("nobody's concern"));
    },
  };
  const sink = {
    room,
    get writable(): boolean {
      return this.room > 0;
    },
    send(message: unknown): undefined {
      this.room -= 1;
      seen.push(message);
    },
  };
  return { seen, sink, asked: () => asked, pump: new MessagePump(source, sink) };
}

test("sends everything, and does not leave a source that has ended", async () => {
  const { seen, pump } = pumped(3, 10);
  await pump.run();
  pump.stop();
  expect(seen).toEqual([1, 2, 3]);
});

test("asks for nothing without room, and goes on when there is some", async () => {
  const { seen, sink, asked, pump } = pumped(3, 1);
  const ran = pump.run();
  await until(() => seen.length === 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked()).toBe(1);
  pump.resume(); // too early
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked()).toBe(1);
  sink.room = 5;
  pump.resume();
  await ran;
  expect(seen).toEqual([1, 2, 3]);
});

test("stopped without room it settles, and leaves its source once", async () => {
  const { seen, pump } = pumped(3, 0);
  const ran = pump.run();
  pump.stop();
  pump.stop();
  await ran;
  expect(seen).toEqual(["left"]);
});

test.each<[string, () => undefined | Promise<void>]>([
  ["throws", () => fail()],
  ["rejects with", () => Promise.reject(new Error("no"))],
])("what the sink %s ends it, and leaves the source", async (_how, send) => {
  let left = 0;
  const source: AsyncIterator<unknown> = {
    next: () => Promise.resolve({ done: false, value: 1 }),
    return: async () => {
      left += 1;
      return { done: true, value: undefined };
    },
  };
  await expect(new MessagePump(source, { writable: true, send }).run()).rejects.toThrow("no");
  expect(left).toBe(1);
});

test("what the source throws is thrown, and it is not left", async () => {
  let left = 0;
  const source: AsyncIterator<unknown> = {
    next: () => Promise.reject(new Error("dry")),
    return: async () => {
      left += 1;
      return { done: true, value: undefined };
    },
  };
  const pump = new MessagePump(source, { writable: true, send: () => undefined });
  await expect(pump.run()).rejects.toThrow("dry");
  pump.stop();
  expect(left).toBe(0);
});

function fail(): never {
  throw new Error("no");
}
