import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the package exports these names", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "formatDiagnostic",
      "loadDescriptors",
      "loadProto",
      "loadThrift",
    ]
  `);
});
