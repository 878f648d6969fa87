import { expect, test } from "vitest";
import { listOf } from "../testdata/header-lists.ts";
import { RecentBlocks } from "./recent-blocks.ts";

/** A block of its own for each number. */
const blockOf = (number: number): { readonly list: ReturnType<typeof listOf>; readonly bytes: Uint8Array } => ({
  list: listOf(["x", String(number)]),
  bytes: Uint8Array.of(number >> 8, number & 0xff),
});

test("what comes often stays, however much else comes once", () => {
  const recent = new RecentBlocks();
  const often = Array.from({ length: 8 }, (_, i) => blockOf(i));
  for (const block of often) recent.add({ ...block });
  for (let i = 100; i < 1100; i++) {
    recent.add(blockOf(i));
    for (const { list, bytes } of often) {
      expect(recent.byList(list)?.bytes).toBe(bytes);
      expect(recent.byBytes(Uint8Array.from(bytes))?.list).toBe(list);
    }
  }
});

test("what comes once makes room", () => {
  const recent = new RecentBlocks();
  const blocks = Array.from({ length: 1000 }, (_, i) => blockOf(i));
  for (const block of blocks) recent.add({ ...block });
  expect(blocks.filter(({ list }) => recent.byList(list) !== undefined).length).toBeLessThanOrEqual(16);
});

test("a block is found by all of its bytes only, and not while it has none", () => {
  const recent = new RecentBlocks();
  const list = listOf();
  const unwritten = { list, bytes: undefined };
  recent.add(unwritten);
  expect(recent.byBytes(Uint8Array.of())).toBeUndefined();
  expect(recent.byList(list)).toBe(unwritten);
  recent.add({ list: listOf(), bytes: Uint8Array.of(1, 2) });
  expect(recent.byBytes(Uint8Array.of(1))).toBeUndefined();
  expect(recent.byBytes(Uint8Array.of(1, 2, 3))).toBeUndefined();
  expect(recent.byBytes(Uint8Array.of(1, 3))).toBeUndefined();
  expect(recent.byBytes(Uint8Array.of(1, 2))).toBeDefined();
});

test("nothing is left when the table changed", () => {
  const recent = new RecentBlocks();
  const { list, bytes } = blockOf(1);
  recent.add({ list, bytes });
  recent.clear();
  expect(recent.byList(list)).toBeUndefined();
  expect(recent.byBytes(bytes)).toBeUndefined();
});
