import { describe, expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { compose } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import { roundRobin } from "../load-balance/round-robin.ts";
import { testContext } from "../testing/test-context.ts";
import { resolve } from "./resolve.ts";
import type { ResolveResult, Resolver, ResolveTarget } from "./resolver.ts";
import { staticResolver } from "./static-resolver.ts";

const instance = (address: string): Instance => ({ address, weight: 10, tags: new Map() });

function calling(resolver: Resolver): (ctx?: RpcContext) => Promise<unknown> {
  const call = compose([resolve(resolver, roundRobin())], async ({ rpcInfo }) => rpcInfo.to.instance?.address);
  return (ctx = testContext({ destination: "greeter" })) => call(ctx, undefined);
}

test("fixed addresses are taken in turn, from one call to the next", async () => {
  const call = calling(staticResolver(["a:1", "b:1"]));
  expect([await call(), await call(), await call()]).toEqual(["a:1", "b:1", "a:1"]);
});

test("fixed addresses have Kitex's weight and no tags", async () => {
  const { instances } = await staticResolver(["a:1"]).resolve(
    { service: "x", tags: new Map() },
    new AbortController().signal,
  );
  expect(instances).toEqual([{ address: "a:1", weight: 10, tags: new Map() }]);
});

test("a call that names its instance asks nobody", async () => {
  const call = calling({
    name: "never asked",
    resolve: () => {
      throw new Error("asked");
    },
  });
  expect(await call(testContext({ address: "c:1" }))).toBe("c:1");
});

test("a resolver is told the destination, its tags and the call's signal", async () => {
  let asked: [ResolveTarget, AbortSignal] | undefined;
  const call = calling({
    name: "noting",
    resolve: (...args) => {
      asked = args;
      return { instances: [instance("a:1")] };
    },
  });
  const ctx = testContext({ destination: "greeter" });
  await call(ctx);
  expect(asked).toEqual([{ service: "greeter", tags: new Map() }, ctx.signal]);
});

describe("an answer", () => {
  test("may come later, as a promise or as anything that can be awaited", async () => {
    const answer: ResolveResult = { instances: [instance("a:1"), instance("b:1")] };
    expect(await calling({ name: "promise", resolve: async () => answer })()).toBe("a:1");
    const settled = Promise.resolve(answer);
    const foreign: Promise<ResolveResult> = Object.create(null, {
      // biome-ignore lint/suspicious/noThenProperty: a promise of another library is what is tested
      then: { value: settled.then.bind(settled) },
    });
    expect(await calling({ name: "foreign promise", resolve: () => foreign })()).toBe("a:1");
  });

  test("that is the same object keeps its turn, another begins anew", async () => {
    const one: ResolveResult = { instances: [instance("a:1"), instance("b:1")] };
    const answers = [one, one, { ...one }, one];
    const call = calling({ name: "list", resolve: () => answers.shift() ?? one });
    expect([await call(), await call(), await call(), await call()]).toEqual(["a:1", "b:1", "a:1", "a:1"]);
  });

  test("of nobody is NoInstance, with destination and resolver", async () => {
    await expect(calling({ name: "empty registry", resolve: () => ({ instances: [] }) })()).rejects.toMatchObject({
      code: ErrorCode.NoInstance,
      message: 'Echo/echo found no instance of "greeter" (resolver: empty registry)',
      phase: "resolve",
      target: "greeter",
    });
  });
});

test.each([
  ["throws", () => Promise.reject(new Error("registry down"))],
  [
    "rejects",
    () => {
      throw new Error("registry down");
    },
  ],
])("a resolver that %s is ServiceDiscovery, with its error as the cause", async (_how, fail) => {
  await expect(calling({ name: "consul", resolve: fail })()).rejects.toMatchObject({
    code: ErrorCode.ServiceDiscovery,
    message: 'Echo/echo could not learn who serves "greeter" (resolver: consul)',
    cause: new Error("registry down"),
  });
});

test("fixed addresses of which there are none reject, and do not throw at once", async () => {
  const call = calling({ ...staticResolver([]), name: "fixed" });
  const pending = call();
  await expect(pending).rejects.toMatchObject({ code: ErrorCode.NoInstance, phase: "resolve" });
});
