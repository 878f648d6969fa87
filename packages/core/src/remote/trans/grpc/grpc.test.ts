import { expect, test } from "vitest";
import { startRig } from "./testdata/rig.ts";

async function listOf(messages: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

test("the four kinds", async () => {
  await using rig = await startRig({
    watch: async function* (request) {
      for (let i = 0; i < 3; i++) yield [request, i];
    },
  });
  const { client } = rig;
  expect(await client.echo({ message: "hi" })).toEqual({ message: "hi" });
  expect(await client.upload([1, 2, 3])).toEqual([1, 2, 3]);
  expect(await listOf(client.watch("x"))).toEqual([
    ["x", 0],
    ["x", 1],
    ["x", 2],
  ]);
  expect(await listOf(client.chat([1, 2, 3]))).toEqual([1, 2, 3]);
});
