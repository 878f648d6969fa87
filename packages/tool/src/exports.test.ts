import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the names that the package exports", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "ExitCode",
      "IdlError",
      "ToolError",
      "generate",
    ]
  `);
});
