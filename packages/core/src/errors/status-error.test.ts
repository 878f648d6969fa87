import { expect, test } from "vitest";
import { isKitexError } from "./kitex-error.ts";
import { Status } from "./rpc-status.ts";
import { statusError } from "./status-error.ts";

test("carries code, message and details, and what it came from", () => {
  const details = [{ typeUrl: "type.googleapis.com/a.E", value: Uint8Array.from([8, 1]) }];
  const cause = new Error("no row");
  const error = statusError(Status.NotFound, "no such user", { details, cause });
  expect(isKitexError(error)).toBe(true);
  expect(error).toMatchObject({
    code: "KITEX_ERR_REMOTE",
    message: "no such user",
    status: { code: 5, message: "no such user", details },
    cause,
  });
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 31])("%d is no status of a failure", (code) => {
  expect(() => statusError(code, "x")).toThrow(RangeError);
});
