import { expect, test } from "vitest";
import { fakeClock } from "./fake-clock.ts";

test("time stands still until it is moved, and timers fire in order of time", () => {
  const clock = fakeClock();
  const fired: string[] = [];
  const at = (ms: number): void => void clock.setTimer(() => fired.push(`${ms} at ${clock.now()}`), ms);
  for (const ms of [20, 10, 30]) at(ms);
  clock.advance(9);
  expect(fired).toEqual([]);
  clock.advance(16);
  expect(fired).toEqual(["10 at 10", "20 at 20"]);
  expect([clock.now(), clock.pending]).toEqual([25, 1]);
});

test("a timer that a timer sets fires in the same move, if it is due by then", () => {
  const clock = fakeClock();
  let ticks = 0;
  const tick = (): void => {
    ticks += 1;
    clock.setTimer(tick, 10);
  };
  clock.setTimer(tick, 10);
  clock.advance(35);
  expect([ticks, clock.pending]).toEqual([3, 1]);
});

test("a cancelled timer does not fire, and cancelling late is harmless", () => {
  const clock = fakeClock();
  let fired = 0;
  const timer = clock.setTimer(() => (fired += 1), 5);
  const cancelled = clock.setTimer(() => (fired += 1), 5);
  cancelled.cancel();
  clock.advance(5);
  timer.cancel();
  expect([fired, clock.pending]).toEqual([1, 0]);
});
