import { expect, test, vi } from "vitest";
import { warnOnce } from "./warn-once.ts";

test("a code is warned of once in a process, each code for itself", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  warnOnce("KITEX_WARN_TEST_A", "one");
  warnOnce("KITEX_WARN_TEST_A", "two");
  warnOnce("KITEX_WARN_TEST_B", "three");
  expect(warned.mock.calls).toEqual([
    ["one", { code: "KITEX_WARN_TEST_A" }],
    ["three", { code: "KITEX_WARN_TEST_B" }],
  ]);
  warned.mockRestore();
});
