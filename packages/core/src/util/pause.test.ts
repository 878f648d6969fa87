import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { fakeClock } from "../testing/fake-clock.ts";
import { pause } from "./pause.ts";

test("it ends after its time", async () => {
  const clock = fakeClock();
  const { signal } = new AbortController();
  let over = false;
  const pausing = pause(clock, 100, signal).then(() => {
    over = true;
  });
  clock.advance(99);
  await Promise.resolve();
  expect(over).toBe(false);
  clock.advance(1);
  await pausing;
  expect(clock.pending).toBe(0);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("it ends when the signal aborts, and does not begin after that", async () => {
  const clock = fakeClock();
  const controller = new AbortController();
  const pausing = pause(clock, 100, controller.signal);
  controller.abort();
  await pausing;
  await pause(clock, 100, controller.signal);
  expect(clock.pending).toBe(0);
});

test.each([0, -5])("%s ms are none", async (ms) => {
  const clock = fakeClock();
  await pause(clock, ms, new AbortController().signal);
  expect(clock.pending).toBe(0);
});
