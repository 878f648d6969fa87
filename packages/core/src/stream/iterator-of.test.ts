import { describe, expect, test, vi } from "vitest";
import { iteratorOf } from "./iterator-of.ts";

describe("a plain iterable", () => {
  test("is gone through one by one, as promises", async () => {
    const iterator = iteratorOf([1]);
    expect([await iterator.next(), await iterator.next()]).toEqual([
      { done: false, value: 1 },
      { done: true, value: undefined },
    ]);
  });

  test("that throws rejects", async () => {
    const broken = (function* (): Generator<number> {
      yield 1;
      throw new Error("broken");
    })();
    const iterator = iteratorOf(broken);
    await iterator.next();
    await expect(iterator.next()).rejects.toThrow("broken");
  });

  test("is told when it is left, where it listens to that", async () => {
    const left = vi.fn();
    const listening = (function* (): Generator<number> {
      try {
        yield 1;
      } finally {
        left();
      }
    })();
    const iterator = iteratorOf(listening);
    await iterator.next();
    await iterator.return?.();
    expect(left).toHaveBeenCalledTimes(1);
    const deaf = { [Symbol.iterator]: () => ({ next: () => ({ done: false as const, value: 1 }) }) };
    expect(await iteratorOf(deaf).return?.()).toEqual({ done: true, value: undefined });
  });
});

test("an async iterable is taken as it is, also one that is both", async () => {
  const both = { ...asyncly("async"), [Symbol.iterator]: () => [][Symbol.iterator]() };
  expect(await iteratorOf(both).next()).toEqual({ done: false, value: "async" });
});

function asyncly(value: string): AsyncIterable<string> {
  return {
    async *[Symbol.asyncIterator]() {
      yield value;
    },
  };
}
