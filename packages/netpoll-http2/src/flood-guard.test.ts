import { fakeClock } from "@kitex-ts/netpoll/testing";
import { expect, test } from "vitest";
import { Http2ErrorCode } from "./error-code.ts";
import { FloodGuard } from "./flood-guard.ts";

const limits = { windowMs: 1000, resets: 3, pings: 3, settings: 3, emptyFrames: 3, continuations: 3, idleFrames: 5 };
const kinds = ["reset", "ping", "settings", "emptyFrame"] as const;

test.each(kinds)("%s: as often as the limit within its time is allowed, once more ends the connection", (kind) => {
  const guard = new FloodGuard(limits, fakeClock());
  for (let i = 0; i < 3; i++) guard[kind]();
  expect(() => guard[kind]()).toThrow(
    expect.objectContaining({ code: Http2ErrorCode.EnhanceYourCalm, scope: "connection" }),
  );
});

test.each(kinds)("%s: a steady rate below the limit goes on for ever", (kind) => {
  const clock = fakeClock();
  const guard = new FloodGuard(limits, clock);
  for (let i = 0; i < 100; i++) {
    clock.advance(334);
    guard[kind]();
  }
});

test("a burst behind a long silence is judged by the burst's own time", () => {
  const clock = fakeClock();
  const guard = new FloodGuard(limits, clock);
  clock.advance(1_000_000);
  const burst = (): void => {
    for (let i = 0; i < 7; i++) guard.reset();
  };
  expect(burst).toThrow("too many streams reset");
});

test("kinds are counted apart", () => {
  const guard = new FloodGuard(limits, fakeClock());
  for (const kind of kinds) for (let i = 0; i < 3; i++) guard[kind]();
});

test("PINGs among data are no flood, and each data frame excuses two frames without effect", () => {
  const guard = new FloodGuard(limits, fakeClock());
  for (let i = 0; i < 100; i++) {
    guard.progress();
    for (let j = 0; j < 3; j++) guard.ping();
    for (let j = 0; j < 2; j++) guard.idleFrame();
  }
  for (let i = 0; i < 3; i++) guard.idleFrame();
  expect(() => guard.idleFrame()).toThrow("too many frames without effect");
});

test("data excuses no resets", () => {
  const guard = new FloodGuard(limits, fakeClock());
  for (let i = 0; i < 3; i++) guard.reset();
  guard.progress();
  expect(() => guard.reset()).toThrow("too many streams reset");
});
