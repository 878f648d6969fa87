import { expect, test } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { testContext } from "../testing/test-context.ts";
import { callError, targetOf } from "./call-error.ts";

test("an error of a call names service, method, phase, target and age", () => {
  const clock = fakeClock();
  const ctx = testContext({ clock, address: "10.0.0.7:8888", phase: "response" });
  clock.advance(12.6);
  const error = callError(ctx, ErrorCode.Protocol, "got garbage");
  expect(error).toMatchObject({
    message: "Echo/echo got garbage",
    code: ErrorCode.Protocol,
    phase: "response",
    target: "10.0.0.7:8888",
    elapsedMs: 13,
    typeId: undefined,
  });
});

test("details win over what the context says", () => {
  const details = { cause: "why", typeId: 6, phase: "handler" } as const;
  expect(callError(testContext(), ErrorCode.Remote, "failed", details)).toMatchObject(details);
});

test("the target is the destination until an instance is chosen", () => {
  const ctx = testContext({ destination: "greeter" });
  expect(targetOf(ctx)).toBe("greeter");
  ctx.rpcInfo.to.instance = { address: "unix:/tmp/s", weight: 10, tags: new Map() };
  expect(targetOf(ctx)).toBe("unix:/tmp/s");
});
