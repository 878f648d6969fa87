import { describe, expect, test } from "vitest";
import type { Instance } from "../context/instance.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { compose, type Endpoint } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import { KitexError } from "../errors/kitex-error.ts";
import { weightedRoundRobin } from "../load-balance/weighted-round-robin.ts";
import { testContext } from "../testing/test-context.ts";
import { resolve } from "./resolve.ts";
import type { ResolveResult, Resolver, ResolveTarget } from "./resolver.ts";
import { staticResolver } from "./static-resolver.ts";

const instance = (address: string): Instance => ({ address, weight: 10, tags: new Map() });

function calling(resolver: Resolver): (ctx?: RpcContext) => Promise<unknown> {
  const call = compose(
    [
      resolve(
        resolver,
        weightedRoundRobin(() => 0),
      ),
    ],
    async ({ rpcInfo }) => rpcInfo.to.instance?.address,
  );
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

describe("an instance to which no connection can be made", () => {
  const refused = (address: string): KitexError => new KitexError(ErrorCode.Connect, `could not connect to ${address}`);
  const without =
    (...dead: readonly string[]): Endpoint =>
    async ({ rpcInfo }) => {
      const address = rpcInfo.to.instance?.address ?? "";
      if (dead.includes(address)) throw refused(address);
      return address;
    };
  const callOver = (addresses: readonly string[], endpoint: Endpoint): Promise<unknown> =>
    compose(
      [
        resolve(
          staticResolver(addresses),
          weightedRoundRobin(() => 0),
        ),
      ],
      endpoint,
    )(testContext(), undefined);

  test("is not the end of the call: another one is tried", async () => {
    expect(await callOver(["a:1", "b:1", "c:1"], without("a:1", "b:1"))).toBe("c:1");
  });

  test("is tried once, and the last one's error is the call's", async () => {
    const tried: string[] = [];
    const endpoint: Endpoint = async (ctx, request) => {
      tried.push(ctx.rpcInfo.to.instance?.address ?? "");
      return without("a:1", "b:1", "c:1")(ctx, request);
    };
    await expect(callOver(["a:1", "b:1", "c:1"], endpoint)).rejects.toEqual(refused("c:1"));
    expect(tried).toEqual(["a:1", "b:1", "c:1"]);
  });

  test("a light instance is found behind a heavy one", async () => {
    const instances = [
      { ...instance("heavy:1"), weight: 100 },
      { ...instance("light:1"), weight: 1 },
    ];
    const resolver: Resolver = { name: "weighted", fixed: { instances }, resolve: () => ({ instances }) };
    const call = compose(
      [
        resolve(
          resolver,
          weightedRoundRobin(() => 0),
        ),
      ],
      without("heavy:1"),
    );
    expect(await call(testContext(), undefined)).toBe("light:1");
  });

  test("any other failure may have reached the callee, and is not tried elsewhere", async () => {
    const lost = new KitexError(ErrorCode.ConnectionClosed, "lost its connection");
    await expect(callOver(["a:1", "b:1"], () => Promise.reject(lost))).rejects.toBe(lost);
  });

  test("a call that named its instance goes nowhere else", async () => {
    const call = compose(
      [
        resolve(
          staticResolver(["b:1"]),
          weightedRoundRobin(() => 0),
        ),
      ],
      without("a:1"),
    );
    await expect(call(testContext({ address: "a:1" }), undefined)).rejects.toEqual(refused("a:1"));
  });

  test("a call that was aborted meanwhile goes nowhere else", async () => {
    const ctx = testContext();
    const call = compose(
      [
        resolve(
          staticResolver(["a:1", "b:1"]),
          weightedRoundRobin(() => 0),
        ),
      ],
      async () => {
        ctx.abort(new Error("gone"));
        throw refused("a:1");
      },
    );
    await expect(call(ctx, undefined)).rejects.toEqual(refused("a:1"));
    expect(ctx.rpcInfo.to.instance?.address).toBe("a:1");
  });
});

test("a list that is known already is not waited for", () => {
  const answer: ResolveResult = { instances: [instance("a:1")] };
  const source = { name: "known", current: () => answer, resolve: () => Promise.reject(new Error("asked")) };
  let went = false;
  void compose([resolve(source, weightedRoundRobin())], async () => {
    went = true;
  })(testContext(), undefined);
  expect(went).toBe(true);
});
