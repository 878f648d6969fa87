import { expect, test } from "vitest";
import { compose } from "../endpoint/endpoint.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { scriptedEndpoint } from "../testing/scripted-endpoint.ts";
import { testContext } from "../testing/test-context.ts";
import { traced } from "./traced.ts";
import type { Tracer } from "./tracer.ts";

function noting(name: string, road: string[]): Tracer {
  return {
    start: () => void road.push(`${name} starts`),
    finish: (_ctx, { error }) => void road.push(`${name} finishes with ${error}`),
  };
}

test("tracers start in order and finish in reverse, around everything", async () => {
  const road: string[] = [];
  const tracers = [noting("a", road), noting("b", road)];
  const call = compose([traced(tracers, recordingLogger())], async () => void road.push("call"));
  await call(testContext(), 1);
  expect(road).toEqual(["a starts", "b starts", "call", "b finishes with undefined", "a finishes with undefined"]);
});

test("a failure reaches the tracers, and then the caller", async () => {
  const road: string[] = [];
  const failure = new Error("no");
  const call = compose([traced([noting("a", road)], recordingLogger())], scriptedEndpoint().fails(failure).endpoint);
  await expect(call(testContext(), 1)).rejects.toBe(failure);
  expect(road).toEqual(["a starts", "a finishes with Error: no"]);
});

test("a tracer that finishes knows how long the call took", async () => {
  const clock = fakeClock();
  clock.advance(1_000);
  const ctx = testContext({ clock });
  let took: number | undefined;
  const tracer: Tracer = {
    start: () => {},
    finish: ({ rpcInfo: { stats } }) => {
      took = (stats.finishMs ?? Number.NaN) - stats.startMs;
    },
  };
  await compose([traced([tracer], recordingLogger())], async () => clock.advance(25))(ctx, 1);
  expect(took).toBe(25);
});

test("a tracer that throws is logged and harms neither the call nor the other tracers", async () => {
  const road: string[] = [];
  const logger = recordingLogger();
  const broken: Tracer = {
    start: () => {
      throw new Error("start");
    },
    finish: () => {
      throw new Error("finish");
    },
  };
  const call = compose([traced([broken, noting("b", road), broken], logger)], scriptedEndpoint().replies(1).endpoint);
  expect(await call(testContext(), 1)).toBe(1);
  expect(road).toEqual(["b starts", "b finishes with undefined"]);
  expect(logger.lines).toEqual([
    "error: a tracer threw in start",
    "error: a tracer threw in start",
    "error: a tracer threw in finish",
    "error: a tracer threw in finish",
  ]);
});

test("without tracers it is not there at all", () => {
  expect(traced([], recordingLogger())).toBeUndefined();
});
