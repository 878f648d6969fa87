import { expect, test } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { Site } from "./site.ts";

test("the first asks, the others wait: for the answer, at most so long", async () => {
  const clock = fakeClock();
  const site = new Site();
  expect([site.askFirst(), site.askFirst(), site.askFirst()]).toEqual([true, false, false]);
  const waiting = [site.firstAnswer(clock, 10), site.firstAnswer(clock, 20)];
  clock.advance(10);
  await waiting[0];
  site.agree();
  await waiting[1];
  expect([site.verdict, clock.pending]).toEqual(["agreed", 0]);
});

test("when the answer will not come, who waits goes on and the next one asks", async () => {
  const clock = fakeClock();
  const site = new Site();
  site.askFirst();
  const waiting = site.firstAnswer(clock, 10);
  site.stopWaiting();
  await waiting;
  expect([site.verdict, site.askFirst(), clock.pending]).toEqual(["unknown", true, 0]);
});

test("a peer that agreed is not made unwilling by a connection that heard of it too late", () => {
  const site = new Site();
  site.agree();
  site.refuse();
  expect(site.verdict).toBe("agreed");
  site.forget();
  expect(site.verdict).toBe("unknown");
  site.refuse();
  expect(site.verdict).toBe("refused");
});

test("it is idle when only the peer's answer would be lost", () => {
  const site = new Site();
  expect(site.idle).toBe(true);
  site.askFirst();
  expect(site.idle).toBe(false);
  site.refuse();
  expect(site.idle).toBe(true);
});

test("attempts to open a connection are joined, and one that fails is no unhandled error", async () => {
  const site = new Site();
  let opened = 0;
  const open = (): Promise<never> => {
    opened += 1;
    return Promise.reject(new Error("refused"));
  };
  const [one, two] = [site.opening(open), site.opening(open)];
  expect([one === two, opened, site.idle]).toEqual([true, 1, false]);
  await expect(one).rejects.toThrow("refused");
  expect(site.idle).toBe(true);
  await expect(site.opening(open)).rejects.toThrow("refused");
  expect(opened).toBe(2);
});
