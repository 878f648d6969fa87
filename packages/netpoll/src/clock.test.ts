import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";

test("time does not run backwards", () => {
  const before = systemClock.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
});

test("a timer fires once, and one that was cancelled never", async () => {
  let cancelled = 0;
  systemClock.setTimer(() => cancelled++, 0).cancel();
  await new Promise<void>((resolve) => systemClock.setTimer(resolve, 1));
  expect(cancelled).toBe(0);
});

test("a delay beyond what setTimeout takes does not fire at once", async () => {
  let fired = false;
  const timer = systemClock.setTimer(() => {
    fired = true;
  }, 2 ** 40);
  await new Promise<void>((resolve) => systemClock.setTimer(resolve, 2));
  expect(fired).toBe(false);
  timer.cancel();
});

test("timers do not keep the process alive", () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const timer = systemClock.setTimer(() => {}, 60_000);
  expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBe(before);
  timer.cancel();
});
