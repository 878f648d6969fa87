import { expect, test } from "vitest";
import { fakeClock } from "./fake-clock.ts";

test("timers fire in order of time, each at its own moment, those set meanwhile included", () => {
  const clock = fakeClock();
  const fired: string[] = [];
  const note = (name: string) => () => fired.push(`${name} at ${clock.now()}`);
  clock.setTimer(note("late"), 30);
  clock.setTimer(() => {
    note("early")();
    clock.setTimer(note("set meanwhile"), 10);
    clock.setTimer(note("too late"), 100);
  }, 10);
  clock.setTimer(note("cancelled"), 5).cancel();
  clock.advance(9);
  expect(fired).toEqual([]);
  clock.advance(50);
  expect(fired).toEqual(["early at 10", "set meanwhile at 20", "late at 30"]);
  expect(clock.now()).toBe(59);
  expect(clock.pending).toBe(1);
});

test("a timer that was cancelled after it fired does nothing", () => {
  const clock = fakeClock();
  const timer = clock.setTimer(() => {}, 1);
  clock.advance(1);
  timer.cancel();
  expect(clock.pending).toBe(0);
});
