import { describe, expect, test } from "vitest";
import { type EtcdConnectionOptions, resolveConnection } from "./connection-options.ts";
import { authorityPem, certificatePem, keyPem } from "./testdata/certificates.ts";

const endpointsOf = (
  endpoints: string | readonly string[],
  more: Partial<EtcdConnectionOptions> = {},
): readonly string[] => resolveConnection({ endpoints, ...more }).endpoints;

describe("endpoints", () => {
  test.each([
    ["http://127.0.0.1:2379", "http://127.0.0.1:2379"],
    ["127.0.0.1:2379", "http://127.0.0.1:2379"],
    ["http://etcd", "http://etcd:2379"],
    ["http://etcd:80/", "http://etcd:80"],
    ["https://[::1]:1", "https://[::1]:1"],
  ])("%s is %s", (given, expected) => {
    expect(endpointsOf(given)).toEqual([expected]);
  });

  test("may be several, and name them all", () => {
    expect(resolveConnection({ endpoints: ["a:1", "http://b:2"] })).toMatchObject({
      name: "etcd http://a:1,http://b:2",
      endpoints: ["http://a:1", "http://b:2"],
    });
  });

  test("without a scheme are https when tls is given", () => {
    expect(endpointsOf("etcd:1", { tls: {} })).toEqual(["https://etcd:1"]);
  });

  test.each([
    "",
    "ftp://a:1",
    "http://",
    "http://a:0",
    "http://a:65536",
    "http://a:1/x",
    "http://a:1?x",
    "a b",
    "unix:/x",
  ])("%j is refused", (given) => {
    expect(() => endpointsOf(["http://a:1", given])).toThrow(
      'endpoints[1] is none of "http://host:port", "https://host:port" and "host:port"',
    );
  });

  test("of both schemes, or none at all, are refused", () => {
    expect(() => endpointsOf(["http://a:1", "https://b:1"])).toThrow("endpoints mixes http and https");
    expect(() => endpointsOf([])).toThrow("endpoints is empty");
  });

  test("with a password in them are refused, and not shown", () => {
    expect(() => endpointsOf("http://root:hunter2@a:1")).toThrow(expect.not.stringContaining("hunter2"));
  });
});

describe("authentication", () => {
  test("needs both a name and a password", () => {
    expect(() => resolveConnection({ endpoints: "a:1", username: "root" })).toThrow("belong together");
    expect(() => resolveConnection({ endpoints: "a:1", password: "hunter2" })).toThrow(
      expect.not.stringContaining("hunter2"),
    );
  });
});

describe("tls", () => {
  test("takes certificates as text and as bytes", () => {
    const { tls } = resolveConnection({
      endpoints: "a:1",
      tls: { ca: authorityPem, cert: Buffer.from(certificatePem), key: keyPem },
    });
    expect(tls).toEqual({ ca: Buffer.from(authorityPem), cert: Buffer.from(certificatePem), key: Buffer.from(keyPem) });
  });

  test("without an authority trusts those of Node", () => {
    const { tls } = resolveConnection({ endpoints: "a:1", tls: {} });
    expect(tls?.ca.toString()).toContain("-----BEGIN CERTIFICATE-----");
  });

  test.each([
    ["an authority that is none", { ca: "nothing" }],
    ["a certificate that is none", { cert: "nothing", key: keyPem }],
    ["a key that is none", { cert: certificatePem, key: "nothing" }],
    ["a key of another certificate", { cert: authorityPem, key: keyPem }],
  ])("refuses %s at once", (_what, tls) => {
    expect(() => resolveConnection({ endpoints: "a:1", tls })).toThrow(
      "tls holds a certificate or key that cannot be read",
    );
  });

  test("refuses half a pair, and endpoints that are not encrypted", () => {
    expect(() => resolveConnection({ endpoints: "a:1", tls: { cert: certificatePem } })).toThrow("belong together");
    expect(() => resolveConnection({ endpoints: "http://a:1", tls: {} })).toThrow("endpoints are not encrypted");
  });
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("requestTimeoutMs %s is refused", (requestTimeoutMs) => {
  expect(() => resolveConnection({ endpoints: "a:1", requestTimeoutMs })).toThrow(
    "requestTimeoutMs must be a whole number",
  );
});
