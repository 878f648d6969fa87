import { testContext } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import { kitexAttributes, legacy, merged, stable } from "./semantic-attributes.ts";

const calling = testContext({ service: "Shop", method: "buy", destination: "shop", address: "10.0.0.7:8888" });

/** The call of a peer with this address. */
function answering(address: string | undefined, callerService = "") {
  const ctx = testContext({ service: "Shop", method: "buy", destination: "shop", callerService });
  Object.assign(ctx.rpcInfo.from, { address });
  return ctx;
}

describe("today's conventions", () => {
  test("a client names the method in full, and whom it calls", () => {
    expect(stable.start("client", calling)).toEqual({
      "rpc.system.name": "kitex",
      "rpc.method": "Shop/buy",
      "server.address": "shop",
    });
    expect(stable.peer("client", calling)).toEqual({
      "network.transport": "tcp",
      "network.peer.address": "10.0.0.7",
      "network.peer.port": 8888,
    });
  });

  test("a server names the method, and who calls", () => {
    const ctx = answering("[::1]:5000");
    expect(stable.start("server", ctx)).toEqual({ "rpc.system.name": "kitex", "rpc.method": "Shop/buy" });
    expect(stable.peer("server", ctx)).toEqual({
      "network.transport": "tcp",
      "client.address": "::1",
      "client.port": 5000,
    });
  });

  test("a Unix socket has no port, and a call that reached nobody no peer", () => {
    expect(stable.peer("client", testContext({ address: "unix:/run/shop.sock" }))).toEqual({
      "network.transport": "unix",
      "network.peer.address": "/run/shop.sock",
    });
    expect(stable.peer("client", testContext())).toEqual({});
    expect(stable.peer("server", answering(undefined))).toEqual({});
  });

  test("a failure has a type, a business status its number, a declared exception neither", () => {
    const failed = { kind: "failed", type: "KITEX_ERR_CONNECT", grpcStatus: undefined, error: new Error("x") } as const;
    expect(stable.spanEnding(failed)).toEqual({ "error.type": "KITEX_ERR_CONNECT" });
    expect(stable.spanEnding({ kind: "status", status: 404 })).toEqual({ "rpc.status_code": "404" });
    expect(stable.spanEnding({ kind: "declared", name: "NotFound" })).toEqual({});
    expect(stable.spanEnding({ kind: "value" })).toEqual({});
    expect(stable.metricEnding(failed)).toEqual({ "error.type": "KITEX_ERR_CONNECT" });
    const grpcStatus = { code: 5, name: "NOT_FOUND" };
    const status = { "rpc.response.status_code": "NOT_FOUND" };
    expect(stable.spanEnding({ kind: "refused", grpcStatus })).toEqual(status);
    expect(stable.metricEnding({ ...failed, type: "NOT_FOUND", grpcStatus })).toEqual({
      ...status,
      "error.type": "NOT_FOUND",
    });
  });

  test("durations are in seconds", () => {
    expect([stable.duration.name("client"), stable.duration.name("server")]).toEqual([
      "rpc.client.call.duration",
      "rpc.server.call.duration",
    ]);
    expect([stable.duration.unit, stable.duration.perMs]).toEqual(["s", 0.001]);
  });
});

describe("the names of Kitex for Go", () => {
  test("a service is called by its name in discovery, as there", () => {
    expect(legacy.start("client", calling)).toEqual({
      "rpc.system": "kitex",
      "rpc.service": "shop",
      "rpc.method": "buy",
    });
    expect(legacy.peer("client", calling)).toEqual({});
  });

  test("a server names its caller by what a Go client says of its process, else by its name", () => {
    const ctx = answering("10.0.0.1:1", "checkout");
    expect(legacy.peer("server", ctx)).toEqual({ "peer.service": "checkout" });
    ctx.meta.transient.set("service.name", "checkout-go");
    ctx.meta.transient.set("service.namespace", "shop");
    ctx.meta.transient.set("deployment.environment", "prod");
    expect(legacy.peer("server", ctx)).toEqual({
      "peer.service": "checkout-go",
      "peer.service.namespace": "shop",
      "peer.deployment.environment": "prod",
    });
    expect(legacy.peer("server", answering("10.0.0.1:1"))).toEqual({});
  });

  test("metrics have the status of the span, spans the business status", () => {
    const failed = { kind: "failed", type: "TypeError", grpcStatus: undefined, error: new TypeError("x") } as const;
    expect(legacy.metricEnding(failed)).toEqual({ "error.type": "TypeError", "status.code": "Error" });
    expect(legacy.metricEnding({ kind: "status", status: 404 })).toEqual({ "status.code": "Unset" });
    expect(legacy.spanEnding({ kind: "status", status: 404 })).toEqual({ "biz.status_code": 404 });
    const grpcStatus = { code: 5, name: "NOT_FOUND" };
    expect(legacy.spanEnding({ kind: "refused", grpcStatus })).toEqual({ "rpc.grpc.status_code": 5 });
    expect(legacy.metricEnding({ kind: "refused", grpcStatus })).toEqual({ "status.code": "Unset" });
    expect([legacy.duration.name("server"), legacy.duration.unit]).toEqual(["rpc.server.duration", "ms"]);
  });
});

test("where both use one name, the last one wins", () => {
  expect(merged([legacy.start("client", calling), stable.start("client", calling)])).toEqual({
    "rpc.system": "kitex",
    "rpc.service": "shop",
    "rpc.system.name": "kitex",
    "rpc.method": "Shop/buy",
    "server.address": "shop",
  });
  expect(merged([])).toEqual({});
});

test("sizes and the name of a declared exception are Kitex's own", () => {
  const ctx = testContext();
  Object.assign(ctx.rpcInfo.stats, { sentBytes: 7, receivedBytes: 9 });
  expect(kitexAttributes(ctx, { kind: "declared", name: "NotFound" })).toEqual({
    "kitex.send_size": 7,
    "kitex.recv_size": 9,
    "kitex.exception": "NotFound",
  });
  expect(kitexAttributes(ctx, { kind: "value" })).toEqual({ "kitex.send_size": 7, "kitex.recv_size": 9 });
});
