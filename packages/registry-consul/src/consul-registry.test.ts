import { ErrorCode, type RegistryInfo } from "@kitex-ts/core/extension";
import { describe, expect, test } from "vitest";
import { type ConsulRegistryOptions, consulRegistry } from "./consul-registry.ts";
import { scriptedAgent } from "./testdata/scripted-agent.ts";

const never = new AbortController().signal;
const info: RegistryInfo = { service: "echo", address: "127.0.0.1:80", weight: 10, tags: new Map() };

test("a heartbeat comes three times in a TTL, and a look every 10 s with a check by the agent", () => {
  expect(consulRegistry().heartbeatMs).toBe(5_000);
  expect(consulRegistry({ check: { kind: "ttl", ttlSeconds: 60 } }).heartbeatMs).toBe(20_000);
  expect(consulRegistry({ check: { kind: "tcp" } }).heartbeatMs).toBe(10_000);
});

test("a heartbeat says that the check of the entry passes", async () => {
  await using agent = await scriptedAgent((request) => request.answer(""));
  await consulRegistry({ address: agent.address }).heartbeat(info, never);
  const { method, path, body } = agent.request(0);
  expect({ method, path: decodeURIComponent(path), body }).toEqual({
    method: "PUT",
    path: "/v1/agent/check/update/service:echo:127.0.0.1:80",
    body: { Status: "passing", Output: "online" },
  });
});

test("with a check by the agent a heartbeat looks whether the entry is there", async () => {
  await using agent = await scriptedAgent((request, number) =>
    number === 0 ? request.answer({ ID: "echo:127.0.0.1:80" }) : request.answer("unknown service ID", { status: 404 }),
  );
  const registry = consulRegistry({ address: agent.address, check: { kind: "tcp" } });
  await registry.heartbeat(info, never);
  expect(decodeURIComponent(agent.request(0).path)).toBe("/v1/agent/service/echo:127.0.0.1:80");
  await expect(registry.heartbeat(info, never)).rejects.toMatchObject({ name: "ConsulError", status: 404 });
});

test("an entry that is gone is deregistered; any other failure is one", async () => {
  await using agent = await scriptedAgent((request, number) =>
    request.answer("no", { status: number === 0 ? 404 : 403 }),
  );
  const registry = consulRegistry({ address: agent.address });
  await registry.deregister(info, never);
  await expect(registry.deregister(info, never)).rejects.toMatchObject({ status: 403 });
});

test("what Consul cannot hold rejects before anything is sent", async () => {
  await using agent = await scriptedAgent((request) => request.answer(""));
  const registry = consulRegistry({ address: agent.address });
  const refused = registry.register({ ...info, tags: new Map([["a:b", "c"]]) }, never);
  await expect(refused).rejects.toMatchObject({ code: ErrorCode.InvalidOption });
  expect(agent.requests).toEqual([]);
});

test("the time after which a failing instance is removed is told to the agent", async () => {
  await using agent = await scriptedAgent((request) => request.answer(""));
  await consulRegistry({ address: agent.address, deregisterAfterSeconds: 300 }).register(info, never);
  expect(agent.request(0).body).toMatchObject({ Check: { DeregisterCriticalServiceAfter: "300s" } });
});

test("every request is told to the logger, without the token", async () => {
  await using agent = await scriptedAgent((request) => request.answer(""));
  const lines: string[] = [];
  const logger = {
    debug: (facts: object, message: string): void => void lines.push(`${JSON.stringify(facts)} ${message}`),
    info: () => {},
    warn: () => {},
    error: () => {},
  };
  await consulRegistry({ address: agent.address, token: "t0ken", logger }).register(info, never);
  expect(lines).toEqual([
    expect.stringMatching(/^\{"status":200,"elapsedMs":\d+\} consul http:\S+ registering "echo:127\.0\.0\.1:80"$/),
  ]);
});

describe("options that cannot be meant are refused at once:", () => {
  test.each<[string, ConsulRegistryOptions]>([
    ["check.ttlSeconds must be over 1, got 1", { check: { kind: "ttl", ttlSeconds: 1 } }],
    ["check.intervalSeconds must be a number over 0, got 0", { check: { kind: "tcp", intervalSeconds: 0 } }],
    ["check.timeoutSeconds must be a number over 0, got -1", { check: { kind: "tcp", timeoutSeconds: -1 } }],
    ["deregisterAfterSeconds must be a number over 0, got 0", { deregisterAfterSeconds: 0 }],
    ["requestTimeoutMs must be a number over 0, got 0", { requestTimeoutMs: 0 }],
  ])("%s", (message, options) => {
    expect(() => consulRegistry(options)).toThrow(expect.objectContaining({ code: ErrorCode.InvalidOption, message }));
  });
});
