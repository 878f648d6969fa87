import { expect, test } from "vitest";
import { ErrorCode } from "./codes.ts";
import { assertAmounts, invalidOption } from "./invalid-option.ts";

test("amounts are finite numbers of at least 0", () => {
  expect(() => assertAmounts({ timeoutMs: 0, connectTimeoutMs: 0.5, limit: 2 ** 40 })).not.toThrow();
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, -0.001])("%s is no amount", (timeoutMs) => {
  expect(() => assertAmounts({ fine: 1, timeoutMs })).toThrow(
    invalidOption(`timeoutMs must be a number of at least 0, got ${timeoutMs}`),
  );
});

test("it is an InvalidOption", () => {
  expect(invalidOption("x", "why")).toMatchObject({ code: ErrorCode.InvalidOption, cause: "why" });
});
