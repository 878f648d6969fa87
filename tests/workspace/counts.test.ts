import { describe, expect, test } from "vitest";
import { closingLine, sumOf } from "../../scripts/testing/counts.mjs";
import { table } from "../../scripts/testing/table.mjs";
import { countsByPackage } from "../../scripts/testing/vitest-counts.mjs";

const file = (name: string, status: string, ...tests: readonly string[]) => ({
  name,
  status,
  assertionResults: tests.map((of) => ({ status: of })),
});

describe("counting the tests of a run", () => {
  test("files of one package are counted together", () => {
    const counts = countsByPackage(
      {
        testResults: [
          file("/clone/packages/core/src/a.test.ts", "passed", "passed", "passed"),
          file("/clone/packages/core/src/b.test.ts", "failed", "passed", "failed"),
          file("/clone/packages/idl/src/c.test.ts", "passed", "passed", "skipped", "todo", "pending"),
        ],
      },
      "/clone",
    );
    expect([...counts]).toEqual([
      ["packages/core", { passed: 3, failed: 1, skipped: 0 }],
      ["packages/idl", { passed: 1, failed: 0, skipped: 3 }],
    ]);
  });

  test("a file that could not be loaded is a failed test", () => {
    const counts = countsByPackage({ testResults: [file("/clone/packages/core/src/a.test.ts", "failed")] }, "/clone");
    expect(counts.get("packages/core")).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("a file whose clean-up failed after its tests had passed is a failed test", () => {
    const report = { testResults: [file("/clone/packages/core/src/a.test.ts", "failed", "passed", "passed")] };
    expect(countsByPackage(report, "/clone").get("packages/core")).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  test("the closing line is the one that CI reads", () => {
    const total = sumOf([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(closingLine(total)).toBe("4 passed, 1 failed, 2 skipped");
  });
});

test("a table lines its columns up", () => {
  expect(
    table(
      ["step", "seconds"],
      [
        ["types", "12.5"],
        ["lint", "0.4"],
      ],
    ),
  ).toBe("step   seconds\ntypes     12.5\nlint       0.4");
});
