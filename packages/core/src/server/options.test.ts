import { describe, expect, test } from "vitest";
import type { Middleware } from "../endpoint/endpoint.ts";
import { invalidOption } from "../errors/invalid-option.ts";
import { resolveServerOptions } from "./options.ts";

const pass: Middleware = (next) => next;
const other: Middleware = (next) => (ctx, request) => next(ctx, request);

test("the defaults are those that the options promise", () => {
  const { logger: _logger, clock: _clock, limits, ...rest } = resolveServerOptions({});
  expect(rest).toEqual({
    at: { port: 8888, host: undefined },
    serviceName: undefined,
    tls: undefined,
    maxConnections: 10_000,
    maxInFlightPerConnection: 1_000,
    maxPendingWriteBytes: 64 * 1024 * 1024,
    idleTimeoutMs: 600_000,
    frameTimeoutMs: 30_000,
    exitWaitMs: 5_000,
    handleSignals: false,
    exposeErrors: true,
    middlewares: [],
    streamMiddlewares: [],
    protocols: [],
    tracers: [],
    monitors: [],
    registry: undefined,
    registryInfo: { addresses: undefined, weight: 10, tags: new Map() },
  });
  expect(limits.maxFrameBytes).toBe(16 * 1024 * 1024);
});

test("0 connections or calls in flight stands for no limit", () => {
  const { maxConnections, maxInFlightPerConnection } = resolveServerOptions({
    maxConnections: 0,
    maxInFlightPerConnection: 0,
  });
  expect([maxConnections, maxInFlightPerConnection]).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
});

test("suites: later values win, the server's own win over all, lists add up", () => {
  const resolved = resolveServerOptions({
    suites: [
      { name: "a", options: { exitWaitMs: 1, port: 1, middlewares: [pass] } },
      { name: "b", options: { exitWaitMs: 2 } },
    ],
    port: 3,
    middlewares: [other],
  });
  expect(resolved).toMatchObject({ exitWaitMs: 2, at: { port: 3 }, middlewares: [pass, other] });
});

describe("what cannot be", () => {
  test.each([
    [{ port: -1 }, "port must be an integer from 0 to 65535, got -1"],
    [{ port: 65_536 }, "port must be an integer from 0 to 65535, got 65536"],
    [{ port: 1.5 }, "port must be an integer from 0 to 65535, got 1.5"],
    [{ port: Number.NaN }, "port must be an integer from 0 to 65535, got NaN"],
    [{ path: "/tmp/x", port: 1 }, 'both path "/tmp/x" and a port or host are given: choose one'],
    [{ path: "/tmp/x", host: "::" }, 'both path "/tmp/x" and a port or host are given: choose one'],
    [{ exitWaitMs: -1 }, "exitWaitMs must be a number of at least 0, got -1"],
    [{ maxConnections: Number.NaN }, "maxConnections must be a number of at least 0, got NaN"],
    [{ maxFrameBytes: Number.POSITIVE_INFINITY }, "maxFrameBytes must be a number of at least 0, got Infinity"],
  ])("%o", (options, message) => {
    expect(() => resolveServerOptions(options)).toThrow(invalidOption(message));
  });
});
