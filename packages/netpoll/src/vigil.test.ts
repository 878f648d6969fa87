import { describe, expect, test } from "vitest";
import { Vigil } from "./vigil.ts";

/** An event loop whose turns the test makes. */
function loopByHand() {
  let nowMs = 0;
  let due: (() => void)[] = [];
  const loop = { now: () => nowMs, afterPoll: (fn: () => void) => void due.push(fn) };
  return {
    vigil: new Vigil(loop),
    /** Whether the loop would return from the system at once. */
    get awake(): boolean {
      return due.length > 0;
    },
    /** One turn, which takes `ms`. */
    turn(ms: number): void {
      nowMs += ms;
      const now = due;
      due = [];
      for (const fn of now) fn();
    },
  };
}

describe("a vigil", () => {
  test("lasts until bytes come in", () => {
    const loop = loopByHand();
    expect(loop.awake).toBe(false);
    loop.vigil.bytesLeft();
    for (let turn = 0; turn < 10; turn++) {
      expect(loop.awake).toBe(true);
      loop.turn(0.01);
    }
    loop.vigil.bytesCame();
    loop.turn(0.01);
    expect(loop.awake).toBe(false);
  });

  test("ends after 0.2 ms without them", () => {
    const loop = loopByHand();
    loop.vigil.bytesLeft();
    loop.turn(0.19);
    expect(loop.awake).toBe(true);
    loop.turn(0.02);
    expect(loop.awake).toBe(false);
  });

  test("is prolonged by what is sent meanwhile, and never doubled", () => {
    const loop = loopByHand();
    loop.vigil.bytesLeft();
    loop.turn(0.19);
    loop.vigil.bytesLeft();
    loop.turn(0.19);
    expect(loop.awake).toBe(true);
    loop.vigil.bytesCame();
    loop.vigil.bytesLeft();
    loop.turn(0.19);
    expect(loop.awake).toBe(true);
    loop.turn(0.19);
    expect(loop.awake).toBe(false);
  });
});

describe("trust", () => {
  /** How many of `times` hand-overs were watched. */
  function watched(loop: ReturnType<typeof loopByHand>, times: number): number {
    let count = 0;
    for (let time = 0; time < times; time++) {
      loop.vigil.bytesLeft();
      if (loop.awake) count += 1;
      loop.turn(1);
    }
    return count;
  }

  test("is lost with four vain vigils; then one hand-over in 64 is watched", () => {
    const loop = loopByHand();
    expect(watched(loop, 4)).toBe(4);
    expect(watched(loop, 640)).toBe(10);
  });

  test("comes back when answers are quick again", () => {
    const loop = loopByHand();
    watched(loop, 4);
    let watchedNow = 0;
    for (let time = 0; time < 128; time++) {
      loop.vigil.bytesLeft();
      if (loop.awake) watchedNow += 1;
      loop.vigil.bytesCame();
      loop.turn(0.05);
    }
    // The 64th is the probe, and all after it are watched.
    expect(watchedNow).toBe(65);
  });

  test("stays while two vigils in three pay", () => {
    const loop = loopByHand();
    let watchedNow = 0;
    for (let time = 0; time < 300; time++) {
      loop.vigil.bytesLeft();
      if (loop.awake) watchedNow += 1;
      if (time % 3 !== 0) loop.vigil.bytesCame();
      loop.turn(0.3);
    }
    expect(watchedNow).toBe(300);
  });

  test("bytes that nobody waited for build none", () => {
    const loop = loopByHand();
    watched(loop, 4);
    for (let time = 0; time < 100; time++) loop.vigil.bytesCame();
    expect(watched(loop, 63)).toBe(0);
  });
});
