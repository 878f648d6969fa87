import { expect, test } from "vitest";
import { callError } from "../context/call-error.ts";
import { BizStatusError } from "../errors/biz-status-error.ts";
import { ErrorCode } from "../errors/codes.ts";
import { KitexError } from "../errors/kitex-error.ts";
import { statusError } from "../errors/status-error.ts";
import { methodNamed } from "../testdata/messages.ts";
import { DECLARED } from "../testing/echo-service.ts";
import { testContext } from "../testing/test-context.ts";
import { isChosenStatus, outcomeOfError } from "./outcome.ts";

const method = methodNamed("echo");
const exceptionOf = (error: unknown, expose = true): unknown => outcomeOfError(error, method, expose);

test("a business status and a declared exception are answers of their own", () => {
  const status = new BizStatusError(404, "not found");
  expect(exceptionOf(status)).toEqual({ kind: "status", error: status });
  const declared = Object.assign(new Error("no"), { name: DECLARED });
  expect(exceptionOf(declared)).toEqual({ kind: "declared", error: declared });
});

test.each([
  [new Error("boom"), "biz error: boom"],
  ["a string", "biz error: a string"],
  [undefined, "biz error: undefined"],
  [Object.create(null), "biz error: a value that cannot be shown"],
])("whatever else is thrown is exception 6, never with a stack", (thrown, message) => {
  expect(exceptionOf(thrown)).toEqual({ kind: "exception", exception: { typeId: 6, message }, error: thrown });
});

test("a KitexError that was made with an id keeps it", () => {
  const error = new KitexError(ErrorCode.Remote, "quota used up", { typeId: 1234 });
  expect(exceptionOf(error)).toEqual({
    kind: "exception",
    exception: { typeId: 1234, message: "quota used up" },
    error,
  });
});

test("the id of another server's exception is not taken for our own", () => {
  const downstream = callError(testContext(), ErrorCode.UnknownMethod, "failed on x", { typeId: 1 });
  expect(exceptionOf(downstream)).toEqual({
    kind: "exception",
    exception: { typeId: 6, message: "biz error: Echo/echo failed on x" },
    error: downstream,
  });
});

test("a server that hides its errors says no more than that there was one", () => {
  expect(exceptionOf(new Error("secret"), false)).toMatchObject({
    exception: { message: "biz error: internal error" },
  });
  const coded = new KitexError(ErrorCode.Remote, "secret", { typeId: 1234 });
  expect(exceptionOf(coded, false)).toMatchObject({ exception: { typeId: 1234, message: "internal error" } });
});

test("a status that the handler chose is told from one that a call of its own failed with", () => {
  const chosen = statusError(5, "no such task");
  expect(isChosenStatus(chosen)).toBe(true);
  const { status } = chosen;
  expect(isChosenStatus(new KitexError(ErrorCode.Remote, "no", { status, target: "10.0.0.1:80" }))).toBe(false);
  expect(isChosenStatus(new Error("no"))).toBe(false);
});
