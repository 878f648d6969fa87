import { BizStatusError } from "@kitex-ts/core";
import { ErrorCode, KitexError } from "@kitex-ts/core/extension";
import { testContext } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import { endingOf } from "./ending.ts";

const ctx = testContext();

test("a value and a business status are no failures", () => {
  expect(endingOf("client", ctx, { error: undefined })).toEqual({ kind: "value" });
  expect(endingOf("client", ctx, { error: new BizStatusError(404, "not found") })).toEqual({
    kind: "status",
    status: 404,
  });
});

test("an exception that the IDL declares is none either", () => {
  const error = Object.assign(new Error("gone"), { name: "NotFound" });
  const declaring = testContext();
  const { result } = declaring.rpcInfo.invocation.methodInfo;
  Object.assign(result, { declares: (thrown: unknown) => thrown === error });
  expect(endingOf("client", declaring, { error })).toEqual({ kind: "declared", name: "NotFound" });
});

test("a failure of the framework has its code, any other the name of its class", () => {
  const late = new KitexError(ErrorCode.RpcTimeout, "late");
  expect(endingOf("client", ctx, { error: late })).toEqual({
    kind: "failed",
    type: "KITEX_ERR_RPC_TIMEOUT",
    error: late,
    grpcStatus: undefined,
  });
  expect(endingOf("client", ctx, { error: new TypeError("x") })).toMatchObject({ kind: "failed", type: "TypeError" });
});

test.each([
  "a string",
  null,
  7,
  Symbol("s"),
  Object.create(null),
  Object.assign(new Error("x"), { name: "user 4711 is not here" }),
  Object.assign(new Error("x"), { name: "" }),
  Object.assign(new Error("x"), { name: "A".repeat(65) }),
])("what has no name of a class is _OTHER: metrics would get a series for each (%#)", (error) => {
  expect(endingOf("client", ctx, { error })).toEqual({ kind: "failed", type: "_OTHER", error, grpcStatus: undefined });
});

describe("a gRPC status", () => {
  const failed = (code: number, target?: string): KitexError =>
    new KitexError(ErrorCode.Remote, "no", { target, status: { code, message: "no", details: [] } });

  test("names the failure of a client, whatever it is", () => {
    const error = failed(5, "10.0.0.7:8888");
    expect(endingOf("client", ctx, { error })).toEqual({
      kind: "failed",
      type: "NOT_FOUND",
      error,
      grpcStatus: { code: 5, name: "NOT_FOUND" },
    });
  });

  test.each([1, 3, 5, 6, 7, 8, 9, 10, 11, 16])("%d that a handler chose is its caller's affair", (code) => {
    expect(endingOf("server", ctx, { error: failed(code) })).toMatchObject({ kind: "refused", grpcStatus: { code } });
  });

  test.each([2, 4, 12, 13, 14, 15])("%d is a failure of the server", (code) => {
    expect(endingOf("server", ctx, { error: failed(code) })).toMatchObject({ kind: "failed", grpcStatus: { code } });
  });

  test("that a handler got from its own callee is not the server's", () => {
    const error = failed(5, "10.0.0.7:8888");
    expect(endingOf("server", ctx, { error })).toEqual({
      kind: "failed",
      type: "KITEX_ERR_REMOTE",
      error,
      grpcStatus: undefined,
    });
  });

  test.each([17, 99, -1, 1.5])("%d is none of gRPC's: metrics would get a series for each", (code) => {
    expect(endingOf("client", ctx, { error: failed(code) })).toMatchObject({
      type: "KITEX_ERR_REMOTE",
      grpcStatus: undefined,
    });
  });
});
