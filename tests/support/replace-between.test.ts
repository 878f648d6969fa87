import { expect, test } from "vitest";
import { replaceBetween, textBetween } from "./replace-between.ts";

const page = "before\n<!-- a:start -->\nold\n<!-- a:end -->\nafter\n";

test("what stands between two marks is read and replaced, and nothing around it", () => {
  expect(textBetween(page, "a")).toBe("old");
  expect(replaceBetween(page, "a", "new")).toBe("before\n<!-- a:start -->\nnew\n<!-- a:end -->\nafter\n");
});

test("a mark that is missing is named", () => {
  expect(() => replaceBetween("", "a", "new")).toThrow("<!-- a:start --> is missing");
  expect(() => textBetween("<!-- a:end --><!-- a:start -->", "a")).toThrow("<!-- a:end --> is missing");
});
