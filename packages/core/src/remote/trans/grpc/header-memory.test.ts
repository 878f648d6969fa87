import { HeaderList } from "@kitex-ts/netpoll-http2";
import { expect, test } from "vitest";
import { HeaderMemory } from "./header-memory.ts";

const list = (value: string): HeaderList => new HeaderList([{ name: "a", value }]);

test("a list is read once while it is among the last eight", () => {
  let reads = 0;
  const memory = new HeaderMemory((headers) => `${headers.get("a")} ${++reads}`);
  const lists = Array.from({ length: 9 }, (_, i) => list(String(i)));
  const first = lists[0] ?? list("");
  expect([memory.of(first), memory.of(first)]).toEqual(["0 1", "0 1"]);
  for (const other of lists.slice(1, 8)) memory.of(other);
  expect(memory.of(first)).toBe("0 1");
  memory.of(list("one more"));
  expect(memory.of(first)).toBe("0 10");
});

test("an equal list is another list", () => {
  let reads = 0;
  const memory = new HeaderMemory(() => ++reads);
  expect([memory.of(list("x")), memory.of(list("x"))]).toEqual([1, 2]);
});

test("a long list is not kept", () => {
  let reads = 0;
  const memory = new HeaderMemory(() => ++reads);
  const long = list("x".repeat(4_096));
  expect([memory.of(long), memory.of(long)]).toEqual([1, 2]);
});
