import { expect, test } from "vitest";
import { invalidOption } from "../errors/invalid-option.ts";
import { resolveWireLimits } from "./wire-limits.ts";

test("the defaults are those that the options promise", () => {
  expect(resolveWireLimits({}, 1_000)).toEqual({
    maxFrameBytes: 1_000,
    maxDepth: 64,
    maxElements: 10_000_000,
    maxHeaderBytes: 65_536,
    maxHeaderPairs: 256,
    maxHeaderKeyBytes: 4_096,
  });
});

test("0 stands for what the format allows, and for a depth that the stack bears", () => {
  const zeros = {
    maxFrameBytes: 0,
    maxDepth: 0,
    maxElements: 0,
    maxHeaderBytes: 0,
    maxHeaderPairs: 0,
    maxHeaderKeyBytes: 0,
  };
  expect(resolveWireLimits(zeros, 1_000)).toEqual({
    maxFrameBytes: 0x3fff_ffff,
    maxDepth: 10_000,
    maxElements: Number.MAX_SAFE_INTEGER,
    maxHeaderBytes: 262_140,
    maxHeaderPairs: 65_535,
    maxHeaderKeyBytes: 65_535,
  });
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("%s is no limit", (maxFrameBytes) => {
  expect(() => resolveWireLimits({ maxFrameBytes }, 1_000)).toThrow(
    invalidOption(`maxFrameBytes must be a number of at least 0, got ${maxFrameBytes}`),
  );
});
