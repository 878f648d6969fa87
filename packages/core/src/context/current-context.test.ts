import { expect, test } from "vitest";
import { testContext } from "../testing/test-context.ts";
import { currentContext, currentOutgoingMeta, runServing, servingScope, withMeta } from "./current-context.ts";

test("outside of a handler there is no context and no metadata", () => {
  expect([currentContext(), currentOutgoingMeta()]).toEqual([undefined, undefined]);
});

test("a handler's context is known in it and in what it starts, and only there", async () => {
  const ctx = testContext();
  const seen = await runServing(ctx, async () => {
    await Promise.resolve();
    return currentContext();
  });
  expect(seen).toBe(ctx);
  expect(currentContext()).toBeUndefined();
});

test("two handlers at a time do not see one another", async () => {
  const [one, two] = [testContext(), testContext()];
  const seen = await Promise.all(
    [one, two].map((ctx) =>
      runServing(ctx, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return currentContext();
      }),
    ),
  );
  expect(seen).toEqual([one, two]);
  expect(seen[0]).toBe(one);
});

test("nested metadata adds up and the inner one wins; the handler's context stays", () => {
  const ctx = testContext();
  runServing(ctx, () => {
    withMeta({ persistent: { a: "1", b: "1" }, transient: { t: "1" } }, () => {
      withMeta({ persistent: { b: "2" } }, () => {
        expect(currentContext()).toBe(ctx);
        expect(currentOutgoingMeta()).toEqual({
          persistent: new Map([
            ["a", "1"],
            ["b", "2"],
          ]),
          transient: new Map([["t", "1"]]),
        });
      });
      expect(currentOutgoingMeta()?.persistent.get("b")).toBe("1");
    });
    expect(currentOutgoingMeta()).toBeUndefined();
  });
});

test("a handler does not inherit metadata from where its server was started", () => {
  withMeta({ persistent: { a: "1" } }, () =>
    runServing(testContext(), () => expect(currentOutgoingMeta()).toBeUndefined()),
  );
});

test("a scope runs each piece of a handler as its own, whoever asks for it", async () => {
  const [one, other] = [testContext(), testContext()];
  const scope = servingScope(one);
  const generator = (async function* () {
    for (;;) {
      yield currentContext();
      await Promise.resolve();
    }
  })();
  const first = await runServing(other, () => scope.runInAsyncScope(() => generator.next()));
  const second = await scope.runInAsyncScope(() => generator.next());
  expect([first.value, second.value]).toEqual([one, one]);
  expect(withMeta({ persistent: { k: "v" } }, () => scope.runInAsyncScope(currentOutgoingMeta))).toBeUndefined();
});
