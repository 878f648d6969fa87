import type { RegistryInfo } from "@kitex-ts/core/extension";
import { describe, expect, test } from "vitest";
import { checkId, resolveCheck, serviceEntry, serviceId } from "./service-entry.ts";

const info: RegistryInfo = {
  service: "echo",
  address: "127.0.0.1:18891",
  weight: 10,
  tags: new Map([
    ["zone", "a"],
    ["x", "y:z"],
  ]),
};
const ttl = resolveCheck({ kind: "ttl" });
const tcp = resolveCheck({ kind: "tcp" });

test("the entry is the one that Kitex's registry writes, with a TTL check that has an id", () => {
  expect(serviceEntry(info, ttl, 60)).toEqual({
    ID: "echo:127.0.0.1:18891",
    Name: "echo",
    Address: "127.0.0.1",
    Port: 18891,
    Tags: ["x:y:z", "zone:a"],
    Weights: { Passing: 10, Warning: 10 },
    Check: {
      CheckID: "service:echo:127.0.0.1:18891",
      Name: "Service 'echo' check",
      Status: "passing",
      DeregisterCriticalServiceAfter: "60s",
      TTL: "15s",
    },
  });
});

test("a TCP check has Kitex's numbers", () => {
  expect(serviceEntry(info, tcp, 60).Check).toMatchObject({ TCP: "127.0.0.1:18891", Interval: "5s", Timeout: "5s" });
});

test("an IPv6 address is bare in the entry and its id, and in brackets in the check", () => {
  const entry = serviceEntry({ ...info, address: "[::1]:80" }, tcp, 60);
  expect(entry).toMatchObject({ ID: "echo:::1:80", Address: "::1", Port: 80, Check: { TCP: "[::1]:80" } });
});

describe("what Consul cannot hold is refused:", () => {
  test.each(["unix:/run/echo.sock", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", ":80", "::1:80", ""])(
    "the address %j",
    (address) => {
      expect(() => serviceEntry({ ...info, address }, ttl, 60)).toThrow(
        `${JSON.stringify(address)} cannot be registered: Consul stores host:port`,
      );
    },
  );

  test("no name", () => {
    expect(() => serviceEntry({ ...info, service: "" }, ttl, 60)).toThrow("a server without a name");
  });

  test("a colon in a tag's key", () => {
    expect(() => serviceEntry({ ...info, tags: new Map([["a:b", ""]]) }, ttl, 60)).toThrow('the tag "a:b"');
  });
});

test("an entry that could never be registered has an id all the same", () => {
  expect(serviceId({ ...info, address: "unix:/run/echo.sock" })).toBe("echo:unix:/run/echo.sock");
  expect(checkId(info)).toBe("service:echo:127.0.0.1:18891");
});

describe("the check", () => {
  test("has defaults", () => {
    expect(ttl).toEqual({ kind: "ttl", ttlSeconds: 15 });
    expect(tcp).toEqual({ kind: "tcp", intervalSeconds: 5, timeoutSeconds: 5 });
  });

  test.each([1, 0, -5, Number.NaN])("a TTL of %d s is refused", (ttlSeconds) => {
    expect(() => resolveCheck({ kind: "ttl", ttlSeconds })).toThrow("check.ttlSeconds must be");
  });

  test("a kind that JavaScript may give is refused", () => {
    const given: { kind: "ttl" } = JSON.parse('{"kind":"http"}');
    expect(() => resolveCheck(given)).toThrow('check.kind must be "ttl" or "tcp"');
  });
});
