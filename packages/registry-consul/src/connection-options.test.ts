import { inspect } from "node:util";
import { ErrorCode } from "@kitex-ts/core/extension";
import { describe, expect, test } from "vitest";
import { type ConsulConnectionOptions, resolveConnection } from "./connection-options.ts";

describe("the address", () => {
  test.each([
    ["http://10.0.0.1:8500", "http://10.0.0.1:8500/v1", "consul http://10.0.0.1:8500"],
    ["10.0.0.1:8500", "http://10.0.0.1:8500/v1", "consul http://10.0.0.1:8500"],
    ["consul.local:8500", "http://consul.local:8500/v1", "consul http://consul.local:8500"],
    ["https://consul.local", "https://consul.local/v1", "consul https://consul.local"],
    ["http://proxy:80/consul/", "http://proxy/consul/v1", "consul http://proxy"],
    ["http://[::1]:8500", "http://[::1]:8500/v1", "consul http://[::1]:8500"],
    ["http://user:secret@a:1", "http://user:secret@a:1/v1", "consul http://a:1"],
  ])("%s", (address, baseUrl, name) => {
    expect(resolveConnection({ address }, {})).toMatchObject({ baseUrl, name, socketPath: undefined });
  });

  test("an IPv6 host loses its brackets for the socket", () => {
    expect(resolveConnection({ address: "http://[::1]:8500" }, {}).host).toBe("::1");
  });

  test("a path of a Unix socket", () => {
    const { name, socketPath, encrypted } = resolveConnection({ address: "unix:///run/consul.sock" }, {});
    expect({ name, socketPath, encrypted }).toEqual({
      name: "consul unix:///run/consul.sock",
      socketPath: "/run/consul.sock",
      encrypted: false,
    });
  });

  test.each(["", "ftp://a:1", "http://", "a b:1", "http://a:99999", "http://a:1?token=x", "unix://relative"])(
    "%j is refused",
    (address) => {
      expect(() => resolveConnection({ address }, {})).toThrow(
        expect.objectContaining({ code: ErrorCode.InvalidOption, message: expect.stringContaining("address must be") }),
      );
    },
  );

  test("a password in a refused address is not shown", () => {
    const given = { CONSUL_HTTP_ADDR: "ftp://user:s3cret@a:1" };
    expect(() => resolveConnection({}, given)).toThrow(
      'CONSUL_HTTP_ADDR must be http://host:port, https://host:port, host:port or unix:///path, got "ftp://…@a:1"',
    );
  });
});

describe("the environment", () => {
  test("is asked for what is not given", () => {
    const env = { CONSUL_HTTP_ADDR: "https://agent:8501", CONSUL_HTTP_TOKEN: "t0ken" };
    expect(resolveConnection({}, env)).toMatchObject({ name: "consul https://agent:8501", token: "t0ken" });
    expect(resolveConnection({ address: "a:1", token: "mine" }, env)).toMatchObject({
      name: "consul http://a:1",
      token: "mine",
    });
  });

  test("counts as absent where it is empty", () => {
    const env = { CONSUL_HTTP_ADDR: "", CONSUL_HTTP_TOKEN: "" };
    expect(resolveConnection({}, env)).toMatchObject({ name: "consul http://127.0.0.1:8500", token: undefined });
  });
});

test("the datacenter and the namespace go with every request", () => {
  expect(resolveConnection({ datacenter: "dc2", namespace: "team" }, {}).query).toEqual({ dc: "dc2", ns: "team" });
  expect(resolveConnection({}, {}).query).toEqual({});
});

describe("TLS", () => {
  test("makes an address without a scheme an https one", () => {
    const { name, encrypted, secureContext } = resolveConnection({ address: "agent:8501", tls: {} }, {});
    expect({ name, encrypted, trusts: secureContext !== undefined }).toEqual({
      name: "consul https://agent:8501",
      encrypted: true,
      trusts: true,
    });
  });

  test("is refused on an address that is not encrypted", () => {
    expect(() => resolveConnection({ address: "http://agent:8500", tls: {} }, {})).toThrow(
      "tls is given, and consul http://agent:8500 is not encrypted: write the address with https://",
    );
  });

  test("certificates that cannot be read are refused before anything is sent", () => {
    const tls = { cert: "no certificate", key: "-----BEGIN KEY----- s3cret" };
    let thrown: unknown;
    try {
      resolveConnection({ address: "https://agent:8501", tls }, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: ErrorCode.InvalidOption,
      message: "tls holds certificates that cannot be read",
    });
    expect(inspect(thrown, { depth: 10, showHidden: true })).not.toContain("s3cret");
  });
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("requestTimeoutMs: %d is refused", (requestTimeoutMs) => {
  expect(() => resolveConnection({ requestTimeoutMs }, {})).toThrow(
    `requestTimeoutMs must be a number over 0, got ${requestTimeoutMs}`,
  );
});

test("options without a prototype are options", () => {
  const given: ConsulConnectionOptions = Object.assign(Object.create(null), { address: "a:1" });
  expect(resolveConnection(given, {}).name).toBe("consul http://a:1");
});
