import { createClient, ErrorCode, type Logger, type Middleware, silentLogger, type Tracer } from "@kitex-ts/core";
import { describe, expect, test } from "vitest";
import { Lab } from "../fixtures/kitex-gen/echo/service.ts";
import { ownServerCases } from "../support/each-transport.ts";
import { kitexErrorOf } from "../support/errors.ts";
import { startRig } from "../support/start-rig.ts";

// An error in an application's own code ends no process, and no connection that other calls use.

const hi = { message: "hi" };

function fail(): never {
  throw new Error("user code");
}

const hostileLogger: Logger = { debug: fail, info: fail, warn: fail, error: fail };
const hostileTracer: Tracer = { start: fail, finish: fail };

describe.each(ownServerCases)("$name", ({ client }) => {
  test("tracers and loggers that throw, on both sides", async () => {
    await using rig = await startRig({
      client: { ...client, tracers: [hostileTracer], logger: hostileLogger },
      server: { tracers: [hostileTracer], logger: hostileLogger },
      handler: { Fail: fail, Notify: fail },
    });
    expect(await rig.client.Echo(hi)).toEqual(hi);
    await rig.client.Notify(hi);
    expect((await kitexErrorOf(rig.client.Fail("x"))).code).toBe(ErrorCode.Remote);
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a middleware of the client that throws, at once and later: its error, and the next call is answered", async () => {
    const own = new Error("mine");
    let mode = "pass";
    const middleware: Middleware = (next) => (ctx, request) => {
      if (mode === "throw") throw own;
      if (mode === "reject") return Promise.reject(own);
      return next(ctx, request);
    };
    await using rig = await startRig({ client: { ...client, middlewares: [middleware] } });
    for (mode of ["throw", "reject"]) {
      await expect(rig.client.Echo(hi)).rejects.toBe(own);
      const result = await rig.client.Echo.safe(hi);
      expect(result).toMatchObject({ ok: false, error: { code: ErrorCode.Middleware, cause: own } });
    }
    mode = "pass";
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a middleware that never answers: RpcTimeout, and nothing is left", async () => {
    const middleware: Middleware = (next) => (ctx, request) =>
      ctx.rpcInfo.invocation.method === "Ping" ? new Promise(() => {}) : next(ctx, request);
    await using rig = await startRig({ client: { ...client, middlewares: [middleware] } });
    expect((await kitexErrorOf(rig.client.Ping({ timeoutMs: 20 }))).code).toBe(ErrorCode.RpcTimeout);
    const stop = new AbortController();
    const call = kitexErrorOf(rig.client.Ping({ timeoutMs: 60_000, signal: stop.signal }));
    stop.abort();
    expect((await call).code).toBe(ErrorCode.Canceled);
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a middleware of the server that throws before the handler, and after it", async () => {
    const middleware: Middleware = (next) => async (ctx, request) => {
      if (ctx.rpcInfo.invocation.method === "Ping") fail();
      const response = await next(ctx, request);
      if (ctx.rpcInfo.invocation.method === "Mirror") fail();
      return response;
    };
    await using rig = await startRig({ client, server: { middlewares: [middleware] } });
    for (const call of [() => rig.client.Ping(), () => rig.client.Mirror(Buffer.of(1))]) {
      const error = await kitexErrorOf(call());
      expect(error).toMatchObject({ code: ErrorCode.Remote, typeId: 6 });
      expect(error.message).toContain("biz error: user code");
    }
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("listeners of an abort that throw, on both sides", async () => {
    await using rig = await startRig({
      client: {
        ...client,
        middlewares: [
          (next) => (ctx, request) => {
            ctx.onAbort(fail);
            return next(ctx, request);
          },
        ],
      },
      handler: {
        Echo: ({ message }, ctx) => {
          ctx.onAbort(fail);
          return message === "stay" ? new Promise((_, reject) => ctx.onAbort(reject)) : { message };
        },
      },
    });
    await rig.client.Ping();
    const other = rig.client.Echo(hi);
    expect((await kitexErrorOf(rig.client.Echo({ message: "stay" }, { timeoutMs: 20 }))).code).toBe(
      ErrorCode.RpcTimeout,
    );
    expect(await other).toEqual(hi);
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a callback for backward values that throws", async () => {
    await using rig = await startRig({
      client,
      handler: {
        Echo: (request, ctx) => {
          ctx.meta.backward.set("k", "v");
          return request;
        },
      },
    });
    expect(await rig.client.Echo(hi, { onBackward: fail })).toEqual(hi);
    expect(await rig.client.Echo(hi)).toEqual(hi);
  });

  test("a request whose getters throw, and one that changes while it is read", async () => {
    await using rig = await startRig({ client });
    await rig.client.Ping();
    const { opened } = rig.leaks;
    const trap = {
      get message(): string {
        return fail();
      },
    };
    expect((await kitexErrorOf(rig.client.Echo(trap))).code).toBe(ErrorCode.Encode);
    let reads = 0;
    const moving = {
      get message(): string {
        reads += 1;
        return "x".repeat(reads);
      },
    };
    expect((await rig.client.Echo(moving)).message).toMatch(/^x+$/);
    expect(await rig.client.Echo(hi)).toEqual(hi);
    if (client.connection !== "short") expect(rig.leaks.opened).toBe(opened);
  });
});

test("a resolver that throws, rejects, never answers, or names nobody", async () => {
  const cases = [
    { code: ErrorCode.ServiceDiscovery, resolve: fail },
    { code: ErrorCode.ServiceDiscovery, resolve: () => Promise.reject(new Error("registry is down")) },
    { code: ErrorCode.RpcTimeout, resolve: () => new Promise<never>(() => {}) },
    { code: ErrorCode.NoInstance, resolve: () => ({ instances: [] }) },
    {
      code: ErrorCode.ServiceDiscovery,
      resolve: () => ({ instances: [{ address: "nonsense", weight: 1, tags: new Map() }] }),
    },
  ];
  await using rig = await startRig();
  for (const { code, resolve } of cases) {
    const resolver = { name: "hostile", resolve };
    await using client = createClient(Lab, { destination: "lab", resolver, logger: silentLogger });
    expect((await kitexErrorOf(client.Echo(hi, { timeoutMs: 20 }))).code).toBe(code);
    expect(await client.Echo(hi, { hostPort: rig.hostPort })).toEqual(hi);
  }
});
