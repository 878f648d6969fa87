import { describe, expect, test } from "vitest";
import type { Middleware } from "../endpoint/endpoint.ts";
import { invalidOption } from "../errors/invalid-option.ts";
import { buffered, framed } from "../remote/trans/wire-transport.ts";
import { type ClientOptions, resolveClientOptions } from "./options.ts";

const given = { destination: "echo", hostPorts: ["127.0.0.1:8888"] };
const pass: Middleware = (next) => next;
const other: Middleware = (next) => (ctx, request) => next(ctx, request);

test("the defaults are those that the options promise", () => {
  const { logger: _logger, clock: _clock, limits, transport, resolver, ...rest } = resolveClientOptions(given);
  expect(rest).toEqual({
    destination: "echo",
    connection: {
      kind: "auto",
      connections: 1,
      negotiationWaitMs: 10,
      maxIdlePerAddress: 10,
      minIdlePerAddress: 0,
      maxIdleGlobal: 100,
      maxIdleTimeoutMs: 60_000,
    },
    timeoutMs: 5_000,
    connectTimeoutMs: 1_000,
    connectTimeoutStated: false,
    exitWaitMs: 5_000,
    maxPendingWriteBytes: 64 * 1024 * 1024,
    serviceName: undefined,
    tls: undefined,
    tags: new Map(),
    middlewares: [],
    stream: { timeoutMs: 0, recvTimeoutMs: 0, middlewares: [] },
    tracers: [],
    monitors: [],
  });
  expect([transport.name, resolver.name, limits.maxFrameBytes]).toEqual([
    "ttheader-framed",
    "fixed 127.0.0.1:8888",
    64 * 1024 * 1024,
  ]);
});

describe("connections", () => {
  test.each<[ClientOptions["connection"], object]>([
    ["short", { kind: "short" }],
    ["mux", { kind: "mux", connections: 1 }],
    [
      { kind: "mux", connections: 3 },
      { kind: "mux", connections: 3 },
    ],
    [
      { kind: "long", maxIdlePerAddress: 2 },
      { kind: "long", maxIdlePerAddress: 2, maxIdleGlobal: 100 },
    ],
    [
      { kind: "auto", negotiationWaitMs: 0 },
      { kind: "auto", negotiationWaitMs: 0, connections: 1 },
    ],
  ])("%o", (connection, resolved) => {
    expect(resolveClientOptions({ ...given, ...(connection && { connection }) }).connection).toMatchObject(resolved);
  });
});

test("tls is off, on with the machine's authorities, or as it is told", () => {
  expect(resolveClientOptions({ ...given, tls: false }).tls).toBeUndefined();
  expect(resolveClientOptions({ ...given, tls: true }).tls).toEqual({});
  expect(resolveClientOptions({ ...given, tls: { serverName: "a" } }).tls).toEqual({ serverName: "a" });
});

test("suites: later values win, the client's own win over all, lists add up", () => {
  const resolver = { name: "r", resolve: () => ({ instances: [] }) };
  const resolved = resolveClientOptions({
    destination: "echo",
    suites: [
      { name: "a", options: { timeoutMs: 1, resolver, middlewares: [pass] } },
      {
        name: "b",
        options: { timeoutMs: 2, connectTimeoutMs: 7, suites: [{ name: "c", options: { exitWaitMs: 9 } }] },
      },
    ],
    middlewares: [other],
  });
  expect(resolved).toMatchObject({
    timeoutMs: 2,
    connectTimeoutMs: 7,
    connectTimeoutStated: true,
    exitWaitMs: 9,
    resolver,
  });
  expect(resolved.middlewares).toEqual([pass, other]);
});

describe("what cannot be", () => {
  const resolver = { name: "r", resolve: () => ({ instances: [] }) };
  test.each<[object, string]>([
    [{ destination: "" }, 'destination is empty: name the service to call, for example { destination: "echo" }'],
    [{ destination: undefined }, 'destination is empty: name the service to call, for example { destination: "echo" }'],
    [
      { hostPorts: [] },
      'nothing says where "echo" is: give hostPorts, for example { hostPorts: ["127.0.0.1:8888"] }, or a resolver',
    ],
    [{ resolver }, 'both hostPorts and resolver are given for "echo": choose one'],
    [{ hostPorts: ["localhost"] }, 'hostPorts: "localhost" is none of "host:port", "[::1]:port" and "unix:/path"'],
    [{ hostPorts: ["a:1", "b:99999"] }, 'hostPorts: "b:99999" is none of "host:port", "[::1]:port" and "unix:/path"'],
    [{ timeoutMs: -1 }, "timeoutMs must be a number of at least 0, got -1"],
    [{ connectTimeoutMs: Number.NaN }, "connectTimeoutMs must be a number of at least 0, got NaN"],
    [{ maxFrameBytes: -5 }, "maxFrameBytes must be a number of at least 0, got -5"],
    [{ connection: "pooled" }, 'connection: "pooled" is none of "auto", "long", "short" and "mux"'],
    [{ connection: { kind: "auto", connections: 0 } }, "connections must be a whole number of at least 1, got 0"],
    [{ connection: { kind: "mux", connections: 1.5 } }, "connections must be a whole number of at least 1, got 1.5"],
    [{ connection: { kind: "long", maxIdleGlobal: -1 } }, "maxIdleGlobal must be a number of at least 0, got -1"],
    [
      { connection: "mux", transport: framed() },
      'connection: "mux" needs headers, and transport "framed" has none: use ttheader()',
    ],
    [
      { connection: "mux", transport: buffered() },
      'connection: "mux" needs headers, and transport "buffered" has none: use ttheader()',
    ],
  ])("%o", (options, message) => {
    expect(() => resolveClientOptions({ ...given, ...options })).toThrow(invalidOption(message));
  });
});
