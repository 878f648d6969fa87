import { describe, expect, test } from "vitest";
import { MetaInfo } from "../../../context/meta-info.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { jsonCodec } from "../../../testing/json-codec.ts";
import { testContext } from "../../../testing/test-context.ts";
import { RequestHeaders } from "./request-headers.ts";

const options = {
  payloadCodec: jsonCodec,
  packageName: "a.b",
  idlService: "Echo",
  authority: "echo.svc",
  scheme: "https",
} as const;

test("say what Kitex's say, in its order", () => {
  const headers = new RequestHeaders({ ...options, payloadCodec: { ...jsonCodec, contentSubtype: "proto" } });
  const ctx = testContext({ timeoutMs: 500, clock: fakeClock() });
  expect(headers.make(ctx, "gzip").fields.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    ":method: POST",
    ":scheme: https",
    ":path: /a.b.Echo/echo",
    ":authority: echo.svc",
    "content-type: application/grpc",
    "user-agent: kitex-ts/0.0.0",
    "te: trailers",
    "grpc-encoding: gzip",
    "grpc-accept-encoding: gzip",
    "grpc-timeout: 500m",
  ]);
});

test("a service without a package has a path without a dot", () => {
  const headers = new RequestHeaders({ ...options, packageName: "" }).make(testContext(), "identity");
  expect(headers.get(":path")).toBe("/Echo/echo");
  expect(headers.get("grpc-timeout")).toBeUndefined();
});

describe("the same list", () => {
  test("is given while method, time and compressor are the same, to the millisecond", () => {
    const clock = fakeClock();
    const headers = new RequestHeaders(options);
    const one = testContext({ timeoutMs: 500, clock });
    const { invocation } = one.rpcInfo;
    expect(invocation).toBeDefined();
    const first = headers.make(one, "identity");
    expect(headers.make(one, "identity")).toBe(first);
    clock.advance(0.5);
    expect(headers.make(one, "identity")).toBe(first);
    expect(headers.make(one, "gzip")).not.toBe(first);
    clock.advance(1);
    expect(headers.make(one, "identity").get("grpc-timeout")).toBe("499m");
  });

  test("is given to nobody who has headers of its own", () => {
    const headers = new RequestHeaders(options);
    const plain = testContext();
    const meta = new MetaInfo();
    meta.persistent.set("K", "v");
    const own = testContext({ meta });
    expect(headers.make(plain, "identity").get("rpc-persist-k")).toBeUndefined();
    expect(headers.make(own, "identity").get("rpc-persist-k")).toBe("v");
    expect(headers.make(plain, "identity").get("rpc-persist-k")).toBeUndefined();
  });
});
