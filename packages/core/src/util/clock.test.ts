import { expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

test("time never goes back", () => {
  const before = systemClock.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
});

test("a timer fires once, after its time, unless it is cancelled", async () => {
  const fired = vi.fn();
  const cancelled = systemClock.setTimer(() => fired("cancelled"), 0);
  cancelled.cancel();
  await new Promise<void>((resolve) => void systemClock.setTimer(resolve, 1));
  expect(fired).not.toHaveBeenCalled();
});

test("a timer alone does not keep the process alive", () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const timer = systemClock.setTimer(() => {}, 60_000);
  expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBe(before);
  timer.cancel();
});
