import { expect, test } from "vitest";
import { ErrorCode } from "../errors/codes.ts";
import { scriptedEndpoint } from "./scripted-endpoint.ts";
import { testContext } from "./test-context.ts";

test("each call takes the next step, and is kept", async () => {
  const failure = new Error("own");
  const peer = scriptedEndpoint().replies({ message: "hi" }).fails(ErrorCode.RpcTimeout).fails(failure);
  const ctx = testContext();
  expect(await peer.endpoint(ctx, 1)).toEqual({ message: "hi" });
  await expect(peer.endpoint(ctx, 2)).rejects.toMatchObject({ code: ErrorCode.RpcTimeout });
  await expect(peer.endpoint(ctx, 3)).rejects.toBe(failure);
  expect(peer.calls).toEqual([1, 2, 3].map((request) => ({ ctx, request })));
});

test("a step may never answer", async () => {
  const call = scriptedEndpoint().hangs().endpoint(testContext(), 1);
  expect(await Promise.race([call, new Promise((resolve) => setImmediate(resolve, "still waiting"))])).toBe(
    "still waiting",
  );
});

test("a call beyond the script says so", async () => {
  await expect(scriptedEndpoint().endpoint(testContext(), 1)).rejects.toThrow("call 1 came, the script has 0 steps");
});
