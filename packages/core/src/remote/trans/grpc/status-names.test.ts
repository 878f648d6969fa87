import { expect, test } from "vitest";
import { ErrorCode } from "../../../errors/codes.ts";
import { KitexError } from "../../../errors/kitex-error.ts";
import { callerLeft } from "./call-host.ts";
import { resetOfAbort, statusOfHttp, statusOfReset, textOfReset } from "./status-names.ts";

test.each([
  ["400", 13],
  ["401", 16],
  ["403", 7],
  ["404", 12],
  ["429", 14],
  ["502", 14],
  ["503", 14],
  ["504", 14],
  ["200", 2],
  ["500", 2],
  [undefined, 13],
])("HTTP status %s is gRPC status %d", (http, status) => {
  expect(statusOfHttp(http)).toBe(status);
});

// As a Kitex client reported them (recorded).
test.each([
  [0, 13, "NO_ERROR"],
  [1, 13, "PROTOCOL_ERROR"],
  [2, 13, "INTERNAL_ERROR"],
  [3, 8, "FLOW_CONTROL_ERROR"],
  [4, 13, "SETTINGS_TIMEOUT"],
  [7, 14, "REFUSED_STREAM"],
  [8, 1, "CANCEL"],
  [11, 8, "ENHANCE_YOUR_CALM"],
  [12, 7, "INADEQUATE_SECURITY"],
  [13, 13, "HTTP_1_1_REQUIRED"],
  [5_000, 2, "unknown error code 0x1388"],
])("RST_STREAM %d is gRPC status %d, and named %s", (code, status, name) => {
  expect(statusOfReset(code)).toBe(status);
  expect(textOfReset(code)).toBe(`stream terminated by RST_STREAM with error code: ${name}`);
});

test("Kitex's own code is a graceful shutdown", () => {
  expect([statusOfReset(1_000), textOfReset(1_000)]).toEqual([14, "graceful shutdown"]);
});

test("a call that is given up because of a shutdown above it tells the callee so, any other is canceled", () => {
  const givenUp = (cause: unknown): Error => new KitexError(ErrorCode.Canceled, "was canceled", { cause });
  const left = (code: number): Error => callerLeft({ by: "peer", code, unprocessed: false, message: "" });
  expect(resetOfAbort(givenUp(left(1_000)))).toBe(1_000);
  expect(resetOfAbort(givenUp(left(7)))).toBe(8);
  expect(resetOfAbort(givenUp("why not"))).toBe(8);
  expect(resetOfAbort(left(1_000))).toBe(8);
});
