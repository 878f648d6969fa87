import { fakeClock } from "@kitex-ts/netpoll/testing";
import { expect, test } from "vitest";
import { BandwidthDelay } from "./bandwidth-delay.ts";

const window = 65_535;
const largest = 1_000_000;

test("the first data asks for a probe, and no other does while that is on its way", () => {
  const bandwidth = new BandwidthDelay(window, largest, fakeClock());
  expect(bandwidth.arrived(10)).toBe(true);
  expect(bandwidth.arrived(10)).toBe(false);
});

test("a window that was nearly filled within one round trip becomes four times what came", () => {
  const clock = fakeClock();
  const bandwidth = new BandwidthDelay(window, largest, clock);
  bandwidth.arrived(20_000);
  bandwidth.arrived(30_000);
  clock.advance(10);
  expect(bandwidth.measured()).toBe(200_000);
});

test("a window that was far from full stays", () => {
  const clock = fakeClock();
  const bandwidth = new BandwidthDelay(window, largest, clock);
  bandwidth.arrived(20_000);
  clock.advance(10);
  expect(bandwidth.measured()).toBeUndefined();
});

test("a probe that came nowhere near to the window is followed by the next a second later", () => {
  const clock = fakeClock();
  const bandwidth = new BandwidthDelay(window, largest, clock);
  bandwidth.arrived(1);
  clock.advance(10);
  bandwidth.measured();
  clock.advance(999);
  expect(bandwidth.arrived(1)).toBe(false);
  clock.advance(1);
  expect(bandwidth.arrived(1)).toBe(true);
});

test("while it grows a probe follows the other, and at the largest window none does", () => {
  const clock = fakeClock();
  const bandwidth = new BandwidthDelay(window, largest, clock);
  let current = window;
  const sizes: number[] = [];
  while (bandwidth.arrived(current)) {
    clock.advance(10);
    current = bandwidth.measured() ?? current;
    sizes.push(current);
  }
  expect(sizes).toEqual([262_140, largest]);
});

test("more bytes over a longer way are no reason to grow: the bandwidth must not have fallen", () => {
  const clock = fakeClock();
  const bandwidth = new BandwidthDelay(window, largest, clock);
  bandwidth.arrived(60_000);
  clock.advance(10);
  expect(bandwidth.measured()).toBe(240_000);
  bandwidth.arrived(100_000);
  clock.advance(500);
  expect(bandwidth.measured()).toBeUndefined();
  clock.advance(20);
  expect(bandwidth.arrived(1)).toBe(true);
});

test("an answer within the clock's grain does not spoil what follows", () => {
  const clock = fakeClock();
  const bandwidth = new BandwidthDelay(window, largest, clock);
  bandwidth.arrived(60_000);
  expect(bandwidth.measured()).toBe(240_000);
});
