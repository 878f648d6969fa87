import { compose, ErrorCode, type Logger, silentLogger } from "@kitex-ts/core";
import { fakeClock, scriptedEndpoint, testContext } from "@kitex-ts/core/testing";
import { expect, test } from "vitest";
import { logSlowCalls } from "./slow-calls.ts";

test("a slow call is logged, a fast one is not, and both pass through", async () => {
  const warnings: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (_facts, message) => warnings.push(message) };
  const clock = fakeClock();
  const peer = scriptedEndpoint().replies("fast").replies("slow").fails(ErrorCode.RpcTimeout);
  const call = compose([logSlowCalls(100, logger)], peer.endpoint);

  await expect(call(testContext({ clock }), {})).resolves.toBe("fast");
  expect(warnings).toEqual([]);

  const slow = testContext({ clock });
  clock.advance(100);
  await expect(call(slow, {})).resolves.toBe("slow");
  await expect(call(slow, {})).rejects.toMatchObject({ code: ErrorCode.RpcTimeout });
  expect(warnings).toEqual(["Echo/echo was slow", "Echo/echo was slow"]);
});
