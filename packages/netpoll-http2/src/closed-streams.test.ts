import { expect, test } from "vitest";
import { ClosedStreams } from "./closed-streams.ts";

test("how a stream ended is remembered", () => {
  const closed = new ClosedStreams();
  closed.add(1, "ended");
  closed.add(3, "reset-by-peer");
  closed.add(5, "reset");
  expect([1, 3, 5, 7].map((id) => closed.find(id))).toEqual(["ended", "reset-by-peer", "reset", undefined]);
});

test("nothing is known before the first stream has ended, the stream with the smallest id included", () => {
  expect(new ClosedStreams().find(1)).toBeUndefined();
  const closed = new ClosedStreams();
  closed.add(3, "reset");
  expect(closed.find(1)).toBeUndefined();
});

test("a stream that ended again later is remembered by that", () => {
  const closed = new ClosedStreams();
  closed.add(9, "ended");
  closed.add(9, "reset");
  expect(closed.find(9)).toBe("reset");
});

test("the latest 256 are remembered, and of the earlier ones nothing false is said", () => {
  const closed = new ClosedStreams();
  for (let id = 1; id < 2000; id += 2) closed.add(id, "ended");
  const known = Array.from({ length: 1000 }, (_, i) => closed.find(2 * i + 1) !== undefined);
  expect(known.lastIndexOf(false)).toBe(1000 - 256 - 1);
  expect(known.indexOf(true)).toBe(1000 - 256);
});

test("the largest ids are told apart from the smallest", () => {
  const closed = new ClosedStreams();
  closed.add(0x7fff_ffff, "reset-by-peer");
  expect(closed.find(0x7fff_ffff)).toBe("reset-by-peer");
  expect(closed.find(0x7fff_ffff - 512)).toBeUndefined();
});
