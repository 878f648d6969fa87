import { BizStatusError } from "@kitex-ts/core";
import { ErrorCode, KitexError } from "@kitex-ts/core/extension";
import { testContext } from "@kitex-ts/core/testing";
import { expect, test } from "vitest";
import { endingOf } from "./ending.ts";

const ctx = testContext();

test("a value and a business status are no failures", () => {
  expect(endingOf(ctx, { error: undefined })).toEqual({ kind: "value" });
  expect(endingOf(ctx, { error: new BizStatusError(404, "not found") })).toEqual({ kind: "status", status: 404 });
});

test("an exception that the IDL declares is none either", () => {
  const error = Object.assign(new Error("gone"), { name: "NotFound" });
  const declaring = testContext();
  const { result } = declaring.rpcInfo.invocation.methodInfo;
  Object.assign(result, { declares: (thrown: unknown) => thrown === error });
  expect(endingOf(declaring, { error })).toEqual({ kind: "declared", name: "NotFound" });
});

test("a failure of the framework has its code, any other the name of its class", () => {
  const late = new KitexError(ErrorCode.RpcTimeout, "late");
  expect(endingOf(ctx, { error: late })).toEqual({ kind: "failed", type: "KITEX_ERR_RPC_TIMEOUT", error: late });
  expect(endingOf(ctx, { error: new TypeError("x") })).toMatchObject({ kind: "failed", type: "TypeError" });
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
  expect(endingOf(ctx, { error })).toEqual({ kind: "failed", type: "_OTHER", error });
});
