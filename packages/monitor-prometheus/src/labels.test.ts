import { BizStatusError } from "@kitex-ts/core";
import { ErrorCode, KitexError } from "@kitex-ts/core/extension";
import { testContext } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import { callLabels, failureOf, LabelLimit, MAX_VALUE_LENGTH } from "./labels.ts";

describe("the values of a label", () => {
  test("a name that is empty is unknown", () => {
    expect(new LabelLimit(1).value("caller", "")).toBe("unknown");
  });

  test("the first values keep their names, later ones are other", () => {
    const limit = new LabelLimit(2);
    expect(["a", "b", "c", "a", "c", "b"].map((text) => limit.value("caller", text))).toEqual([
      "a",
      "b",
      "other",
      "a",
      "other",
      "b",
    ]);
  });

  test("unknown takes no room", () => {
    const limit = new LabelLimit(1);
    expect(limit.value("caller", "")).toBe("unknown");
    expect(limit.value("caller", "a")).toBe("a");
  });

  test("each label has room of its own", () => {
    const limit = new LabelLimit(1);
    expect(limit.value("caller", "a")).toBe("a");
    expect(limit.value("callee", "b")).toBe("b");
    expect(limit.value("callee", "a")).toBe("other");
  });

  test("a text that is too long for a name is other and takes no room", () => {
    const limit = new LabelLimit(1);
    expect(limit.value("caller", "x".repeat(MAX_VALUE_LENGTH + 1))).toBe("other");
    expect(limit.value("caller", "x".repeat(MAX_VALUE_LENGTH))).toBe("x".repeat(MAX_VALUE_LENGTH));
  });

  test("names of Object's properties are names like others", () => {
    const limit = new LabelLimit(3);
    const names = ["__proto__", "constructor", "hasOwnProperty"];
    expect(names.map((name) => limit.value("caller", name))).toEqual(names);
    expect(limit.value("__proto__", "a")).toBe("a");
  });
});

test("a call is labelled with caller, callee and method", () => {
  const ctx = testContext({ callerService: "web", destination: "shop", method: "buy" });
  expect(callLabels(ctx, new LabelLimit(10))).toEqual({ caller: "web", callee: "shop", method: "buy" });
});

test("a caller that gives no name is unknown", () => {
  expect(callLabels(testContext(), new LabelLimit(10)).caller).toBe("unknown");
});

describe("what a call failed with", () => {
  const ctx = testContext();

  test("nothing, when it gave a value or a business status", () => {
    expect(failureOf(ctx, { error: undefined })).toBeUndefined();
    expect(failureOf(ctx, { error: new BizStatusError(404, "no such tea") })).toBeUndefined();
  });

  test("the code of the framework's errors", () => {
    expect(failureOf(ctx, { error: new KitexError(ErrorCode.RpcTimeout, "late") })).toBe("KITEX_ERR_RPC_TIMEOUT");
  });

  test("the name of an error of the application's", () => {
    expect(failureOf(ctx, { error: new RangeError("no") })).toBe("RangeError");
  });

  test.each(["text", 7, null])("unknown, when %j was thrown", (error) => {
    expect(failureOf(ctx, { error })).toBe("unknown");
  });
});
