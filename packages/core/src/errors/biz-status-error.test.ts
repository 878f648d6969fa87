import { expect, test, vi } from "vitest";
import { BizStatusError, isBizStatusError } from "./biz-status-error.ts";

test("a status keeps its number, message, cause and extra, which may be an object or a map", () => {
  const cause = new Error("no row");
  const error = new BizStatusError(404, "not found", { extra: { k: "v" }, cause });
  expect(error).toMatchObject({ name: "BizStatusError", status: 404, message: "not found", cause });
  expect(error.extra).toEqual(new Map([["k", "v"]]));
  expect(new BizStatusError(-1, "x", { extra: new Map([["k", "v"]]) }).extra).toEqual(error.extra);
  expect(new BizStatusError(1, "x").extra.size).toBe(0);
  expect("cause" in new BizStatusError(1, "x")).toBe(false);
});

test("the extra is a copy, and a name like __proto__ is a name like any other", () => {
  const given = new Map([["__proto__", "v"]]);
  const error = new BizStatusError(1, "x", { extra: given });
  given.set("later", "1");
  expect([...error.extra]).toEqual([["__proto__", "v"]]);
});

test.each([-(2 ** 31), -1, 1, 2 ** 31 - 1])("the status may be %s", (status) => {
  expect(new BizStatusError(status, "x").status).toBe(status);
});

test.each([0, -0, 0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN, Number.POSITIVE_INFINITY])(
  "the status %s is refused",
  (status) => {
    expect(() => new BizStatusError(status, "x")).toThrow(
      new RangeError(`a business status must be a 32-bit integer other than 0, got ${status}`),
    );
  },
);

test("two copies of the package know each other's statuses", async () => {
  vi.resetModules();
  const copy = await import("./biz-status-error.ts");
  expect(copy.isBizStatusError(new BizStatusError(1, "x"))).toBe(true);
  expect(isBizStatusError(new copy.BizStatusError(1, "x"))).toBe(true);
  for (const other of [undefined, new Error("x"), { status: 1 }]) expect(isBizStatusError(other)).toBe(false);
});
