import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { KeepRegistered, type RegistrationChanged } from "./keep-registered.ts";
import type { Registry, RegistryInfo } from "./registry.ts";

const info: RegistryInfo = { service: "echo", address: "10.0.0.1:8888", weight: 10, tags: new Map() };

/** Lets every promise that can settle do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A registry that does what the test says, and notes what it was asked. */
function rig() {
  const clock = fakeClock();
  const logger = recordingLogger();
  const asked: string[] = [];
  const plan: { [call in "register" | "heartbeat" | "deregister"]: (signal: AbortSignal) => Promise<void> } = {
    register: async () => {},
    heartbeat: async () => {},
    deregister: async () => {},
  };
  const call = (what: keyof typeof plan) => (_: RegistryInfo, signal: AbortSignal) => {
    asked.push(what);
    return plan[what](signal);
  };
  const registry: Registry = {
    name: "scripted",
    heartbeatMs: 1_000,
    register: call("register"),
    heartbeat: call("heartbeat"),
    deregister: call("deregister"),
  };
  const start = (): KeepRegistered => new KeepRegistered(registry, info, { clock, logger, random: () => 0.999_999 });
  return { clock, logger, asked, plan, start };
}

const down = (): Promise<void> => Promise.reject(new Error("registry down"));
const hang = (): Promise<void> => new Promise(() => {});

test("it registers at once, beats, and removes the entry when it is stopped", async () => {
  const { clock, asked, start } = rig();
  const kept = start();
  expect(kept.state).toEqual({ kind: "registering", error: undefined });
  await settle();
  expect(kept.state).toEqual({ kind: "registered" });
  for (let beat = 0; beat < 3; beat++) {
    clock.advance(1_000);
    await settle();
  }
  await kept.stop();
  expect(asked).toEqual(["register", "heartbeat", "heartbeat", "heartbeat", "deregister"]);
  expect(kept.state).toEqual({ kind: "deregistered" });
  expect(clock.pending).toBe(0);
});

describe("a registry that fails", () => {
  test("is asked again after 0.1 s, 0.2 s and so on, 5 s at most, and it is said once", async () => {
    const { clock, logger, asked, plan, start } = rig();
    plan.register = down;
    const kept = start();
    await settle();
    for (const waitMs of [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]) {
      const before = asked.length;
      clock.advance(waitMs - 1);
      await settle();
      expect(asked.length).toBe(before);
      clock.advance(1);
      await settle();
      expect(asked.length).toBe(before + 1);
    }
    expect(kept.state).toEqual({ kind: "registering", error: new Error("registry down") });
    plan.register = async () => {};
    clock.advance(5_000);
    await settle();
    expect(kept.state).toEqual({ kind: "registered" });
    expect(logger.lines).toEqual([
      "warn: echo at 10.0.0.1:8888 is not registered: trying again until it is (registry down); registry: scripted",
      "info: echo at 10.0.0.1:8888 is registered again; registry: scripted",
    ]);
    await kept.stop();
  });

  test("a heartbeat that fails registers again at once", async () => {
    const { clock, asked, plan, start } = rig();
    const kept = start();
    await settle();
    plan.heartbeat = down;
    clock.advance(1_000);
    await settle();
    expect(asked).toEqual(["register", "heartbeat", "register"]);
    expect(kept.state).toEqual({ kind: "registered" });
    await kept.stop();
  });

  test.each(["register", "heartbeat"] as const)("a %s without an answer is given up after 5 s", async (what) => {
    const { clock, asked, plan, start } = rig();
    let given: AbortSignal | undefined;
    plan[what] = (signal) => {
      given = signal;
      return hang();
    };
    const kept = start();
    await settle();
    clock.advance(1_000);
    await settle();
    clock.advance(5_000);
    await settle();
    expect(given?.aborted).toBe(true);
    expect(kept.state.kind).not.toBe("deregistered");
    expect(asked.filter((one) => one === "register").length).toBeGreaterThanOrEqual(what === "register" ? 1 : 2);
    await kept.stop();
    expect(clock.pending).toBe(0);
  });

  test("one that throws before it returns a promise fails like any other", async () => {
    const { plan, start } = rig();
    plan.register = () => {
      throw new Error("at once");
    };
    const kept = start();
    await settle();
    expect(kept.state).toEqual({ kind: "registering", error: new Error("at once") });
    await kept.stop();
  });
});

describe("stopping", () => {
  test.each(["register", "heartbeat"] as const)("does not wait for a %s that hangs", async (what) => {
    const { clock, asked, plan, start } = rig();
    plan[what] = hang;
    const kept = start();
    await settle();
    clock.advance(1_000);
    await settle();
    await kept.stop();
    expect(asked.at(-1)).toBe("deregister");
    expect(clock.pending).toBe(0);
  });

  test("does not wait for the next attempt, and removes what may have been stored", async () => {
    const { clock, asked, plan, start } = rig();
    plan.register = down;
    const kept = start();
    await settle();
    await kept.stop();
    expect(asked).toEqual(["register", "deregister"]);
    expect(clock.pending).toBe(0);
  });

  test("takes 1 s at the most, and a failure is a warning", async () => {
    const { clock, logger, plan, start } = rig();
    plan.deregister = hang;
    const kept = start();
    await settle();
    const stopped = kept.stop();
    await settle();
    clock.advance(1_000);
    await stopped;
    expect(kept.state).toEqual({ kind: "deregistered" });
    expect(logger.lines).toEqual([
      "warn: echo at 10.0.0.1:8888 could not be removed: it stays until it expires (no answer within 1000 ms); registry: scripted",
    ]);
    expect(clock.pending).toBe(0);
  });

  test("twice is once", async () => {
    const { asked, start } = rig();
    const kept = start();
    await settle();
    await Promise.all([kept.stop(), kept.stop()]);
    expect(asked).toEqual(["register", "deregister"]);
  });
});

test("each change is published", async () => {
  const seen: string[] = [];
  const note = (message: unknown): void => {
    const { registry, info: of, state } = message as RegistrationChanged;
    if (of === info) seen.push(`${registry} ${state.kind}`);
  };
  subscribe("kitex.registry.state", note);
  const kept = rig().start();
  await settle();
  await kept.stop();
  unsubscribe("kitex.registry.state", note);
  expect(seen).toEqual(["scripted registered", "scripted deregistered"]);
});
