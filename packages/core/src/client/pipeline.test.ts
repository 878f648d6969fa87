import { expect, test } from "vitest";
import { testContext } from "../testing/test-context.ts";
import { resolveClientOptions } from "./options.ts";
import { clientPipeline } from "./pipeline.ts";

test("a call passes tracers, the deadline, the application's middlewares and the resolver, in this order", async () => {
  const road: string[] = [];
  const options = resolveClientOptions({
    destination: "echo",
    resolver: {
      name: "r",
      resolve: () => {
        road.push("resolve");
        return { instances: [{ address: "a:1", weight: 10, tags: new Map() }] };
      },
    },
    clock: {
      now: () => 0,
      setTimer: () => {
        road.push("deadline set");
        return { cancel: () => {} };
      },
    },
    tracers: [{ start: () => void road.push("trace"), finish: () => void road.push("traced") }],
    middlewares: [
      (next) => (ctx, request) => {
        road.push("middleware");
        return next(ctx, request);
      },
    ],
  });
  const call = clientPipeline(options, options.resolver, async () => void road.push("invoke"));
  await call(testContext({ timeoutMs: 5, clock: options.clock }), 1);
  expect(road).toEqual(["trace", "deadline set", "middleware", "resolve", "invoke", "traced"]);
});
