import { expect, test } from "vitest";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import type { Monitored } from "./monitor.ts";
import { watchAll } from "./watch-all.ts";

const subject: Monitored = {
  side: "client",
  service: "echo",
  stats: () => ({ callsInFlight: 0, connections: { idle: 0, inUse: 0, opening: 0 }, pendingWriteBytes: 0 }),
};

test("every monitor sees the subject, and is told once that it is closed", () => {
  const road: string[] = [];
  const monitor = (name: string) => ({
    watch: ({ service }: Monitored) => {
      road.push(`${name} watches ${service}`);
      return () => void road.push(`${name} stops`);
    },
  });
  const stop = watchAll([monitor("a"), monitor("b")], subject, recordingLogger());
  stop();
  expect(road).toEqual(["a watches echo", "b watches echo", "a stops", "b stops"]);
});

test("one that throws harms nobody", () => {
  const logger = recordingLogger();
  const broken = {
    watch: (): never => {
      throw new Error("no");
    },
  };
  const sore = {
    watch: () => (): never => {
      throw new Error("no");
    },
  };
  watchAll([broken, sore], subject, logger)();
  expect(logger.lines).toEqual(["error: a monitor threw", "error: a monitor threw"]);
});
