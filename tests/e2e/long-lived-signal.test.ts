import { ErrorCode } from "@kitex-ts/core";
import { expect, test } from "vitest";
import { kitexErrorOf } from "../support/errors.ts";
import { abortListeners } from "../support/leaks.ts";
import { startRig } from "../support/start-rig.ts";

const CALLS = 100_000;
const AT_A_TIME = 200;

test("a hundred thousand calls on one signal leave no listener on it", async () => {
  await using rig = await startRig();
  const { signal } = new AbortController();
  let left = CALLS;
  let most = 0;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      await rig.client.Ping({ signal });
      if (left % 1000 === 0) most = Math.max(most, abortListeners(signal));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  expect(most).toBeLessThanOrEqual(AT_A_TIME);
  expect(abortListeners(signal)).toBe(0);
});

test("a signal that ends many calls at once ends each of them, and none after", async () => {
  await using rig = await startRig({
    server: { exitWaitMs: 0 },
    handler: { Echo: ({ message }) => (message === "stay" ? new Promise(() => {}) : { message }) },
  });
  const controller = new AbortController();
  const calls = Array.from({ length: 500 }, () =>
    kitexErrorOf(rig.client.Echo({ message: "stay" }, { signal: controller.signal })),
  );
  await rig.client.Ping();
  controller.abort();
  for (const { code } of await Promise.all(calls)) expect(code).toBe(ErrorCode.Canceled);
  expect(abortListeners(controller.signal)).toBe(0);
  expect(await rig.client.Echo({ message: "go" })).toEqual({ message: "go" });
});
