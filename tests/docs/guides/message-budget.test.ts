import { composeStream, ErrorCode } from "@kitex-ts/core";
import { scriptedStream, testContext } from "@kitex-ts/core/testing";
import { expect, test } from "vitest";
import { messageBudget } from "./message-budget.ts";

async function all(messages: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const list: unknown[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

async function* requests(...messages: readonly string[]): AsyncGenerator<string> {
  yield* messages;
}

test("a stream within its budget passes through, one beyond it ends", async () => {
  const peer = scriptedStream().takes(3).gives("done");
  const stream = composeStream([messageBudget(2)], peer.endpoint);

  const within = stream(testContext(), requests("a", "b"));
  expect(await all(within)).toEqual(["done"]);

  const beyond = stream(testContext(), requests("c", "d", "e"));
  await expect(all(beyond)).rejects.toMatchObject({ code: ErrorCode.OverLimit });
  expect(peer.requests).toEqual(["a", "b", "c", "d"]);
});
