import { expect, test, vi } from "vitest";
import { ErrorCode } from "./codes.ts";
import { isKitexError, KitexError } from "./kitex-error.ts";

test("an error says what, how far, to whom, after how long and why", () => {
  const cause = new Error("ECONNREFUSED");
  const details = { cause, phase: "connect", target: "10.0.0.7:8888", elapsedMs: 12, typeId: 6 } as const;
  const error = new KitexError(ErrorCode.Connect, "could not connect", details);
  expect(error).toMatchObject({
    name: "KitexError",
    code: "KITEX_ERR_CONNECT",
    message: "could not connect",
    ...details,
  });
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toBe("KitexError: could not connect");
});

test("without a cause there is no `cause` at all, and the shape is the same", () => {
  const plain = new KitexError(ErrorCode.Connect, "x");
  expect("cause" in plain).toBe(false);
  expect(Object.keys(plain)).toEqual(Object.keys(new KitexError(ErrorCode.Remote, "x", { phase: "handler" })));
});

test("the check takes a code, and nothing that merely looks like an error of ours", () => {
  const error = new KitexError(ErrorCode.RpcTimeout, "x");
  expect(isKitexError(error)).toBe(true);
  expect(isKitexError(error, ErrorCode.RpcTimeout)).toBe(true);
  expect(isKitexError(error, ErrorCode.Canceled)).toBe(false);
  for (const other of [undefined, null, "KitexError", {}, { name: "KitexError", code: error.code }, new Error("x")]) {
    expect(isKitexError(other)).toBe(false);
  }
});

test("two copies of the package know each other's errors", async () => {
  vi.resetModules();
  const copy = await import("./kitex-error.ts");
  expect(copy.KitexError).not.toBe(KitexError);
  expect(copy.isKitexError(new KitexError(ErrorCode.Remote, "x"), ErrorCode.Remote)).toBe(true);
  expect(isKitexError(new copy.KitexError(ErrorCode.Remote, "x"))).toBe(true);
});
