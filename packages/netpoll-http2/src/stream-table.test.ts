import { expect, test } from "vitest";
import { StreamTable } from "./stream-table.ts";

test("a client's ids are odd, and rise from 1", () => {
  const table = new StreamTable();
  expect(table.isIdle(1)).toBe(true);
  expect([table.nextId(), table.nextId(), table.nextId()]).toEqual([1, 3, 5]);
  expect([1, 5, 7].map((id) => table.isIdle(id))).toEqual([false, false, true]);
});

test("an id that is used closes those below it, and even ones are never used", () => {
  const table = new StreamTable();
  table.use(9);
  expect([1, 7, 9, 11].map((id) => table.isIdle(id))).toEqual([false, false, false, true]);
  expect(table.isIdle(2)).toBe(true);
  expect(table.endingOf(7)).toBeUndefined();
});

test("the last id is 2^31 - 1", () => {
  const table = new StreamTable();
  table.use(0x7fff_fffd);
  expect(table.hasId).toBe(true);
  expect(table.nextId()).toBe(0x7fff_ffff);
  expect(table.hasId).toBe(false);
});

test("once it stops accepting, what was used is accepted and nothing above it, however often it stops", () => {
  const table = new StreamTable();
  expect(table.accepts(101)).toBe(true);
  table.use(5);
  expect(table.stopAccepting()).toBe(5);
  table.use(9);
  expect(table.stopAccepting()).toBe(5);
  expect([3, 5, 7, 9].map((id) => table.accepts(id))).toEqual([true, true, false, false]);
});

test("a table that never saw a stream stops at 0", () => {
  expect(new StreamTable().stopAccepting()).toBe(0);
});
