import fc from "fast-check";
import { expect, test } from "vitest";
import { ReceiveWindow } from "./receive-window.ts";

test("a peer may send as much as the window is large, and not a byte more", () => {
  const window = new ReceiveWindow(100);
  expect(window.take(60)).toBe(true);
  expect(window.take(41)).toBe(false);
  expect(window.take(40)).toBe(true);
  expect(window.take(1)).toBe(false);
  expect(window.unconsumed).toBe(100);
});

test("what is given back is announced once a quarter of the window is owed", () => {
  const window = new ReceiveWindow(100);
  window.take(100);
  expect(window.give(24)).toBe(0);
  expect(window.give(1)).toBe(25);
  expect(window.give(75)).toBe(75);
  expect(window.unconsumed).toBe(0);
});

test("what is owed is announced early when somebody asks", () => {
  const window = new ReceiveWindow(100);
  window.take(10);
  window.give(10);
  expect(window.announce()).toBe(10);
  expect(window.announce()).toBe(0);
});

test("a window of nothing never opens by itself", () => {
  const window = new ReceiveWindow(0);
  expect(window.take(0)).toBe(true);
  expect(window.take(1)).toBe(false);
  expect(window.give(0)).toBe(0);
  expect(window.lend(5)).toBe(5);
  expect(window.take(5)).toBe(true);
  expect(window.give(5)).toBe(0);
  expect(window.take(1)).toBe(false);
});

test("a loan lets a message through that is larger than the window, and is paid back", () => {
  const window = new ReceiveWindow(100);
  expect(window.lend(1000)).toBe(900);
  expect(window.take(1000)).toBe(true);
  expect(window.take(1)).toBe(false);
  expect(window.give(900)).toBe(0); // pays back the loan
  expect(window.give(100)).toBe(100);
  expect(window.take(101)).toBe(false);
});

test("a loan announces first what is owed, and lends nothing where the window suffices", () => {
  const window = new ReceiveWindow(100);
  window.take(20);
  window.give(20);
  expect(window.lend(80)).toBe(0);
  expect(window.lend(100)).toBe(20);
  window.take(100);
  expect(window.give(100)).toBe(100); // nothing was lent, so all of it is owed
});

test("a loan never makes the window larger than HTTP/2 knows", () => {
  const window = new ReceiveWindow(65_535);
  expect(window.lend(2 ** 40)).toBe(0x7fff_ffff - 65_535);
});

test("a smaller window that the peer learns of may be overdrawn, and opens when enough was consumed", () => {
  const window = new ReceiveWindow(100);
  window.take(80);
  window.resize(-60);
  expect(window.take(1)).toBe(false);
  expect(window.unconsumed).toBe(80);
  expect(window.give(80)).toBe(80);
  expect(window.take(40)).toBe(true);
  expect(window.take(1)).toBe(false);
});

test("a window that grows announces the difference and what is owed", () => {
  const window = new ReceiveWindow(100);
  window.take(10);
  window.give(10);
  expect(window.grow(200)).toBe(110);
  expect(window.take(200)).toBe(true);
});

test("whatever happens, the peer's count and ours are the same, and no byte of the window is lost", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("take" as const), bytes: fc.nat(200) }),
    fc.record({ kind: fc.constant("give" as const), bytes: fc.nat(200) }),
    fc.record({ kind: fc.constant("lend" as const), bytes: fc.nat(500) }),
    fc.record({ kind: fc.constant("grow" as const), bytes: fc.nat(50) }),
    fc.record({ kind: fc.constant("announce" as const), bytes: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.array(step, { maxLength: 100 }), (size, steps) => {
      const window = new ReceiveWindow(size);
      let peer = size;
      let kept = 0;
      for (const { kind, bytes } of steps) {
        if (kind === "take") {
          const allowed = bytes <= peer;
          expect(window.take(bytes)).toBe(allowed);
          if (allowed) {
            peer -= bytes;
            kept += bytes;
          }
        } else if (kind === "give") {
          const given = Math.min(bytes, kept);
          kept -= given;
          peer += window.give(given);
        } else if (kind === "lend") {
          peer += window.lend(bytes);
          expect(peer).toBeGreaterThanOrEqual(bytes);
        } else if (kind === "grow") peer += window.grow(window.size + bytes);
        else peer += window.announce();
        expect(window.unconsumed).toBe(kept);
      }
      // Once all is consumed the peer may send again: there is no state in which both wait.
      peer += window.give(kept);
      expect(peer).toBeGreaterThan(0);
    }),
  );
});
