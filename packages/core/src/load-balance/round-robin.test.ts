import { expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import { testContext } from "../testing/test-context.ts";
import { roundRobin } from "./round-robin.ts";

const instance = (address: string): Instance => ({ address, weight: 10, tags: new Map() });

test("each instance has its turn, as often as any other", () => {
  const picker = roundRobin().picker(["a", "b", "c"].map(instance));
  const ctx = testContext();
  expect(Array.from({ length: 7 }, () => picker.next(ctx)?.address)).toEqual(["a", "b", "c", "a", "b", "c", "a"]);
});

test("one instance always, none never", () => {
  const ctx = testContext();
  const one = roundRobin().picker([instance("a")]);
  expect([one.next(ctx)?.address, one.next(ctx)?.address]).toEqual(["a", "a"]);
  const none = roundRobin().picker([]);
  expect([none.next(ctx), none.next(ctx)]).toEqual([undefined, undefined]);
});
