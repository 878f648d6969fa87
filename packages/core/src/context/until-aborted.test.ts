import { expect, test } from "vitest";
import { testContext } from "../testing/test-context.ts";
import { untilAborted } from "./until-aborted.ts";

test("work that ends in time decides", async () => {
  expect(await untilAborted(testContext(), Promise.resolve("done"))).toBe("done");
  const failure = new Error("no");
  await expect(untilAborted(testContext(), Promise.reject(failure))).rejects.toBe(failure);
});

test("an abort is heard although the work never ends", async () => {
  const ctx = testContext();
  const waiting = untilAborted(ctx, new Promise(() => {}));
  const reason = new Error("gone");
  ctx.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test("a call that was aborted before does not wait, and what the work comes to is nobody's concern", async () => {
  const ctx = testContext();
  const reason = new Error("gone");
  ctx.abort(reason);
  await expect(untilAborted(ctx, Promise.reject(new Error("ignored")))).rejects.toBe(reason);
});
