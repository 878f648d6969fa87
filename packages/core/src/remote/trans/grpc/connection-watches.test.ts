import { describe, expect, test } from "vitest";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { IdleWatch } from "./idle-watch.ts";
import { Keepalive } from "./keepalive.ts";
import { PingLimit } from "./ping-limit.ts";

describe("Keepalive", () => {
  /** A connection whose peer answers when it is told to. */
  function kept() {
    const clock = fakeClock();
    const seen: string[] = [];
    const connection = {
      bytesReceived: 0,
      wanted: true,
      answer: (): void => {},
      ping(answered: () => void): void {
        seen.push(`asked at ${clock.now()}`);
        this.answer = answered;
      },
      dead: () => void seen.push(`dead at ${clock.now()}`),
    };
    return { clock, seen, connection, watch: new Keepalive(connection, { timeMs: 100, timeoutMs: 30 }, clock) };
  }

  test("asks after silence, and gives up after more", () => {
    const { clock, seen } = kept();
    clock.advance(1_000);
    expect(seen).toEqual(["asked at 100", "dead at 130"]);
    expect(clock.pending).toBe(0);
  });

  test("listens on when an answer comes, or any byte", () => {
    const { clock, seen, connection } = kept();
    clock.advance(110);
    connection.answer();
    clock.advance(110);
    expect(seen).toEqual(["asked at 100", "asked at 210"]);
    connection.bytesReceived += 1;
    clock.advance(100);
    expect(seen.length).toBe(2);
    clock.advance(100);
    expect(seen).toEqual(["asked at 100", "asked at 210", "asked at 340", "dead at 370"]);
  });

  test("asks nobody who is not wanted, nor while bytes come", () => {
    const { clock, seen, connection } = kept();
    connection.wanted = false;
    clock.advance(1_000);
    connection.wanted = true;
    for (let i = 0; i < 20; i++) {
      connection.bytesReceived += 1;
      clock.advance(90);
    }
    expect(seen).toEqual([]);
  });

  test("hears nothing of an answer that comes when it was stopped, and leaves no timer", () => {
    const { clock, seen, connection, watch } = kept();
    clock.advance(100);
    watch.stop();
    connection.answer();
    expect([seen, clock.pending]).toEqual([["asked at 100"], 0]);
  });

  test("with a time of 0 it is not there", () => {
    const clock = fakeClock();
    new Keepalive(
      { bytesReceived: 0, wanted: true, ping: () => {}, dead: () => {} },
      { timeMs: 0, timeoutMs: 1 },
      clock,
    );
    expect(clock.pending).toBe(0);
  });
});

describe("IdleWatch", () => {
  test("tells once, when nothing was begun for a whole look and nothing runs", () => {
    const clock = fakeClock();
    const watched = { inFlight: 1, begun: 1 };
    const told: number[] = [];
    new IdleWatch(watched, 100, () => told.push(clock.now()), clock);
    clock.advance(250);
    watched.inFlight = 0;
    clock.advance(100);
    expect(told).toEqual([300]);
    clock.advance(1_000);
    expect([told, clock.pending]).toEqual([[300], 0]);
  });

  test("a call between two looks counts", () => {
    const clock = fakeClock();
    const watched = { inFlight: 0, begun: 0 };
    const told: number[] = [];
    const watch = new IdleWatch(watched, 100, () => told.push(clock.now()), clock);
    for (let i = 0; i < 5; i++) {
      watched.begun += 1;
      clock.advance(100);
    }
    expect(told).toEqual([]);
    watch.stop();
    expect(clock.pending).toBe(0);
  });
});

describe("PingLimit", () => {
  const policy = { minTimeMs: 100, permitWithoutStream: false };
  const asked = (limit: PingLimit, times: readonly number[], hasStreams = true): boolean[] =>
    times.map((at) => limit.came(at, hasStreams));

  test("three in a row are answered, the fourth ends the connection, as recorded from Kitex", () => {
    expect(asked(new PingLimit(policy), [0, 1, 2, 3])).toEqual([false, false, false, true]);
  });

  test("those far enough apart are no strikes, and without a call two hours are far enough", () => {
    expect(asked(new PingLimit(policy), [0, 100, 200, 300, 400, 500])).not.toContain(true);
    expect(asked(new PingLimit(policy), [0, 100, 200, 300], false)).toEqual([false, false, false, true]);
    expect(asked(new PingLimit(policy), [0, 7_200_000, 14_400_000, 21_600_000], false)).not.toContain(true);
    expect(asked(new PingLimit({ ...policy, permitWithoutStream: true }), [0, 100, 200, 300], false)).not.toContain(
      true,
    );
  });

  test("what is sent forgives, and lets each of its frames be measured", () => {
    const limit = new PingLimit(policy);
    asked(limit, [0, 1, 2]);
    limit.sent(2);
    expect(asked(limit, [3, 4, 5, 6, 7, 8])).toEqual([false, false, false, false, false, true]);
    limit.sent(1_000_000);
    expect(
      asked(
        limit,
        Array.from({ length: 1_028 }, () => 9),
      ).indexOf(true),
    ).toBe(1_027);
  });
});
