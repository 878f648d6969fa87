import { describe, expect, test, vi } from "vitest";
import { testContext } from "../testing/test-context.ts";
import { eachMessage } from "./each-message.ts";
import type { StreamEndpoint } from "./stream-endpoint.ts";

const echo: StreamEndpoint = (_ctx, requests) => requests;
const twice: StreamEndpoint = async function* (_ctx, requests) {
  for await (const request of requests) yield* [`${request} once`, `${request} twice`];
};

async function* of(...messages: readonly unknown[]): AsyncGenerator<unknown> {
  yield* messages;
}

async function listOf(messages: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

describe("eachMessage", () => {
  test("sees requests and responses in their order, with the context of the stream", async () => {
    const seen: unknown[] = [];
    const ctx = testContext();
    const middleware = eachMessage({
      request: (message, at) => seen.push(["request", message, at === ctx]),
      response: (message, at) => seen.push(["response", message, at === ctx]),
    });
    expect(await listOf(middleware(twice)(ctx, of("a")))).toEqual(["a once", "a twice"]);
    expect(seen).toEqual([
      ["request", "a", true],
      ["response", "a once", true],
      ["response", "a twice", true],
    ]);
  });

  test("leaves alone what nobody looks at", () => {
    const requests = of(1);
    expect(eachMessage({})(echo)(testContext(), requests)).toBe(requests);
  });

  test.each(["request", "response"])(
    "a hook for a %s that throws ends the stream with its error, and the source",
    async (which) => {
      const left = vi.fn();
      const source = async function* (): AsyncGenerator<number> {
        try {
          for (let n = 0; ; n++) yield n;
        } finally {
          left();
        }
      };
      const look = (message: unknown): void => {
        if (message === 2) throw new Error("not this one");
      };
      const messages = eachMessage({ [which]: look })(echo)(testContext(), source());
      const got: unknown[] = [];
      const read = async (): Promise<void> => {
        for await (const message of messages) got.push(message);
      };
      await expect(read()).rejects.toThrow("not this one");
      expect(got).toEqual([0, 1]);
      expect(left).toHaveBeenCalledTimes(1);
    },
  );

  test("passes it on when a reader leaves", async () => {
    const left = vi.fn();
    const source = async function* (): AsyncGenerator<number> {
      try {
        yield* [1, 2];
      } finally {
        left();
      }
    };
    for await (const _ of eachMessage({ request: () => {}, response: () => {} })(echo)(testContext(), source())) break;
    expect(left).toHaveBeenCalledTimes(1);
  });
});
